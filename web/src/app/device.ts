// What this device is called among one's sessions: its browser and system, in two words.

const BROWSERS: [RegExp, string][] = [
  [/Line\//, 'LINE'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Edg(A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

const SYSTEMS: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

const first = (of: [RegExp, string][], agent: string) => of.find(([mark]) => mark.test(agent))?.[1]

/** Such as `Chrome · Android`. */
export function deviceName(agent = navigator.userAgent): string {
  return [first(BROWSERS, agent), first(SYSTEMS, agent)].filter(Boolean).join(' · ') || agent.slice(0, 100)
}
