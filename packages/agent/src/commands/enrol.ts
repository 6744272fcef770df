/** `fettle-agent enrol` */
import { existsSync } from 'node:fs';
import { realMachine } from '@fettle/managers/machine';
import { readSystem } from '@fettle/managers/system';
import { now } from '../clock.ts';
import { enrol } from '../contact/enrol.ts';
import { readLimits } from '../limits.ts';
import { foldersIn, makeFolders, serviceFolder } from '../state/folders.ts';
import { takeLock } from '../state/lock.ts';
import { agentVersion } from '../version.ts';
import { complain, print } from './io.ts';
import { exitCodes } from './options.ts';
import type { Options } from './options.ts';

const unitFiles = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'].map(
  (folder) => `${folder}/fettle-agent.service`,
);

export async function enrolHere(options: Options): Promise<number> {
  const { server, token, trust, allowHttp } = options;
  if (server === null || token === null || trust === null)
    return complain('enrol needs --server, --token and --trust; the client page of the console shows the whole line.', exitCodes.usage);
  const folders = foldersIn(options.state);
  try {
    makeFolders(folders);
  } catch (error) {
    return complain(`${folders.root} can not be made (${words(error)}). Enrol as root, or name a folder of your own with --state.`);
  }
  const lock = takeLock(folders.lock);
  if (!lock.ok)
    return complain(
      `Another agent${lock.pid === null ? '' : ` (process ${lock.pid})`} uses ${folders.root}: this device is enrolled, or is being enrolled just now.`,
    );
  try {
    const limits = readLimits(options.limits, options.observe);
    const mode = limits.limits.mode;
    const system = await readSystem(realMachine());
    const result = await enrol(folders, { server, token, trust, allowHttp, mode, system, agentVersion, now: now() });
    if (!result.ok) return complain(result.sentence);
    const { clientName, siteName, deviceId } = result.identity;
    const because = limits.because === null ? '' : ` (${limits.because})`;
    return print(`Enrolled as a device of ${clientName}, ${siteName} (${deviceId}).\nMode: ${mode}${because}\nNext: ${next(options)}`);
  } catch (error) {
    return complain(`This device was not enrolled: ${words(error)}.`);
  } finally {
    lock.release();
  }
}

/** How this agent is started, as it is installed. */
function next({ state, observe }: Options): string {
  if (state === serviceFolder && !observe && unitFiles.some((file) => existsSync(file))) return 'systemctl start fettle-agent';
  return `fettle-agent run${state === serviceFolder ? '' : ` --state ${state}`}${observe ? ' --observe' : ''}`;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
