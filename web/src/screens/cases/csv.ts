// A list as a file that spreadsheets open: UTF-8 with its mark, so that Thai is read as Thai.

/** A cell; what a spreadsheet would take for a formula is text. */
function cell(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The lines of a file, the names of its columns first. */
export function csv(lines: string[][]): string {
  return `\uFEFF${lines.map(line => line.map(cell).join(',')).join('\r\n')}\r\n`
}
