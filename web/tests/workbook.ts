// A target list as a district sends it: a workbook with one sheet, written here cell by cell.
import { crc32, inflateRawSync } from 'node:zlib'

/** An invented citizen number whose last digit is right. */
export function citizenNumber(n: number): string {
  const digits = `1489${`${n}`.padStart(8, '0')}`
  const sum = [...digits].reduce((sum, digit, at) => sum + Number(digit) * (13 - at), 0)
  return `${digits}${(11 - (sum % 11)) % 10}`
}

/** A person of a list; the village by its code and its names. */
export type Listed = {
  number: string
  title: string
  firstName: string
  lastName: string
  /** As it is written: 5/3/2510. */
  birth: string
  house: string
  village: Village
}
export type Village = { code: string; subdistrict: string; district: string; province: string }

const COLUMNS = [
  ...['ลำดับ', 'เลขประจำตัวประชาชน', 'คำนำหน้า', 'ชื่อ', 'นามสกุล', 'วันเกิด', 'บ้านเลขที่', 'หมู่ที่'],
  ...['ตำบล', 'อำเภอ', 'จังหวัด', 'รหัสพื้นที่'],
  ...['ด้านสุขภาพ', 'ด้านความเป็นอยู่', 'ด้านการศึกษา', 'ด้านรายได้', 'ด้านการเข้าถึงบริการภาครัฐ'],
]

/** A TPMAP target list in the form of a workbook; the name of the sheet says its year. */
export function targetList(sheet: string, people: Listed[]): Buffer {
  const rows = people.map((it, at) => [
    ...[`${at + 1}`, it.number, it.title, it.firstName, it.lastName, it.birth, it.house],
    ...[`${Number(it.village.code.slice(6))}`, it.village.subdistrict, it.village.district],
    ...[it.village.province, it.village.code, '0', '0', '0', '1', '0'],
  ])
  return workbook(sheet, [COLUMNS, ...rows])
}

function workbook(sheet: string, rows: string[][]): Buffer {
  const cells = rows.map(row => row.map(it => `<c t="inlineStr"><is><t>${it}</t></is></c>`).join(''))
  const xml = (text: string) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${text}`
  const of = 'http://schemas.openxmlformats.org'
  const related = `${of}/officeDocument/2006/relationships`
  const part = `application/vnd.openxmlformats-officedocument.spreadsheetml`
  return zipped({
    '[Content_Types].xml': xml(
      `<Types xmlns="${of}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${part}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${part}.worksheet+xml"/></Types>`,
    ),
    '_rels/.rels': xml(
      `<Relationships xmlns="${of}/package/2006/relationships"><Relationship Id="rId1" Type="${related}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': xml(
      `<workbook xmlns="${of}/spreadsheetml/2006/main" xmlns:r="${related}"><sheets><sheet name="${sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships xmlns="${of}/package/2006/relationships"><Relationship Id="rId1" Type="${related}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ),
    'xl/worksheets/sheet1.xml': xml(
      `<worksheet xmlns="${of}/spreadsheetml/2006/main"><sheetData>${cells.map(it => `<row>${it}</row>`).join('')}</sheetData></worksheet>`,
    ),
  })
}

/** An archive whose files stand in it as they are. */
export function zipped(files: Record<string, string>): Buffer {
  const bodies: Buffer[] = []
  const entries: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text)
    const both = Buffer.alloc(26)
    both.writeUInt16LE(20, 0)
    both.writeUInt16LE(0x21, 8)
    both.writeUInt32LE(crc32(data), 10)
    both.writeUInt32LE(data.length, 14)
    both.writeUInt32LE(data.length, 18)
    both.writeUInt16LE(name.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at, 10)
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), both, Buffer.from(name), data])
    bodies.push(body)
    entries.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), both, place, Buffer.from(name)]),
    )
    at += body.length
  }
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(Buffer.concat(entries).length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...bodies, ...entries, Buffer.from('PK\x05\x06'), end])
}

/** The files of an archive by their names, as its list at the end tells them. */
export function opened(archive: Buffer): Record<string, string> {
  const files: Record<string, string> = {}
  const end = archive.lastIndexOf('PK\x05\x06')
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, names, more, told] = [
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
      archive.readUInt16LE(at + 30),
      archive.readUInt16LE(at + 32),
    ]
    const name = archive.toString('utf8', at + 46, at + 46 + names)
    const place = archive.readUInt32LE(at + 42)
    const from = place + 30 + archive.readUInt16LE(place + 26) + archive.readUInt16LE(place + 28)
    const body = archive.subarray(from, from + packed)
    files[name] = (archive.readUInt16LE(at + 10) === 8 ? inflateRawSync(body) : body).toString()
    at += 46 + names + more + told
  }
  return files
}
