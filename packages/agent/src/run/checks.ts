/** Health checks of the spec, on this device, and what they say about the change. */
import { answerOfExit, goesByItself } from '@fettle/core/deployment';
import type { CheckAnswer, HealthCheck } from '@fettle/core/deployment';
import { judgeChecks } from '@fettle/core/verification';
import { runHealthChecks } from '@fettle/managers/checks';
import type { CheckAids, CommandLook } from '@fettle/managers/checks';
import { cut } from '../journal/fitting.ts';
import { approvedOf, progress } from './context.ts';
import type { RunContext } from './context.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { end } from './end.ts';
import { carriedBy, commandWorld } from './hooks.ts';
import type { Life } from '../life.ts';
import { countRun } from './count-run.ts';
import { runInWords, runSignedCommand } from './signed-command.ts';

/** What checks need of this agent: who runs signed commands, what is usual here. */
export function checkAids(life: Life, entry: JournalEntry): CheckAids {
  return {
    runCommand: commandLook(life, entry),
    usualOf: (key) => life.usual.usual(key, life.now()),
    pace: { everyMs: life.settings.patience.checkSample * 1000, samples: 6 },
    ...(life.settings.checkClock === undefined ? {} : { clock: life.settings.checkClock }),
  };
}

/** Who runs the signed commands among checks: by what came with the instruction. Those of an approved change are run as it says; of others the device counts. */
function commandLook(life: Life, entry: JournalEntry): CommandLook {
  const counted = entry.instruction.body.verb === 'check' ? { notNow: (document: string) => countRun(life, document) } : {};
  return async (check, leftMs) => {
    const run = await runSignedCommand(commandWorld(life), {
      ref: check.command,
      purpose: 'check',
      carried: carriedBy(entry),
      ...counted,
      mostSeconds: Math.max(1, Math.floor(leftMs / 1000)),
    });
    return run.ok
      ? { answer: answerOfExit(run.exitCode), detail: runInWords(run) }
      : { answer: 'could-not-measure', detail: `${run.detail} (${run.code})` };
  };
}

/** `since`: when the change began that they are about; null: none has. */
export async function runChecks(
  context: RunContext,
  entry: JournalEntry,
  checks: readonly HealthCheck[],
  since: string | null,
): Promise<CheckAnswer[]> {
  const answers = checks.length === 0 ? [] : await runHealthChecks(context.machine, checks, since, checkAids(context.life, entry));
  return answers.slice(0, 100).map((one) => ({ ...one, name: cut(one.name, 200), detail: cut(one.detail, 2000) }));
}

/** The checks after the change, and what follows: the end, or the way back. */
export async function checkAfter(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { rules, share } = approvedOf(entry);
  const checksAfter = await runChecks(context, entry, rules.checks, entry.startedAt);
  const failure = failureOf(rules.checks, { ...entry, checksAfter });
  if (failure === null && approvedOf(entry).header.drill === true) return beginDrill(context, entry, checksAfter);
  if (failure === null) return end(context, entry, 'done', { checksAfter });
  if (rules.rollback !== 'automatic' || !goesByItself(share.wayBack)) return end(context, entry, 'failed', { checksAfter, failure });
  return context.record(entry, { checksAfter, failure, phase: 'rolling back' }, progress('checking', `going back: ${failure.detail}`));
}

/** Why the change has to go: a check that passed before and fails now. A check that failed before is not blamed on the change. */
function failureOf(due: readonly HealthCheck[], entry: JournalEntry): { code: string; detail: string } | null {
  if (judgeChecks(due, entry.checksBefore, entry.checksAfter).answer !== 'failed') return null;
  const failing = entry.checksAfter.filter((check) => check.answer === 'failed').map((check) => `${check.name}: ${check.detail}`);
  return { code: 'checks.failed', detail: cut(`After the change checks fail that passed before. ${failing.join('; ')}`, 3900) };
}

/** What a drill is for: the change is in and well, and is taken back all the same. */
export const drillCode = 'drill';

function beginDrill(context: RunContext, entry: JournalEntry, checksAfter: CheckAnswer[]): JournalEntry {
  const failure = { code: drillCode, detail: 'The change was in and well; this is a drill, so the device went back.' };
  return context.record(entry, { checksAfter, failure, phase: 'rolling back' }, progress('checking', 'a drill: going back'));
}
