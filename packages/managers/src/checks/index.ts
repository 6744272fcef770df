export { runHealthChecks } from './run.ts';
