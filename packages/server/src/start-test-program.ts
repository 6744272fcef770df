/** A server whose features answer nothing yet, as a process of its own: for tests of starting, stopping and being killed. */
import { agentPaths } from '@fettle/protocol/agent';
import { routes } from '@fettle/protocol/routes';
import { readServerKey } from './trust/index.ts';
import { refuse } from './platform/feature.ts';
import type { Feature } from './platform/feature.ts';
import { runServer } from './run.ts';

const platform = ['events', 'getOpenApi'];
const names = Object.keys(routes).filter((name) => !platform.includes(name));
const unanswering = async () => refuse('unavailable', 'This server is a test of starting and stopping.');

const feature: Feature = {
  name: 'nothing',
  handlers: Object.fromEntries(names.map((name) => [name, unanswering])),
  agentHandlers: Object.fromEntries(Object.values(agentPaths).map((path) => [path, unanswering])),
  async start(context) {
    const timer = setInterval(() => context.log.debug('working'), 1_000);
    return async () => clearInterval(timer);
  },
};

await runServer(process.argv.slice(2), {
  features: [feature],
  authenticate: async () => null,
  consoleFolder: '/nowhere',
  serverKey: readServerKey,
  async greet(_context, say) {
    say('greeting', 'hello');
  },
});
