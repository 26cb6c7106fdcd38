// One's own account: what it may do, how things are shown, its password, where it is signed in.
import { useTranslation } from 'react-i18next'
import { useMutation, useQuery } from 'urql'
import { preferences, usePreferences } from '~/app/preferences'
import { useMe, useSession } from '~/app/session'
import { Badge } from '~/base/badge'
import { Button } from '~/base/button'
import { ButtonLink } from '~/base/button-link'
import { Options } from '~/base/choose'
import { Card, Grid, PageHead, Row, Section, Soft, Stack } from '~/base/page'
import { say } from '~/base/said'
import { Answer } from '~/base/state'
import { useFormat, useLabel } from '~/format/use-format'
import { useAct } from '~/graph/act'
import { speak } from '~/i18n/start'
import {
  ChooseLanguageDocument,
  EndSessionDocument,
  MySessionsDocument,
  SignOutEverywhereDocument,
} from './account.generated'
import { PasswordForm } from './password'

export default function AccountScreen() {
  const { t } = useTranslation(['account', 'common'])
  const me = useMe()
  return (
    <>
      <PageHead title={t('title')} lead={`${me.displayName} · ${me.userName}`} />
      <Grid min={340}>
        <Stack>
          <Grants />
          <Display />
          <Graphiql />
        </Stack>
        <Stack>
          <Sessions />
          <Section title={t('password.title')}>
            <Card>
              <PasswordForm onDone={() => say(t('password.done'))} />
            </Card>
          </Section>
        </Stack>
      </Grid>
    </>
  )
}

function Grants() {
  const { t } = useTranslation(['account', 'common'])
  const label = useLabel()
  const format = useFormat()
  const { language } = usePreferences()
  const { grants } = useMe()
  return (
    <Section title={t('grants.title')}>
      <Card>
        {grants.map(it => (
          <div key={it.id}>
            <strong>{label('role', it.role)}</strong>{' '}
            {it.heldAs !== 'HELD' && <Badge>{label('held_as', it.heldAs)}</Badge>}
            <div>
              <Soft>
                {it.isEverywhere
                  ? t('grants.everywhere')
                  : [
                      it.team?.name,
                      ...it.areas.map(area => (language === 'en' && area.nameEn) || area.nameTh || area.code),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                {it.validUntil && ` · ${t('grants.until', { date: format.day(it.validUntil) })}`}
              </Soft>
            </div>
          </div>
        ))}
      </Card>
    </Section>
  )
}

/** A page of its own, where the operator turned it on. */
function Graphiql() {
  const { t } = useTranslation('account')
  const { may } = useSession()
  if (!may('USE_GRAPHIQL')) return null
  return (
    <Section title={t('graphiql.title')}>
      <Card>
        <Soft>{t('graphiql.lead')}</Soft>
        <Row>
          <ButtonLink to="/graphiql" reloadDocument>
            {t('graphiql.open')}
          </ButtonLink>
        </Row>
      </Card>
    </Section>
  )
}

function Display() {
  const { t } = useTranslation(['account', 'common'])
  const { language, digits, theme } = usePreferences()
  const [choose] = useAct(ChooseLanguageDocument)
  return (
    <Section title={t('preferences.title')}>
      <Card>
        <Options
          label={t('common:language.label')}
          isRow
          value={language}
          choices={[
            { id: 'th', label: t('common:language.th') },
            { id: 'en', label: t('common:language.en') },
          ]}
          onChange={async it => {
            preferences.set({ language: it })
            await speak(it)
            await choose({ language: it === 'th' ? 'TH' : 'EN' })
          }}
        />
        <Options
          label={t('common:digits.label')}
          isRow
          value={digits}
          choices={[
            { id: 'latn', label: t('common:digits.latn') },
            { id: 'thai', label: t('common:digits.thai') },
          ]}
          onChange={it => preferences.set({ digits: it })}
        />
        <Options
          label={t('common:theme.label')}
          isRow
          value={theme}
          choices={[
            { id: 'system', label: t('common:theme.system') },
            { id: 'light', label: t('common:theme.light') },
            { id: 'dark', label: t('common:theme.dark') },
          ]}
          onChange={it => preferences.set({ theme: it })}
        />
      </Card>
    </Section>
  )
}

function Sessions() {
  const { t } = useTranslation(['account', 'common'])
  const format = useFormat()
  const { leave } = useSession()
  const [sessions, again] = useQuery({ query: MySessionsDocument, requestPolicy: 'cache-and-network' })
  const [, end] = useMutation(EndSessionDocument)
  const [, endAll] = useMutation(SignOutEverywhereDocument)
  return (
    <Section
      title={t('sessions.title')}
      acts={
        <Button
          tone="danger"
          onPress={async () => {
            await endAll({})
            await leave()
          }}
        >
          {t('sessions.everywhere')}
        </Button>
      }
    >
      <Answer of={sessions} retry={again}>
        {({ me }) => (
          <Card>
            {me?.sessions.map(it => (
              <Row key={it.id}>
                <div style={{ flex: '1 1 200px' }}>
                  <strong>{it.device ?? t('sessions.unknown')}</strong>{' '}
                  {it.isCurrent && <Badge tone="good">{t('sessions.this')}</Badge>}
                  <div>
                    <Soft>
                      {t('sessions.seen', { time: format.instant(it.seenAt) })} ·{' '}
                      {t('sessions.ends', { time: format.instant(it.endsAt) })}
                    </Soft>
                  </div>
                </div>
                {!it.isCurrent && (
                  <Button
                    onPress={async () => {
                      await end({ sessionId: it.id })
                      again({ requestPolicy: 'network-only' })
                    }}
                  >
                    {t('sessions.end')}
                  </Button>
                )}
              </Row>
            ))}
          </Card>
        )}
      </Answer>
    </Section>
  )
}
