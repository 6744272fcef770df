/** Takes the new packages and the way back into the store, before anything changes: archives move on. */
import type { StepReceipt } from '@fettle/core/deployment';
import type { JournalEntry } from '../journal/entry.ts';
import { withReceipt } from '../journal/fitting.ts';
import { approvedOf, progress } from './context.ts';
import type { RunContext } from './context.ts';
import { end, refuse } from './end.ts';

/** Gets all files of the share, the way back's included. */
export function getFiles(context: RunContext, entry: JournalEntry): Promise<StepReceipt> {
  const { share } = approvedOf(entry);
  const files = [...share.files, ...(share.wayBack.kind === 'none' ? [] : share.wayBack.files)];
  return context.manager.get(context.machine, context.mode(), files);
}

/** Secures the packages of a change. What may pass (an archive that does not answer) is waited for as long as the instruction holds. */
export async function secure(context: RunContext, entry: JournalEntry): Promise<JournalEntry> {
  const begun =
    entry.phase === 'getting'
      ? entry
      : context.record(entry, { phase: 'getting' }, progress('getting', 'taking the packages and the way back'));
  const receipt = await getFiles(context, begun);
  const receipts = withReceipt(begun.receipts, receipt);
  if (receipt.ok)
    return context.record(
      begun,
      { receipts, phase: 'waiting for window', waitingFor: null },
      progress('waiting for window', 'the packages are here; waiting for the window'),
    );
  const code = receipt.trouble?.code ?? 'get.failed';
  const detail = [receipt.trouble?.cause, receipt.trouble?.nextStep, receipt.detail].filter(Boolean).join(' ');
  if (code.endsWith('.superseded') || code.endsWith('.gone'))
    return refuse(context, context.record(begun, { receipts }), 'refused.superseded', detail);
  if (receipt.trouble?.retry !== 'now' && receipt.trouble?.retry !== 'later')
    return end(context, begun, 'failed', { receipts, failure: { code, detail } });
  const news = begun.waitingFor?.code !== code;
  return context.record(
    begun,
    { waitingFor: { code, detail }, ...(news ? { receipts } : {}) },
    news ? progress('getting', `not yet: ${detail}`) : undefined,
  );
}
