/** `fettle-agent`: enrol, run, status. `perform` is the step that the agent starts in a transient unit. */
import { parseArgs } from 'node:util';
import { isSea } from 'node:sea';
import { fileURLToPath } from 'node:url';
import { realMachine } from '@fettle/managers/machine';
import { readSystem } from '@fettle/managers/system';
import { runAgent } from './agent.ts';
import { readJson } from './durable.ts';
import { enrol } from './enrol.ts';
import { defaultLimitsFile, openFolders, serviceFolder } from './folders.ts';
import { deviceKey, readIdentity } from './identity.ts';
import { readLimits } from './limits.ts';
import { takeLock } from './lock.ts';
import { now } from './now.ts';
import { perform } from './run/perform.ts';
import type { SelfCommand } from './run/unit.ts';
import { agentVersion } from './version.ts';

const help = `fettle-agent ${agentVersion}

  fettle-agent enrol --server URL --token T --trust FINGERPRINT   enrol this device
  fettle-agent run                                                look, check in, do what is approved
  fettle-agent status                                             who this is, and what it may do

  --state DIR         folder of the agent (${serviceFolder})
  --limits FILE       what this device allows at most (${defaultLimitsFile})
  --observe           only look, whatever the limits say
  --allow-http        take plain http beyond this machine
  --refresh-seconds N refresh package lists when older (14400)
  --scan-seconds N    look again when the last look is older (3600)
  --once              one round, then end
  --with-parent       end when stdin closes
`;

async function main(): Promise<number> {
  const parsed = parse();
  if (parsed === null) return 2;
  const { values, positionals } = parsed;
  if (values.version) return print(agentVersion);
  const command = positionals[0];
  if (values.help || command === undefined) return print(help, command === undefined && !values.help ? 2 : 0);
  if (command === 'perform') return perform(values.job ?? '', values.done ?? '');
  const folders = openFolders(values.state ?? serviceFolder);
  if (command === 'enrol') return enrolHere();
  if (command === 'status') return status();
  if (command === 'run') return run();
  process.stderr.write(`fettle-agent does not know "${command}".\n\n${help}`);
  return 2;

  async function enrolHere(): Promise<number> {
    const { server, token, trust } = values;
    if (server === undefined || token === undefined || trust === undefined)
      return complain('enrol needs --server, --token and --trust; the client page shows the whole line.');
    const limits = readLimits(values.limits ?? defaultLimitsFile, values.observe ?? false);
    const result = await enrol(folders, {
      server,
      token,
      trust,
      allowHttp: values['allow-http'] ?? false,
      mode: limits.limits.mode,
      system: await readSystem(realMachine()),
      agentVersion,
      now: now(),
    });
    if (!result.ok) return complain(result.sentence);
    const { identity } = result;
    return print(
      `Enrolled as a device of ${identity.clientName}, ${identity.siteName} (${identity.deviceId}).\nMode: ${limits.limits.mode}${limits.because === null ? '' : ` (${limits.because})`}`,
    );
  }

  function status(): number {
    const identity = readIdentity(folders);
    const limits = readLimits(values.limits ?? defaultLimitsFile, values.observe ?? false);
    return print(
      JSON.stringify(
        {
          version: agentVersion,
          enrolled: identity,
          key: deviceKey(folders).keyid,
          mode: limits.limits.mode,
          because: limits.because,
          lastScan: (readJson(folders.scan) as { at: string } | null)?.at ?? null,
        },
        null,
        2,
      ),
    );
  }

  async function run(): Promise<number> {
    const identity = readIdentity(folders);
    if (identity === null) return complain(`This device is not enrolled (${folders.identity} is not there). Run fettle-agent enrol first.`);
    const lock = takeLock(folders.lock);
    if (!lock.ok) return complain(`Another agent (process ${lock.pid}) uses ${folders.root}. One agent per state folder.`);
    const ending = new AbortController();
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => ending.abort());
    // The parent holds the other end of stdin: its death, even by kill -9, closes it.
    if (values['with-parent'] === true)
      process.stdin
        .on('close', () => ending.abort())
        .on('error', () => ending.abort())
        .resume();
    try {
      await runAgent({
        folders,
        identity,
        key: deviceKey(folders),
        limitsFile: values.limits ?? defaultLimitsFile,
        observe: values.observe ?? false,
        self: selfCommand(),
        refreshSeconds: Number(values['refresh-seconds'] ?? 14_400),
        scanSeconds: Number(values['scan-seconds'] ?? 3600),
        once: values.once ?? false,
        log: (line) => process.stdout.write(`${now()} ${line}\n`),
        signal: ending.signal,
      });
    } finally {
      lock.release();
    }
    return 0;
  }
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        server: { type: 'string' },
        token: { type: 'string' },
        trust: { type: 'string' },
        state: { type: 'string' },
        limits: { type: 'string' },
        job: { type: 'string' },
        done: { type: 'string' },
        'refresh-seconds': { type: 'string' },
        'scan-seconds': { type: 'string' },
        observe: { type: 'boolean' },
        'allow-http': { type: 'boolean' },
        once: { type: 'boolean' },
        'with-parent': { type: 'boolean' },
        version: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return null;
  }
}

/** The single executable starts itself; from source, node starts this file. */
function selfCommand(): SelfCommand {
  return isSea() ? [process.execPath] : [process.execPath, fileURLToPath(import.meta.url)];
}

function print(text: string, code = 0): number {
  process.stdout.write(`${text}\n`);
  return code;
}
function complain(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 1;
}

// A run that waits for nothing else must not keep the process: exit says so.
process.exit(await main());
