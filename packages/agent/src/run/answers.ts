/**
 * What people answer who are asked before a restart: a file in a folder into which everybody may put one and that only root may list. Whose it is says its owner, which
 * nobody but root can make another's; what stands in it is one word.
 */
import { chmodSync, closeSync, constants, fstatSync, mkdirSync, openSync, readdirSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { serviceFolder } from '../state/folders.ts';

export const answerWords = ['postpone', 'restart'] as const;
export type AnswerWord = (typeof answerWords)[number];
export type Answer = { readonly uid: number; readonly word: AnswerWord };

const most = 100;

/** Beside an agent that does not run as the service: in its own folder. */
export function answersFolder(root: string): string {
  return root === serviceFolder ? '/run/fettle-agent/answers' : join(root, 'answers');
}

/** Makes the folder, as /tmp is but not to be listed. */
export function openAnswers(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  chmodSync(folder, 0o1733);
}

/** Takes the answers that lie there, in the order of their names; what is none is removed. */
export function takeAnswers(folder: string): readonly Answer[] {
  let names: string[];
  try {
    names = readdirSync(folder).toSorted().slice(0, most);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    const answer = readAnswer(path);
    rmSync(path, { force: true, recursive: true });
    return answer ?? [];
  });
}

function readAnswer(path: string): Answer | null {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const facts = fstatSync(file);
      // A second name could be one for a file of somebody else.
      if (!facts.isFile() || facts.nlink !== 1 || facts.size > 20) return null;
      const bytes = Buffer.alloc(20);
      const text = bytes.toString('utf8', 0, readSync(file, bytes, 0, 20, 0)).trim();
      const word = answerWords.find((one) => one === text);
      return word === undefined ? null : { uid: facts.uid, word };
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
