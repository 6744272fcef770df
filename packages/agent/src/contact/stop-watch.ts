/**
 * The second address: a plain file, somewhere else than the server, in which panic stops and their ends are put. Where the server can not be reached, or says nothing, a stop
 * still arrives. The address stands in the limits file, which the server can not write. The file is believed for its signatures alone: a stop counts if an approver or the
 * root signed it and it is newer; nothing that stands there can start anything.
 */
import { z } from 'zod';
import type { Authority } from '@fettle/proof/authority';
import type { Life } from '../life.ts';
import { openNap } from '../nap.ts';
import { isCode } from '../state/durable.ts';
import { takeStop } from '../state/stops.ts';

/** What is put there: `fettle stop export` writes it. */
const StopFile = z.object({
  format: z.literal('fettle-stops/1'),
  /** The authority that knows the signer, where the device has not heard of it yet. */
  authority: z.unknown(),
  stops: z.array(z.unknown()).max(1000),
});

const mostBytes = 2 * 1024 * 1024;
const timeoutMs = 30_000;

/** Until the agent stops. Without an address it only looks whether one was put into the limits file. */
export async function keepStopWatch(life: Life): Promise<void> {
  const nap = openNap(life.settings.signal);
  while (!life.stopping()) {
    await watchOnce(life);
    // Chance keeps a fleet from asking at once.
    await nap.sleep(life.settings.patience.stopWatch * (0.8 + Math.random() * 0.4));
  }
}

/** One look. What goes wrong in it is said, and ends neither the watch nor the agent. */
async function watchOnce(life: Life): Promise<void> {
  try {
    if (await look(life)) life.logOnce(trouble, null);
  } catch (error) {
    sayTrouble(life, error);
  }
}

/** False where the file could not be read, or something of it not be taken in; that was said. */
async function look(life: Life): Promise<boolean> {
  const address = life.settings.limits().limits.stopAddress;
  const problem = address === undefined ? null : refuseStopAddress(address);
  const got = address === undefined || problem !== null ? null : await get(new URL(address));
  const unused = problem === null ? null : `the second address is not used: ${problem}`;
  life.logOnce('second address', got?.ok === false ? `the second address ${address ?? ''}: ${got.detail}` : unused);
  if (got === null) return true;
  return got.ok && take(life, got.file);
}

/** Why an address may not be used, or null. A stop is signed, but whoever is on the way could keep it back. */
export function refuseStopAddress(address: string): string | null {
  const url = URL.parse(address);
  if (url === null) return `${address} is not an address. Use https://HOST/PATH.`;
  if (url.username !== '' || url.password !== '') return 'it holds a user name or password.';
  if (url.protocol === 'https:') return null;
  if (url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)) return null;
  return `${address} is not https.`;
}

function take(life: Life, { authority, stops }: z.infer<typeof StopFile>): boolean {
  const { state } = life;
  const at = life.now();
  const { inForce, isKept } = takeAuthority(life, authority, at);
  let isWhole = isKept;
  for (const envelope of stops) {
    try {
      const said = takeStop(state.stops, inForce, envelope, at);
      if (said === null) continue;
      life.logOnce('second address said', `${said}, by the second address`);
    } catch (error) {
      isWhole = false;
      sayTrouble(life, error);
    }
    life.wakeWorker();
  }
  return isWhole;
}

type Judging = { readonly inForce: Authority | null; readonly isKept: boolean };

/** The authority by which the stops are judged: where the disk does not take a newer one, it counts for this file all the same. */
function takeAuthority(life: Life, offered: unknown, at: string): Judging {
  const { state, log } = life;
  if (offered === null || offered === undefined) return { inForce: state.authority.inForce(at), isKept: true };
  const before = state.authority.known().version;
  const examined = state.authority.examine(offered, at);
  try {
    state.authority.offer(offered, at);
  } catch (error) {
    sayTrouble(life, error);
    return { inForce: examined.ok ? examined.authority : state.authority.inForce(at), isKept: false };
  }
  const { version } = state.authority.known();
  if (version !== before) log(`took version ${version} of the authority from the second address`);
  return { inForce: state.authority.inForce(at), isKept: true };
}

function sayTrouble({ state, logOnce }: Life, error: unknown): void {
  const words = isCode(error, 'ENOSPC')
    ? `${state.folders.root} can not be written, since its disk is full; a stop holds all the same while this agent lives`
    : `a fault of ours: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  // The same fault may come up at several places of the code: it is one.
  logOnce(trouble, `the second address: ${words}`, error instanceof Error ? error.message : String(error));
}

/** What is said of it once, until a whole look went well. */
const trouble = 'second address trouble';

type Got = { readonly ok: true; readonly file: z.infer<typeof StopFile> } | { readonly ok: false; readonly detail: string };

/** With `getBuiltinModule` for the reason told in transport.ts. Redirections are not followed. */
function get(url: URL): Promise<Got> {
  const { request } = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
  return new Promise((resolve) => {
    const no = (detail: string): void => resolve({ ok: false, detail });
    const asking = request(url, { method: 'GET', headers: { accept: 'application/json' }, timeout: timeoutMs }, (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > mostBytes) incoming.destroy(new Error('the file is too large'));
        else chunks.push(chunk);
      });
      incoming.on('error', (error) => no(error.message));
      incoming.on('end', () => {
        if (incoming.statusCode !== 200) return no(`answered ${incoming.statusCode ?? 0}`);
        resolve(read(Buffer.concat(chunks).toString('utf8')));
      });
    });
    const late = (): void => void asking.destroy(new Error(`no answer within ${timeoutMs / 1000} s`));
    const deadline = setTimeout(late, timeoutMs * 2);
    asking.on('timeout', late);
    asking.on('error', (error) => no(error.message));
    asking.on('close', () => clearTimeout(deadline));
    asking.end();
  });
}

function read(text: string): Got {
  try {
    const parsed = StopFile.safeParse(JSON.parse(text));
    return parsed.success ? { ok: true, file: parsed.data } : { ok: false, detail: 'it holds no file of panic stops' };
  } catch {
    return { ok: false, detail: 'it holds no JSON' };
  }
}
