/** Shows a message to who is signed in: on a desktop by notify-send(1) over the user's own bus and as that user, on terminals by wall(1). Arguments only, never a shell. */
import type { Machine } from '../machine/index.ts';
import type { Session } from './sessions.ts';

export type Told = { readonly session: Session; readonly way: 'desktop' | 'terminal'; readonly ok: boolean; readonly detail: string };
export type Message = { readonly title: string; readonly text: string };
/** What may be answered on a desktop: key and words. */
export type Choice = { readonly key: string; readonly words: string };

const quick = { timeoutMs: 10_000, maxOutputBytes: 16_384 };

/**
 * Shows it everywhere. On desktops that can, a choice may be made: `onChoice` is called with it whenever that happens, within `choiceMs`; this function does not wait for
 * it. What a session was shown, and what not and why, is answered.
 */
export async function tellSessions(
  machine: Machine,
  sessions: readonly Session[],
  message: Message,
  ask: { readonly choices: readonly Choice[]; readonly choiceMs: number; readonly onChoice: (session: Session, key: string) => void },
): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const session of sessions.filter(({ desktop }) => desktop)) told.push(await onDesktop(machine, session, message, ask));
  const terminals = sessions.filter(({ tty }) => tty !== null);
  if (terminals.length === 0) return told;
  const walled = await machine.run(['wall', `${message.title}\n${message.text}`], quick);
  const ok = walled.exitCode === 0;
  const detail = ok ? 'written to all terminals' : (walled.notStarted ?? (walled.stderr.trim() || 'wall failed')).slice(0, 200);
  return [...told, ...terminals.map((session) => ({ session, way: 'terminal' as const, ok, detail }))];
}

async function onDesktop(
  machine: Machine,
  session: Session,
  { title, text }: Message,
  { choices, choiceMs, onChoice }: Parameters<typeof tellSessions>[3],
): Promise<Told> {
  const no = (detail: string): Told => ({ session, way: 'desktop', ok: false, detail: detail.slice(0, 200) });
  const { uid, user } = session;
  if (uid === null) return no('whose desktop it is is not known');
  const bus = `/run/user/${uid}/bus`;
  if (!(await machine.exists(bus))) return no(`there is no ${bus}`);
  const as = [
    'runuser',
    '-u',
    user,
    '--',
    'env',
    `DBUS_SESSION_BUS_ADDRESS=unix:path=${bus}`,
    `XDG_RUNTIME_DIR=/run/user/${uid}`,
    'notify-send',
  ];
  const common = ['--app-name=Fettle', '--urgency=critical'];
  const help = choices.length === 0 ? null : await machine.run([...as, '--help'], quick);
  if (help !== null && /--action/.test(help.stdout)) {
    const actions = choices.map(({ key, words }) => `--action=${key}=${words}`);
    // It waits for the choice; what comes back is its key. How it went on the way is not waited for.
    void machine
      .run([...as, ...common, ...actions, '--', title, text], { timeoutMs: choiceMs, maxOutputBytes: 1_024 })
      .then(({ stdout }) => {
        const key = stdout.trim();
        if (choices.some((choice) => choice.key === key)) onChoice(session, key);
      })
      .catch(() => undefined);
    return { session, way: 'desktop', ok: true, detail: 'shown with its choices' };
  }
  const shown = await machine.run([...as, ...common, '--', title, text], quick);
  if (shown.exitCode === 0) return { session, way: 'desktop', ok: true, detail: 'shown' };
  return no(shown.notStarted ?? (shown.stderr.trim() || `notify-send ended with ${shown.exitCode ?? 'a signal'}`));
}
