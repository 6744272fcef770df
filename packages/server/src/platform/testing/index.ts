export { answerOf, callRoute, refusalOf } from './call-route.ts';
export type { CallGiven } from './call-route.ts';
export { startTestCluster, testConnection } from './cluster.ts';
export type { TestCluster } from './cluster.ts';
export { openTestContext } from './test-context.ts';
export type { TestContext } from './test-context.ts';
export { openTestDatabase } from './test-database.ts';
export type { TestDatabase, TestDatabaseOptions } from './test-database.ts';
export { tablesOfMigrations } from './write-tables.ts';
