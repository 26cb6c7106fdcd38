// The field's words on screen are those the server speaks: labels of codes, from its message files.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const messages = new URL('../../backend/words/messages/', import.meta.url)
const words = new URL('../src/i18n/', import.meta.url)

for (const language of ['th', 'en']) {
  const labels: Record<string, Record<string, string>> = {}
  for (const line of readFileSync(new URL(`${language}_labels.ftl`, messages), 'utf8').split('\n')) {
    const [, family, code, label] = /^([a-z_]+)-([A-Za-z0-9_.]+) = (.*)$/.exec(line) ?? []
    if (family && code && label) {
      labels[family] ??= {}
      labels[family][code.toLowerCase()] = label
    }
  }
  // Only where it differs: a newer file is a change to whoever watches.
  const file = new URL(`${language}/labels.generated.json`, words)
  const text = `${JSON.stringify(labels, null, 2)}\n`
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
}
