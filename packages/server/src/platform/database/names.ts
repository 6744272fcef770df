/** The names that the schema and the roles bear in every database, embedded or not. */
export const SCHEMA = 'fettle';
/** Embedded: owns the schema and its tables; runs migrations; does no work. Elsewhere: the role of DATABASE_OWNER_URL. */
export const OWNER_ROLE = 'fettle_owner';
/** Embedded: does the work; owns nothing, passes no row security. Elsewhere: the role of DATABASE_URL. */
export const APP_ROLE = 'fettle_app';
/** The embedded database's name. */
export const DATABASE = 'fettle';
/** PostgreSQL 15 is what Debian 12 has. */
export const OLDEST_POSTGRES = 150_000;
