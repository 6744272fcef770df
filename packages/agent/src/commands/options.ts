/** What `fettle-agent` is called with. A wrong call is answered with a sentence, never with a default. */
import { parseArgs } from 'node:util';
import { defaultLimitsFile, serviceFolder } from '../state/folders.ts';
import { agentVersion } from '../version.ts';

export const help = `fettle-agent ${agentVersion}

  fettle-agent enrol --server URL --token T --trust FINGERPRINT   enrol this device; the client page of the console shows the whole line
  fettle-agent run                                                look, check in, do what is approved; as a service: systemctl start fettle-agent
  fettle-agent postpone [--restart-now]                           answer, as a person who is signed in: put a restart that was announced off, or have it now
  fettle-agent status [--json]                                    who this is, what it may do, what it is doing

  --state DIR          folder of the agent (${serviceFolder})
  --limits FILE        what this device allows at most (${defaultLimitsFile})
  --observe            only look, whatever the limits say (enrol, run, status)
  --allow-http         take plain http beyond this machine, for good (enrol)
  --refresh-seconds N  refresh package lists when older (14400) (run)
  --scan-seconds N     look again when the last look is older (3600) (run)
  --once               one round, then end (run)
  --with-parent        end when stdin closes (run)
  --json               for programs (status)
  --restart-now        restart now instead of later (postpone)
  --version, --help

Exit codes: 0 done; 1 it could not be done, the sentence says why; 2 called wrongly; 78 the agent's state can not be read.
`;

export const exitCodes = { done: 0, failed: 1, usage: 2, damaged: 78 } as const;

export type Options = {
  readonly command: string;
  readonly state: string;
  readonly limits: string;
  readonly observe: boolean;
  readonly allowHttp: boolean;
  readonly json: boolean;
  readonly restartNow: boolean;
  readonly once: boolean;
  readonly withParent: boolean;
  readonly server: string | null;
  readonly token: string | null;
  readonly trust: string | null;
  readonly step: string | null;
  readonly refreshSeconds: number;
  readonly scanSeconds: number;
};
export type Called =
  | { readonly ok: true; readonly options: Options }
  | { readonly ok: false; readonly text: string; readonly code: number };

/** Reads the arguments. Help, version and mistakes come back as text with an exit code. */
export function readOptions(args: readonly string[]): Called {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: described });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.version === true) return { ok: false, text: agentVersion, code: exitCodes.done };
  if (values.help === true) return { ok: false, text: help, code: exitCodes.done };
  const [command, extra] = positionals;
  if (command === undefined) return { ok: false, text: help, code: exitCodes.usage };
  if (!commands.includes(command)) return wrong(`fettle-agent does not know "${command}".`);
  if (extra !== undefined) return wrong(`"${extra}" is too much: ${command} takes options only.`);
  const refreshSeconds = secondsOf(values['refresh-seconds'] ?? '14400');
  const scanSeconds = secondsOf(values['scan-seconds'] ?? '3600');
  if (refreshSeconds === null || scanSeconds === null)
    return wrong('--refresh-seconds and --scan-seconds take whole seconds from 1 to 2592000.');
  return {
    ok: true,
    options: {
      command,
      state: values.state ?? serviceFolder,
      limits: values.limits ?? defaultLimitsFile,
      observe: values.observe ?? false,
      allowHttp: values['allow-http'] ?? false,
      json: values.json ?? false,
      restartNow: values['restart-now'] ?? false,
      once: values.once ?? false,
      withParent: values['with-parent'] ?? false,
      server: values.server ?? null,
      token: values.token ?? null,
      trust: values.trust ?? null,
      step: values.step ?? null,
      refreshSeconds,
      scanSeconds,
    },
  };
}

/** `perform` is the step that the agent starts in a unit of its own; nobody else calls it. */
const commands: readonly string[] = ['enrol', 'run', 'status', 'postpone', 'perform'];

const described = {
  server: { type: 'string' },
  token: { type: 'string' },
  trust: { type: 'string' },
  state: { type: 'string' },
  limits: { type: 'string' },
  step: { type: 'string' },
  'refresh-seconds': { type: 'string' },
  'scan-seconds': { type: 'string' },
  observe: { type: 'boolean' },
  'allow-http': { type: 'boolean' },
  json: { type: 'boolean' },
  'restart-now': { type: 'boolean' },
  once: { type: 'boolean' },
  'with-parent': { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function secondsOf(text: string): number | null {
  const seconds = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  return seconds >= 1 && seconds <= 2_592_000 ? seconds : null;
}

function wrong(sentence: string): Called {
  return { ok: false, text: `${sentence}\n\n${help}`, code: exitCodes.usage };
}
