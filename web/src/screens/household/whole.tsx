// The sections of the page, one below the other, with a menu that goes along.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { DoubtNotice } from './doubt'
import { CaseHead } from './head'
import { HelpSection } from './help'
import style from './household.module.css'
import { LevelSection } from './level'
import { MembersSection } from './members'
import { PlanSection } from './plan'
import { ProblemsSection } from './problems'
import { PARTS, type Part, SectionMenu } from './section-menu'
import { SourcesSection } from './sources'
import { TimelineSection } from './timeline'
import { TraceSection } from './trace'
import { ChangedNotice } from './watch'
import { WhereSection } from './where'
import { YearsSection } from './years'

const SECTIONS: Record<Part, () => ReactNode> = {
  problems: ProblemsSection,
  level: LevelSection,
  help: HelpSection,
  plan: PlanSection,
  members: MembersSection,
  where: WhereSection,
  sources: SourcesSection,
  years: YearsSection,
  timeline: TimelineSection,
  trace: TraceSection,
}

export function Whole() {
  const { t } = useTranslation('household')
  return (
    <div className={style.page}>
      <CaseHead />
      <ChangedNotice />
      <DoubtNotice />
      <SectionMenu />
      {PARTS.map(part => {
        const Content = SECTIONS[part]
        return (
          <section
            key={part}
            id={part}
            className={style.part}
            data-part={part}
            aria-labelledby={`${part}-title`}
          >
            <h2 id={`${part}-title`} tabIndex={-1}>
              {t(`part.${part}`)}
            </h2>
            <Content />
          </section>
        )
      })}
    </div>
  )
}
