/** Asking the person before something is signed. Without a terminal nobody is asked: then the answer must stand in the command line. */
import type { Io } from './io.ts';
import { Refused, usage } from './refused.ts';

/** The person types a number that was shown; `given` is the one of `--yes N`. Refused unless it is `expected`. */
export async function confirmNumber(
  io: Pick<Io, 'ask' | 'isTerminal'>,
  asked: { readonly question: string; readonly expected: number; readonly given: string | undefined; readonly what: string },
): Promise<void> {
  if (asked.given === undefined && !io.isTerminal.in)
    throw usage(`There is no terminal to ask at. Look at it first, then say --yes ${asked.what}.`, 'Nothing was signed.');
  const answer = asked.given ?? (await io.ask(asked.question)) ?? '';
  if (answer.trim() === String(asked.expected)) return;
  throw notConfirmed(`${JSON.stringify(answer.trim())} is not the ${asked.what}.`);
}

/** The person says yes; `given` is `--yes`. */
export async function confirmYes(
  io: Pick<Io, 'ask' | 'isTerminal'>,
  asked: { readonly question: string; readonly given: boolean | undefined },
): Promise<void> {
  if (asked.given === true) return;
  if (!io.isTerminal.in) throw usage('There is no terminal to ask at. Look at it first, then say --yes.', 'Nothing was signed.');
  const answer = (await io.ask(`${asked.question} [yes/no] `)) ?? '';
  if (answer.trim().toLowerCase() !== 'yes') throw notConfirmed('It was not confirmed with “yes”.');
}

function notConfirmed(detail: string): Refused {
  return new Refused({ code: 'cli.not-confirmed', title: 'It was not confirmed', detail, remedy: 'Nothing was signed or handed in.' });
}
