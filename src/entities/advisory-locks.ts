/** Numbers of the advisory locks on PostgreSQL: any will do that nobody else uses there, and each is for one thing. */
export const MIGRATION_LOCK = 7_046_150_310;
/** Held as long as a server measures for the database alone. */
export const SERVER_LOCK = 7_046_150_311;
/** Of the last places in the queue. */
export const ADMISSION_LOCK = 7_046_150_312;
