/** How going back ended, by whichever way: checked, and told. */
import { wayBackFailed } from '@fettle/core/deployment';
import type { JournalEntry } from '../journal/entry.ts';
import { cut } from '../journal/fitting.ts';
import { drillCode, runChecks } from './checks.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';
import { end } from './end.ts';
import { standingInWords } from './look-at.ts';
import type { Mended } from './run-step.ts';

/** The old versions are in. `since`: when going back began, RFC 3339. */
export async function wentBack(context: RunContext, entry: JournalEntry, since: string): Promise<JournalEntry> {
  const checksRolledBack = await runChecks(context, entry, approvedOf(entry).rules.checks, since);
  if (entry.failure?.code !== drillCode) return end(context, entry, 'rolled back', { checksRolledBack });
  const failure = { code: 'drill.back', detail: `${entry.failure.detail} Its old versions are in.` };
  return end(context, entry, 'done', { checksRolledBack, failure });
}

/** They are not, or nobody could look. */
export async function failedBack(context: RunContext, { entry, looked, because }: Mended, since: string): Promise<JournalEntry> {
  const why = `${entry.failure?.detail ?? ''} The way back did not work either${because === '' ? '' : ` (${because.replace(/\.$/, '')})`}.`;
  const code = wayBackFailed;
  if (entry.interrupted && looked !== null && looked.unfinished.length > 0)
    return context.record(entry, { failure: { code, detail: cut(why, 3000) }, phase: 'mending' });
  const names = looked === null ? '' : ` Not at its old version: ${looked.missing.map((change) => change.name).join(', ')}.`;
  const detail = cut(`${why} ${standingInWords(looked)}${names}`, 3900);
  const checksRolledBack = await runChecks(context, entry, approvedOf(entry).rules.checks, since);
  return end(context, entry, 'failed', { failure: { code, detail }, checksRolledBack });
}
