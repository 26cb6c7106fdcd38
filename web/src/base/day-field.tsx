// A field for a day, in the Buddhist calendar.
import { type CalendarDate, parseDate } from '@internationalized/date'
import { Button } from 'react-aria-components/Button'
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  CalendarHeading,
} from 'react-aria-components/Calendar'
import { DateInput, DatePicker, DateSegment } from 'react-aria-components/DatePicker'
import { Dialog } from 'react-aria-components/Dialog'
import { Group } from 'react-aria-components/Group'
import { Popover } from 'react-aria-components/Popover'
import { useTranslation } from 'react-i18next'
import style from './field.module.css'
import { Beside, type Common, Name } from './field-parts'

/** A day, typed or chosen, in the Buddhist calendar; ISO in and out. */
export function DayField({
  label,
  hint,
  error,
  value,
  onChange,
  max,
  min,
  ...rest
}: Common & { value: string | null; onChange: (day: string | null) => void; max?: string; min?: string }) {
  const { t } = useTranslation()
  return (
    <DatePicker<CalendarDate>
      {...rest}
      value={value ? parseDate(value) : null}
      onChange={it => onChange(it ? it.toString() : null)}
      maxValue={max ? parseDate(max) : undefined}
      minValue={min ? parseDate(min) : undefined}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={style.field ?? ''}
    >
      <Name label={label} isRequired={rest.isRequired} />
      <Group className={style.input ?? ''}>
        <DateInput className={style.date ?? ''}>
          {segment => <DateSegment segment={segment} className={style.segment ?? ''} />}
        </DateInput>
        <Button className={style.pick ?? ''} aria-label={t('date.choose')}>
          <svg
            viewBox="0 0 24 24"
            width="20"
            height="20"
            aria-hidden="true"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
          >
            <path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4" />
          </svg>
        </Button>
      </Group>
      <Beside hint={hint} error={error} />
      <Popover className={style.popover ?? ''}>
        <Dialog className={style.calendar ?? ''} aria-label={t('date.choose')}>
          <Calendar>
            <header className={style.month}>
              <Button slot="previous" className={style.pick ?? ''} aria-label={t('act.previous')}>
                ‹
              </Button>
              <CalendarHeading className={style.monthName} />
              <Button slot="next" className={style.pick ?? ''} aria-label={t('act.next')}>
                ›
              </Button>
            </header>
            <CalendarGrid>
              <CalendarGridHeader>{day => <CalendarHeaderCell>{day}</CalendarHeaderCell>}</CalendarGridHeader>
              <CalendarGridBody>
                {date => <CalendarCell date={date} className={style.cell ?? ''} />}
              </CalendarGridBody>
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </DatePicker>
  )
}
