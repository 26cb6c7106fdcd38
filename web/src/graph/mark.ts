// What every request of our pages says of itself.

/** A page of another site cannot say it; the server looks at a cookie only beside it. */
export const MARK = { 'X-Phonjon-Client': 'web' }
