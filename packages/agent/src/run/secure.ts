/** Takes the new packages and the way back into the store, before anything changes: archives move on. */
import type { JournalEntry } from '../journal.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';

export type Secured =
  | { readonly ok: true; readonly entry: JournalEntry }
  | { readonly ok: false; readonly entry: JournalEntry; readonly failure: { code: string; detail: string } };

export async function securePackages(context: RunContext, entry: JournalEntry): Promise<Secured> {
  const { share } = approvedOf(entry.instruction).body;
  const files = [...share.files, ...(share.wayBack.kind === 'downgrade' ? share.wayBack.files : [])];
  const receipt = await context.manager.get(context.machine, context.mode, files);
  const next = context.journal.write({ ...entry, receipts: [...entry.receipts, receipt] });
  if (receipt.ok) return { ok: true, entry: next };
  const code = receipt.trouble?.code === 'apt.superseded' ? 'refused.superseded' : (receipt.trouble?.code ?? 'get.failed');
  return {
    ok: false,
    entry: next,
    failure: { code, detail: [receipt.trouble?.cause, receipt.trouble?.nextStep, receipt.detail].filter(Boolean).join(' ').slice(0, 3900) },
  };
}
