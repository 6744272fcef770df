import { resolve } from 'node:path';
import { verbs } from '../compute/list.ts';
import { answerLines } from '../compute/run.ts';
import type { Verb } from '../compute/verb.ts';
import { exitCodes } from '../exit-codes.ts';
import { timestamp } from '../io.ts';
import { linesOf } from '../lines.ts';
import { usage } from '../refused.ts';
import { offline } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle compute VERB`: JSON lines in, JSON lines out, by the same functions that the product decides with. Needs no server. */
export function addCompute(group: Group, session: Session): void {
  for (const [name, verb] of Object.entries(verbs)) addVerb(group, session, name, verb);
}

function addVerb(group: Group, { io, finish }: Session, name: string, verb: Verb): void {
  offline(group, name, verb.description)
    .option('--feed <path...>', 'file or folder of a feed; may be given several times')
    .option('--in <file>', 'rows from a file, in place of standard input', '-')
    .option('--now <time>', 'the time that counts as now (RFC 3339)')
    .action(async (options) => {
      const now = options.now === undefined ? timestamp(io) : instantFrom(options.now);
      const answer = await verb.prepare({ feeds: (options.feed ?? []).map((path) => resolve(io.folder, path)), now });
      const whole = answerLines(answer, linesOf(io.folder, options.in), io.out);
      finish({}, { json: null, text: '', exit: whole ? exitCodes.done.code : exitCodes.failed.code });
    });
}

function instantFrom(text: string): string {
  try {
    return Temporal.Instant.from(text).toString();
  } catch {
    throw usage(`${JSON.stringify(text)} is no time.`, 'Give it as in RFC 3339: 2026-03-01T12:00:00Z.');
  }
}
