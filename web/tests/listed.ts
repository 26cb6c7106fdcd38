// People whom the demonstration knows, as one more list would name them; and such a list brought in.
import { ask } from './ask'
import type { Person } from './browser'
import { citizenNumber, type Listed, type Village } from './workbook'

/** A head of a household with its case, and how a list names them; the number is left to the list. */
export type Head = { caseId: string; listed: Omit<Listed, 'number'> }

type Known = {
  cases: {
    nodes: {
      id: string
      area: { code: string; path: { nameTh: string }[] } | null
      household: {
        houseNo: string | null
        members: {
          isHead: boolean
          until: string | null
          person: { title: string | null; firstName: string; lastName: string; birth: string | null }
        }[]
      }
    }[]
  }
}

const KNOWN = `{
  cases(first: 60, filter: { status: [BEING_HELPED] }) {
    nodes {
      id
      area { code path { nameTh } }
      household { houseNo members { isHead until person { title firstName lastName birth } } }
    }
  }
}`

/** Heads whose day of birth is known whole, in households that are being helped. */
export async function heads(person: Person): Promise<Head[]> {
  const { cases } = await ask<Known>(person, KNOWN)
  return cases.nodes.flatMap(({ id, area, household }) => {
    const head = household.members.find(it => it.isHead && !it.until)?.person
    const [year, month, day] = head?.birth?.split('-').map(Number) ?? []
    if (!head?.title || !year || !month || !day || area?.code.length !== 8) return []
    const [province = '', district = '', subdistrict = ''] = area.path.slice(1).map(it => it.nameTh)
    const village: Village = { code: area.code, subdistrict, district, province }
    const { title, firstName, lastName } = head
    const birth = `${day}/${month}/${year + 543}`
    return [
      { caseId: id, listed: { title, firstName, lastName, birth, house: household.houseNo ?? '1', village } },
    ]
  })
}

const SYLLABLES = ['กาญจน์', 'ขำ', 'คง', 'งาม', 'จันทร์', 'ฉาย', 'ชัย', 'ศรี', 'ทรัพย์', 'ดี']

/** Up to 900 people of a village whom nobody knows, no two alike in name and birth, each in a house of their own. */
export function strangers(neighbour: Head['listed'], count: number): Listed[] {
  return Array.from({ length: count }, (_, at) => ({
    ...neighbour,
    number: citizenNumber(7000 + at),
    firstName: `${['บุญ', 'ทอง', 'แสง', 'คำ'][at % 4]}${['มา', 'มี', 'ดี', 'ใส', 'เย็น'][at % 5]}`,
    lastName: [...`${at + 100}`].map(digit => SYLLABLES[Number(digit)]).join(''),
    birth: `${(at % 27) + 1}/${(at % 12) + 1}/${2490 + (at % 40)}`,
    house: `${2000 + at}`,
  }))
}

type Brought = { import: { state: string; failure: { message: string } | null } }

/** Brings a workbook in, as the person at the screen, and waits until all its rows are. */
export async function bring(person: Person, name: string, workbook: Buffer): Promise<void> {
  const uploadId = await person.page.evaluate(
    async ([name, text]) => {
      const body = Uint8Array.from(atob(text), it => it.charCodeAt(0))
      const headers = {
        'Tus-Resumable': '1.0.0',
        'Upload-Length': `${body.length}`,
        'Upload-Metadata': `filename ${btoa(name)}`,
        'Content-Type': 'application/offset+octet-stream',
        'X-Phonjon-Client': 'web',
      }
      const sent = await fetch('/uploads', { method: 'POST', headers, body })
      return ((await sent.json()) as { uploadId: string }).uploadId
    },
    [name, workbook.toString('base64')] as const,
  )
  type Begun = { importApply: { import: { id: string } } }
  const { importApply } = await ask<Begun>(
    person,
    'mutation ($id: ID!) { importApply(uploadId: $id, key: $id) { import { id } } }',
    { id: uploadId },
  )
  const progress = 'query ($id: ID!) { import(id: $id) { state failure { message } } }'
  for (;;) {
    const { import: it } = await ask<Brought>(person, progress, { id: importApply.import.id })
    if (it.state === 'APPLIED') return
    if (it.state !== 'APPLYING') throw new Error(it.failure?.message ?? it.state)
  }
}
