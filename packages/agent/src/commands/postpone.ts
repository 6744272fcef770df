/** `fettle-agent postpone`: a person who is signed in answers an announced restart. */
import { answersFolder, leaveAnswer } from '../run/answers.ts';
import { isCode } from '../state/durable.ts';
import { complain, print } from './io.ts';
import type { Options } from './options.ts';

export function postponeHere({ state, restartNow }: Options, at: string): number {
  try {
    leaveAnswer(answersFolder(state), restartNow ? 'restart' : 'postpone', at);
  } catch (error) {
    const why = isCode(error, 'ENOENT') || isCode(error, 'EACCES') ? 'No restart of this device waits for an answer.' : String(error);
    return complain(`${why} Nothing was put off.`);
  }
  return print(
    restartNow
      ? 'The agent was told to restart this device now.'
      : 'The agent was told to put the restart off. Whether it can be put off any further, and until when, is shown in a moment.',
  );
}
