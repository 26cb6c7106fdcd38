// The text for a LINE group.
import { expect, test } from 'vitest'
import { lineText } from './line-text'

test('a heading, a line a figure, and where to look', () => {
  const text = lineText(['พ้นจน', 'เรื่องรอพิจารณา', ''], ['แผนครัวเรือน 8'], 'https://phonjon.example/approvals')
  expect(text).toBe('พ้นจน เรื่องรอพิจารณา\n• แผนครัวเรือน 8\nhttps://phonjon.example/approvals')
})
