// How long things stay on a device, and how many.

/** Households kept before leaving are forgotten after so many days. */
export const KEEP_DAYS = 7

/** The client opens without a line for so many hours after signing in, and never beyond the session's own end. */
export const STAY_HOURS = 12

/** A form that was begun and never sent is forgotten after so many days. */
export const DRAFT_DAYS = 30

/** That a visit was sent is told for so many days; what it said is forgotten at once. */
export const SENT_DAYS = 1

/** At most so many households are kept at once. */
export const KEEP_LIMIT = 300
