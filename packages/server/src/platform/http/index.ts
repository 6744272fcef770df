export { buildAgentApp } from './agent-app.ts';
export type { AgentAppOptions } from './agent-app.ts';
export type { Authenticate, Credentials } from './credentials.ts';
export { buildPeopleApp } from './people-app.ts';
export type { PeopleAppOptions } from './people-app.ts';
export { problemOf } from './problem.ts';
