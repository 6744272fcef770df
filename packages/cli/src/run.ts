/** One call of `fettle`: from the arguments to the exit code. Whatever a person can mend is told as a refusal; bugs keep their trace. */
import { CommanderError } from '@commander-js/extra-typings';
import { exitCodes } from './exit-codes.ts';
import type { Answer, Io } from './io.ts';
import { paintFor } from './output/paint.ts';
import { refusalJson, refusalText } from './output/refusal-text.ts';
import { buildProgram } from './program.ts';
import { Refused } from './refused.ts';

/** Runs the command that these arguments (without node and file) name, and says with which code to end. */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let exit: number = exitCodes.done.code;
  const finish = (options: { readonly json?: boolean | undefined }, answer: Answer): void => {
    exit = answer.exit ?? exit;
    const text = options.json === true ? JSON.stringify(answer.json, null, 2) : answer.text;
    if (text !== '') io.out(text.endsWith('\n') ? text : `${text}\n`);
  };
  try {
    await buildProgram({ io, finish }).parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof Refused) return tell(error, args, io);
    // Commander has said what was wrong already; help and version are no mistakes.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit : exitCodes.usage.code;
    throw error;
  }
}

function tell(refused: Refused, args: readonly string[], io: Io): number {
  const wantsJson = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined).includes('--json');
  io.err(wantsJson ? refusalJson(refused.parts) : refusalText(refused.parts, paintFor(io, io.isTerminal.err)));
  return refused.exitCode;
}
