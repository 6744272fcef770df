/**
 * Completes an interrupted change from the very files that were approved, for the sake of packages that are left half installed. dpkg leaves such
 * states when the power goes while it unpacks ("reinst-required"); `dpkg --configure -a` passes over them without an error, and only an installation
 * mends them. Half a package is worse than the approved one: the change was interrupted, and nothing says that its packages are bad.
 * In steps of their own like the change itself.
 */
import { wayBackFailed } from '@fettle/core/deployment';
import type { JournalEntry } from '../journal/entry.ts';
import { cut } from '../journal/fitting.ts';
import { runChecks } from './checks.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';
import { end } from './end.ts';
import { standingInWords } from './look-at.ts';
import { restartNext } from './restart.ts';
import { mendBy } from './run-step.ts';

export async function mend(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const { rules, share } = approvedOf(entry);
  const { changes, files, direction, by } = share;
  const request = { changes, files, direction, lockTimeoutSeconds: entry.lockTimeoutSeconds, ...(by === undefined ? {} : { by }) };
  const mended = await mendBy(context, entry, 'finish', 'repair', request);
  if (mended === 'left') return entry;
  const { looked } = mended;
  const complete = looked?.missing.length === 0;
  const failure = entry.failure ?? { code: 'interrupted', detail: '' };
  if (complete && failure.code !== wayBackFailed)
    return restartNext(context, context.record(mended.entry, { failure: null, appliedAt: context.now() }), await context.bootId());
  const standing = complete
    ? 'So that no package is left half installed, the approved versions were completed from the secured files: they are in.'
    : standingInWords(looked);
  const back = failure.code === wayBackFailed || rules.rollback === 'automatic' ? '' : ' The way back waits for a person.';
  const checksRolledBack = failure.code === wayBackFailed ? await runChecks(context, mended.entry, rules.checks, entry.startedAt) : null;
  const detail = cut(`${failure.detail} ${standing}${back}`, 3900);
  return end(context, mended.entry, 'failed', { checksRolledBack, failure: { ...failure, detail } });
}
