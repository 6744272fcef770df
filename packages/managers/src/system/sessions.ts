/**
 * Who is signed in. `loginctl` knows sessions with their seat and display (loginctl(1), sd-login(3)), `who` the terminals of utmp (who(1)); a device may have one of them, both
 * or neither. Where neither answers nobody knows, which is not "nobody"; nor is it where systemd runs and loginctl does not answer, or not about each of its sessions: `who`
 * alone does not know desktops.
 */
import type { Machine } from '../machine/index.ts';

export type Session = {
  /** As the device names it: `3` of loginctl, `pts/0` of who. */
  readonly id: string;
  readonly user: string;
  /** null: not known. */
  readonly uid: number | null;
  /** Where a message can be written to; null: it has no terminal. */
  readonly tty: string | null;
  /** It has a desktop, on which a message can be shown. */
  readonly desktop: boolean;
};

const bounds = { timeoutMs: 10_000, maxOutputBytes: 65_536 };
const mostSessions = 50;
const userName = /^[A-Za-z_][\w.@+-]{0,99}\$?$/;
const terminal = /^(?:pts\/\d{1,5}|tty\d{1,3}|ttyS\d{1,3}|hvc\d{1,3}|console)$/;

/** Sessions of people, at most 50; null: it is not known who is signed in. */
export async function readSessions(machine: Machine): Promise<readonly Session[] | null> {
  const { found: known, whole } = await fromLogind(machine);
  const terminals = await fromWho(machine);
  const seen = new Set(known.map(({ tty }) => tty));
  const all = [...known, ...(terminals ?? []).filter(({ tty }) => !seen.has(tty))].slice(0, mostSessions);
  if (all.length > 0 || whole === true) return all;
  // Without systemd it is utmp that knows.
  return whole === 'not there' && terminals !== null && !(await machine.exists('/run/systemd/system')) ? [] : null;
}

/** Sessions of people, and whether these are all of them. */
type Logind = { readonly found: readonly Session[]; readonly whole: boolean | 'not there' };

async function fromLogind(machine: Machine): Promise<Logind> {
  const listed = await machine.run(['loginctl', 'list-sessions', '--no-legend', '--no-pager'], bounds);
  if (listed.exitCode !== 0) return { found: [], whole: 'not there' };
  const lines = listed.stdout.split('\n').filter((line) => line.trim() !== '');
  const ids = lines.flatMap((line) => /^\s*([A-Za-z0-9]{1,40})\s/.exec(`${line} `)?.[1] ?? []);
  let whole = !listed.truncated && ids.length === lines.length && ids.length <= mostSessions;
  const found: Session[] = [];
  for (const id of ids.slice(0, mostSessions)) {
    const shown = await machine.run(
      ['loginctl', 'show-session', id, '-p', 'Name', '-p', 'User', '-p', 'TTY', '-p', 'Type', '-p', 'Class', '-p', 'State'],
      bounds,
    );
    const session = shown.exitCode === 0 ? sessionOf(id, shown.stdout) : null;
    if (session === null) whole = false;
    else found.push(...session);
  }
  return { found, whole };
}

/** A session of a person: the screen at which one signs in, and what systemd runs for a user, are none. Null: it does not say what it is. */
function sessionOf(id: string, text: string): readonly Session[] | null {
  const facts = new Map(
    text
      .split('\n')
      .flatMap((line) => (line.includes('=') ? [[line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const] : [])),
  );
  const user = facts.get('Name') ?? '';
  if (user === '' || !facts.has('Class')) return null;
  if (!/^user(?:-early|-incomplete|-light)?(?:-light)?$/.test(facts.get('Class') ?? '') || facts.get('State') === 'closing') return [];
  if (!userName.test(user)) return null;
  const uid = /^\d{1,10}$/.test(facts.get('User') ?? '') ? Number(facts.get('User')) : null;
  const tty = facts.get('TTY') ?? '';
  const type = facts.get('Type');
  return [{ id, user, uid, tty: terminal.test(tty) ? tty : null, desktop: type === 'x11' || type === 'wayland' || type === 'mir' }];
}

/** `ada      pts/0        2026-11-22 20:10 (10.0.0.5)` */
async function fromWho(machine: Machine): Promise<readonly Session[] | null> {
  const said = await machine.run(['who'], bounds);
  if (said.exitCode !== 0) return null;
  const found = said.stdout.split('\n').flatMap((line): Session[] => {
    const [user = '', tty = ''] = line.split(/\s+/);
    return userName.test(user) && terminal.test(tty) ? [{ id: tty, user, uid: null, tty, desktop: false }] : [];
  });
  // Lines of which none could be read are not "nobody".
  return found.length === 0 && said.stdout.trim() !== '' ? null : found;
}
