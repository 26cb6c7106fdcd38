// What every request says of itself; the server looks at a cookie only beside it.
export const MARK = { 'X-Phonjon-Client': 'web' }
