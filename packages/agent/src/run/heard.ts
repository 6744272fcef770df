/** What people answered to a restart that was announced: on desktops, or by the command. Each answer counts for the run that asked, and for no other. */
import type { Machine } from '@fettle/managers/machine';
import type { Session } from '@fettle/managers/system';
import type { JournalEntry } from '../journal/entry.ts';
import type { Life } from '../life.ts';
import { answersFolder, closeAnswers, takeAnswers } from './answers.ts';
import type { AnswerWord } from './answers.ts';
import type { RunContext } from './context.ts';

export type Word = {
  readonly word: AnswerWord;
  readonly user: string | null;
  readonly session: string | null;
  readonly way: 'desktop' | 'command';
};
/** Chosen on desktops and not yet looked at, with the run whose message it was. */
const chosen = new WeakMap<Life, { readonly id: string; readonly word: Word }[]>();

/** Keeps what somebody chose on his desktop for the next look. */
export function choose(life: Life, id: string, word: Word): void {
  chosen.set(life, [...(chosen.get(life) ?? []), { id, word }]);
}

/** Discards every answer, and takes none until somebody is asked. */
export function forgetAnswers(life: Life): void {
  chosen.delete(life);
  closeAnswers(answersFolder(life.state.folders.root));
}

/** Only who is signed in may answer; and root, who may restart it anyway. */
export async function heardOf(
  { life, machine }: Pick<RunContext, 'life' | 'machine'>,
  { instruction, restart }: Pick<JournalEntry, 'instruction' | 'restart'>,
  sessions: readonly Session[],
): Promise<readonly Word[]> {
  // Nothing was asked yet: whatever lies there answers something else.
  if (restart === null) return [];
  const heard: Word[] = (chosen.get(life) ?? []).filter(({ id }) => id === instruction.id).map(({ word }) => word);
  chosen.delete(life);
  const answers = takeAnswers(answersFolder(life.state.folders.root));
  const owners = answers.length === 0 ? new Map<number, Session>() : await ownersOf(machine, sessions);
  for (const { uid, word } of answers) {
    const session = owners.get(uid);
    if (session === undefined && uid !== 0 && uid !== process.getuid?.()) continue;
    const user = session?.user ?? (uid === 0 ? 'root' : String(uid));
    heard.push({ word, user, session: session?.id ?? null, way: 'command' });
  }
  return heard;
}

/** The sessions by the number of their user. Where it is not known it is asked for: once for each who is signed in, however many answers lie there. */
async function ownersOf(machine: Machine, sessions: readonly Session[]): Promise<ReadonlyMap<number, Session>> {
  const owners = new Map<number, Session>();
  const names = new Set<string>();
  for (const session of sessions) if (session.uid !== null && !owners.has(session.uid)) owners.set(session.uid, session);
  for (const session of sessions) {
    if (session.uid !== null || names.has(session.user)) continue;
    names.add(session.user);
    const asked = await machine.run(['id', '-u', session.user], { timeoutMs: 5_000, maxOutputBytes: 1_024 });
    const said = asked.stdout.trim();
    if (asked.exitCode !== 0 || !/^\d{1,10}$/.test(said)) continue;
    const uid = Number(said);
    if (!owners.has(uid)) owners.set(uid, session);
  }
  return owners;
}
