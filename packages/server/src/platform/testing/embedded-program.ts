/**
 * Starts the embedded database of a folder in a process of its own, for tests that kill one: prints one JSON line (how it was
 * started and its process id, or why not), then waits to be killed, or stops in order when its input ends.
 */
import { startEmbedded } from '../database/embedded/index.ts';
import { silentLog } from '../log.ts';
import { StartProblem } from '../start-problem.ts';

const [dataFolder = ''] = process.argv.slice(2);
try {
  const server = await startEmbedded({ dataFolder, log: silentLog(), roles: ['fettle_app'], durable: false });
  say({ how: server.how, host: server.host, pid: server.pid() });
  process.stdin.resume().once('end', () => {
    void server.stop().then(() => process.exit(0));
  });
} catch (error) {
  if (!(error instanceof StartProblem)) throw error;
  say({ code: error.code, message: error.message, remedy: error.remedy });
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
