/**
 * What people answer who are asked before a restart: a file in a folder into which everybody may put one and that only root may list. Whose it is says its owner, which
 * nobody but root can make another's; what stands in it is one word.
 */
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  opendirSync,
  openSync,
  readSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { serviceFolder } from '../state/folders.ts';

export const answerWords = ['postpone', 'restart'] as const;
export type AnswerWord = (typeof answerWords)[number];
export type Answer = { readonly uid: number; readonly word: AnswerWord };

/** Of one look. What lies there beyond it waits for the next. */
const mostEntries = 1_000;

/** Beside an agent that does not run as the service: in its own folder. */
export function answersFolder(root: string): string {
  return root === serviceFolder ? '/run/fettle-agent/answers' : join(root, 'answers');
}

/** Makes the folder, as /tmp is but not to be listed. From then on answers count. */
export function openAnswers(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (lstatSync(sinceOf(folder), { throwIfNoEntry: false }) === undefined) writeFileSync(sinceOf(folder), '', { mode: 0o600 });
  chmodSync(folder, 0o1733);
}

/** Stands beside the folder since somebody is asked. Its age is by the same clock as that of the answers, whatever this agent takes the time for. */
function sinceOf(folder: string): string {
  return `${folder}.since`;
}

/**
 * Takes the answers that lie there, in the order in which they came: of each owner the first. What is none, and what came before anybody was asked, is removed unheard.
 */
export function takeAnswers(folder: string): readonly Answer[] {
  const since = lstatSync(sinceOf(folder), { throwIfNoEntry: false })?.ctimeMs ?? 0;
  const found = namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    const answer = readAnswer(path);
    remove(path);
    return answer === null || answer.at < since ? [] : [answer];
  });
  const byOwner = new Map<number, Answer>();
  for (const { uid, word } of found.toSorted((a, b) => a.at - b.at)) if (!byOwner.has(uid)) byOwner.set(uid, { uid, word });
  return [...byOwner.values()];
}

/** Nobody is asked any more: what lies there is removed unheard, and nobody can put anything there. */
export function closeAnswers(folder: string): void {
  remove(sinceOf(folder));
  try {
    chmodSync(folder, 0o700);
    for (const name of namesIn(folder)) remove(join(folder, name));
    rmdirSync(folder);
  } catch {
    // It is not there; or somebody's folder that is not empty lies in it, which is then out of his reach.
  }
}

function namesIn(folder: string): string[] {
  try {
    const opened = opendirSync(folder);
    try {
      const names: string[] = [];
      for (let one = opened.readSync(); one !== null && names.length < mostEntries; one = opened.readSync()) names.push(one.name);
      return names.toSorted();
    } finally {
      opened.closeSync();
    }
  } catch {
    return [];
  }
}

/** One name, and never what lies below it: its owner may replace that while it is looked at. */
function remove(path: string): void {
  try {
    if (lstatSync(path).isDirectory()) rmdirSync(path);
    else unlinkSync(path);
  } catch {
    // It stays.
  }
}

function readAnswer(path: string): (Answer & { readonly at: number }) | null {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const facts = fstatSync(file);
      // A second name could be one for a file of somebody else.
      if (!facts.isFile() || facts.nlink !== 1 || facts.size > 20) return null;
      const bytes = Buffer.alloc(20);
      const text = bytes.toString('utf8', 0, readSync(file, bytes, 0, 20, 0)).trim();
      const word = answerWords.find((one) => one === text);
      // When it came nobody but the system can say: an owner sets his file's other times as he likes.
      return word === undefined ? null : { uid: facts.uid, word, at: facts.ctimeMs };
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

/** Leaves an answer, as the user who calls. Throws where nobody asks: there is no folder. */
export function leaveAnswer(folder: string, word: AnswerWord, at: string): void {
  writeFileSync(join(folder, `${at.replaceAll(/[^0-9]/g, '')}-${randomBytes(6).toString('hex')}`), word, { flag: 'wx', mode: 0o600 });
}
