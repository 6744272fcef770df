/**
 * A restart that does not take place at once: it waits until nobody is signed in, until people have been asked, or until the window ends. What follows says the core
 * (`core/restarts`); here it is shown, heard and written down, so that a next life of the agent goes on where this one ended.
 */
import { restartSecondsWithoutHistory } from '@fettle/core/windows';
import { nextRestartStep } from '@fettle/core/restarts';
import type { RestartProgress, RestartStep, RestartWhen } from '@fettle/core/restarts';
import { readSessions, tellSessions } from '@fettle/managers/system';
import type { Session } from '@fettle/managers/system';
import { mostPeopleNotes } from '@fettle/protocol/agent';
import type { PeopleNote } from '@fettle/protocol/agent';
import type { JournalEntry } from '../journal/entry.ts';
import { restartClosesAt } from '../obey/restart-window.ts';
import { answersFolder, openAnswers } from './answers.ts';
import type { AnswerWord } from './answers.ts';
import { approvedOf, progress } from './context.ts';
import { choose, forgetAnswers, heardOf } from './heard.ts';
import type { Word } from './heard.ts';
import type { RunContext } from './context.ts';
import { goingBackMessage, restartMessage, toldLine } from './restart-words.ts';
import type { Loss } from './restart-words.ts';

export type Waited =
  | { readonly kind: 'restart'; readonly entry: JournalEntry }
  | { readonly kind: 'leave'; readonly because: string }
  | { readonly kind: 'wait'; readonly entry: JournalEntry };

/** One look at a restart that is due. */
export async function lookAtRestart(context: RunContext, entry: JournalEntry, rule: RestartWhen): Promise<Waited> {
  const { life, machine } = context;
  const sessions = await readSessions(machine);
  // Nothing was asked yet: whatever lies there answers something else.
  if (entry.restart === null) forgetAnswers(life);
  const words = rule.kind === 'ask' ? await heardOf(context, entry, sessions ?? []) : [];
  const [first] = words;
  const standing = life.standing();
  const step = nextRestartStep(rule, entry.restart, {
    now: Temporal.Instant.from(standing.now).epochMilliseconds,
    people: sessions === null ? 'unknown' : sessions.length === 0 ? 'none' : 'some',
    answer: first?.word ?? null,
    closesAt: restartClosesAt(entry, standing),
    restartMs: restartSecondsWithoutHistory * 1_000,
  });
  const notes = words.map((word) => noteOf(word, entry, step, standing.now));
  switch (step.do) {
    case 'leave':
      return { kind: 'leave', because: step.because };
    case 'restart': {
      const gone =
        sessions?.length === 0 && entry.people.length > 0 ? [nobody('signed-out', standing.now, 'nobody is signed in any more')] : [];
      return { kind: 'restart', entry: note(context, entry, [...notes, ...gone], step.because) };
    }
    case 'wait':
      return { kind: 'wait', entry: waited(context, entry, step.progress, notes) };
    case 'tell':
      return {
        kind: 'wait',
        entry: await told(context, entry, rule, { step, sessions: sessions ?? [], notes, byAnswer: words.length > 0 }),
      };
  }
}

function noteOf(word: Word, entry: JournalEntry, step: RestartStep, at: string): PeopleNote {
  const { user, session, way } = word;
  if (word.word === 'restart') return { at, what: 'agreed', user, session, way, detail: 'restart now' };
  const putOff = step.do === 'tell' && step.progress.postponed > (entry.restart?.postponed ?? 0);
  const detail = putOff ? `put off until ${clock(step.progress.restartAt)}` : 'it can not be put off any further';
  return { at, what: putOff ? 'postponed' : 'not-postponed', user, session, way, detail };
}

function nobody(what: PeopleNote['what'], at: string, detail: string): PeopleNote {
  return { at, what, user: null, session: null, way: null, detail };
}

function note(context: RunContext, entry: JournalEntry, notes: readonly PeopleNote[], line: string): JournalEntry {
  if (notes.length === 0) return entry;
  return context.record(entry, { people: withNotes(entry, notes) }, progress('restarting', line.slice(0, 500)));
}

function withNotes(entry: JournalEntry, notes: readonly PeopleNote[]): PeopleNote[] {
  return [...entry.people, ...notes].slice(0, mostPeopleNotes);
}

