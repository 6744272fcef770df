/** The audit trail as screens show it: newest first, each entry with its exact text. */
import type { z } from 'zod';
import type { AuditEntry } from '@fettle/protocol/models';
import { inClients } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { readEntries } from './store.ts';

export async function listAudit(
  context: Context,
  chain: string,
  after: string | undefined,
  limit: number,
): Promise<{ items: z.infer<typeof AuditEntry>[]; next: string | null }> {
  const before = after === undefined || !/^\d{1,15}$/.test(after) ? null : Number(after);
  const rows = await inClients(context.db, [chain], (tx) => readEntries(tx, chain, before, limit));
  return {
    items: rows.map((row) => ({
      chain,
      seq: row.seq,
      at: row.at,
      action: row.action,
      actor: row.actor,
      subject: row.subject,
      sentence: sentenceOf(row.action, row.subject),
      entry: row.entry,
      head: row.head.toString('hex'),
    })),
    next: rows.length < limit ? null : String(rows.at(-1)?.seq ?? ''),
  };
}

/** `deployment.held` of `deployment:0199…` → "deployment held: deployment 0199…". */
function sentenceOf(action: string, subject: string): string {
  return `${action.replace('.', ' ').replaceAll('-', ' ')}: ${subject.replace(':', ' ')}`;
}
