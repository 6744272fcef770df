/**
 * The way back by a command that the root key signed. What it is worth is looked at afterwards: the old versions are in, or they are not. It is counted before it runs,
 * so that one that takes the power with it does not loop; and it may run again after a power cut, so it has to be one that may.
 */
import type { WayBack } from '@fettle/core/deployment';
import type { JournalEntry } from '../journal/entry.ts';
import { agentTrouble, cut, withReceipt } from '../journal/fitting.ts';
import type { RunContext } from './context.ts';
import { failedBack, wentBack } from './gone-back.ts';
import { carriedBy, commandWorld } from './hooks.ts';
import { lookAt } from './look-at.ts';
import { runInWords, runSignedCommand } from './signed-command.ts';

type ByCommand = Extract<WayBack, { kind: 'command' }>;

/** As often as the steps of package managers. */
const mostRuns = 3;

export async function goBackByCommand(context: RunContext, entry: JournalEntry, way: ByCommand): Promise<JournalEntry> {
  const since = context.now();
  if (entry.backRuns >= mostRuns) return cutOff(context, entry, way, since);
  const begun = context.record(entry, { backRuns: entry.backRuns + 1 });
  const run = await runSignedCommand(commandWorld(context.life), { ref: way.command, purpose: 'way-back', carried: carriedBy(entry) });
  // Agents that end leave it to the next life: what it did is looked at then.
  if (context.life.stopping()) return begun;
  const ok = run.ok && run.exitCode === 0;
  const detail = cut(run.ok ? runInWords(run) : run.detail, 3900);
  const told = context.record(begun, {
    receipts: withReceipt(begun.receipts, {
      step: 'roll-back',
      startedAt: since,
      endedAt: context.now(),
      ok,
      commands: run.ok ? [{ argv: [...run.argv], exitCode: run.exitCode }] : [],
      trouble: ok ? null : agentTrouble(run.ok ? 'roll-back.command-failed' : run.code, detail),
      detail,
    }),
  });
  const looked = await lookAt(context, way.changes);
  if (ok && looked?.missing.length === 0) return wentBack(context, told, since);
  return failedBack(context, { entry: told, looked, because: ok ? 'it ended well, and the old versions are not in' : detail }, since);
}

/** It never came to its end, and is not begun again. What it did counts: a command whose last act takes the power has brought the old versions all the same. */
async function cutOff(context: RunContext, entry: JournalEntry, way: ByCommand, since: string): Promise<JournalEntry> {
  const because = `it was begun ${mostRuns} times and did not end`;
  const looked = await lookAt(context, way.changes);
  const isIn = looked?.missing.length === 0;
  const detail = `The command “${way.command.name}” was begun ${mostRuns} times and cut off each time.${isIn ? ' The old versions are in; whether it had more to do is not known.' : ''}`;
  const told = context.record(entry, {
    receipts: withReceipt(entry.receipts, {
      step: 'roll-back',
      startedAt: since,
      endedAt: context.now(),
      ok: isIn,
      commands: [],
      trouble: isIn ? null : agentTrouble('roll-back.command-failed', detail),
      detail,
    }),
  });
  return isIn ? wentBack(context, told, since) : failedBack(context, { entry: told, looked, because }, since);
}