function waited(context: RunContext, entry: JournalEntry, next: RestartProgress, notes: readonly PeopleNote[]): JournalEntry {
  const restart = { ...next, shown: [...next.shown] };
  if (entry.restart !== null && notes.length === 0 && entry.restart.restartAt === restart.restartAt) return entry;
  const first = entry.restart === null;
  const why = entry.snapshotBack === null ? 'the change is in' : 'the device goes back to its snapshot';
  return context.record(
    entry,
    { restart, people: withNotes(entry, notes) },
    first ? progress('restarting', `${why}; the restart waits, until ${clock(restart.restartAt)} at the latest`) : undefined,
  );
}

type Telling = {
  readonly step: Extract<RestartStep, { do: 'tell' }>;
  readonly sessions: readonly Session[];
  readonly notes: readonly PeopleNote[];
  readonly byAnswer: boolean;
};

async function told(context: RunContext, entry: JournalEntry, rule: RestartWhen, telling: Telling): Promise<JournalEntry> {
  const { step, sessions, byAnswer } = telling;
  const { life, machine } = context;
  const at = context.now();
  const round = step.progress.postponed > (entry.restart?.postponed ?? 0) && !byAnswer;
  const silent = round ? [nobody('no-answer', at, 'nobody answered; that counts as putting it off once')] : [];
  // Before it is shown: whoever dies in between shows it once more at the worst.
  if (rule.kind === 'ask') openAnswers(answersFolder(life.state.folders.root));
  const message = restartMessage(rule, step, at, lossOf(entry));
  const answered = await tellSessions(machine, sessions, message, {
    choices: rule.kind === 'ask' ? choicesOf(rule.minutes, step.postponesLeft) : [],
    choiceMs: Math.max(30_000, step.progress.restartAt - Temporal.Instant.from(at).epochMilliseconds),
    onChoice(session, key) {
      const word: AnswerWord = key === 'postpone' ? 'postpone' : 'restart';
      choose(life, entry.instruction.id, { word, user: session.user, session: session.id, way: 'desktop' });
      life.wakeWorker();
    },
  });
  const shown = answered.map(({ session, way, ok, detail }): PeopleNote => ({
    at,
    what: ok ? 'shown' : 'not-shown',
    user: session.user,
    session: session.id,
    way,
    detail,
  }));
  const unseen = sessions.length === 0 ? [nobody('not-shown', at, 'who is signed in is not known')] : [];
  const line = toldLine(answered, step, rule).slice(0, 500);
  life.log(`${entry.instruction.id}: ${line}`);
  return context.record(
    entry,
    {
      restart: { ...step.progress, shown: [...step.progress.shown] },
      people: withNotes(entry, [...telling.notes, ...silent, ...shown, ...unseen]),
    },
    progress('restarting', line),
  );
}

/** Null: the restart that is due takes nothing back. */
function lossOf(entry: JournalEntry): Loss | null {
  const { wayBack } = approvedOf(entry).share;
  if (entry.snapshotBack === null || wayBack.kind !== 'snapshot') return null;
  return { since: entry.startedAt ?? entry.acceptedAt, folders: wayBack.scope.alsoBack };
}

/** Tells who is signed in that what they save from now on is lost, also where the rule of the restart asks nobody. */
export async function tellOfLoss({ life, machine }: RunContext, entry: JournalEntry): Promise<void> {
  const loss = lossOf(entry);
  const sessions = loss === null ? null : await readSessions(machine);
  if (loss === null || sessions === null || sessions.length === 0) return;
  const told = await tellSessions(machine, sessions, goingBackMessage(loss), { choices: [], choiceMs: 0, onChoice: () => undefined });
  life.log(
    `${entry.instruction.id}: that it goes back was ${told.some(({ ok }) => ok) ? 'shown to those who are signed in' : 'shown to nobody'}`,
  );
}

function choicesOf(minutes: number, left: number): readonly { readonly key: string; readonly words: string }[] {
  const now = { key: 'restart', words: 'Restart now' };
  return left > 0 ? [{ key: 'postpone', words: `Put off by ${minutes} minutes` }, now] : [now];
}

function clock(ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.min(ms, 8.64e15)).toString({ smallestUnit: 'second' });
}
