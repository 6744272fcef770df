/** `fettle-agent run` and `perform` on a simulated device: our own code as it is, with another machine under it. Started by tests as a process. */
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { runAgent } from '../agent.ts';
import { now } from '../clock.ts';
import { patience } from '../patience.ts';
import { performHere } from '../run/step/perform-here.ts';
import { foldersIn } from '../state/folders.ts';
import { takeLock } from '../state/lock.ts';
import { readState } from '../state/state.ts';
import { manageLimits, quick } from './quick.ts';
import { simDevice } from './sim-device.ts';
import { simMachine } from './sim-machine.ts';
import { simManager } from './sim-manager.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { state: { type: 'string' }, step: { type: 'string' } } });
const device = simDevice(process.env['FETTLE_SIM_DEVICE'] ?? '');
const machine = simMachine(device, () => process.kill(process.pid, 'SIGKILL'));
const managers = [simManager(device)];

async function run(): Promise<number> {
  const folders = foldersIn(values.state ?? '');
  const lock = takeLock(folders.lock);
  if (!lock.ok) return 3;
  const read = readState(folders, now());
  if (!read.ok) throw new Error(read.sentence);
  const ending = new AbortController();
  process.on('SIGTERM', () => ending.abort());
  await runAgent({
    state: read.state,
    machine,
    managers,
    limits: () => manageLimits,
    self: [process.execPath, ...process.execArgv, fileURLToPath(import.meta.url)],
    refreshSeconds: 86_400,
    scanSeconds: 86_400,
    once: false,
    patience: { ...patience, ...quick },
    log: (line) => process.stdout.write(`${now()} ${line}\n`),
    signal: ending.signal,
  });
  lock.release();
  return 0;
}

process.exit(await (positionals[0] === 'perform' ? performHere({ machine, managers }, values.step ?? null) : run()));
