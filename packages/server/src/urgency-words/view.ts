/** Words about urgency as the API shows them. */
import { aboutWords } from '@fettle/core/decisions';
import { wordStanding } from '@fettle/core/urgency-words';
import type { CallOutput } from '@fettle/protocol/client';
import type { Tx } from '../platform/database/index.ts';
import { wordOf } from './store.ts';
import type { WordRow } from './store.ts';

export type WordView = CallOutput<'listUrgencyWords'>['items'][number];
/** What the rules say of each of these offers of a client, in their order, without what people said. */
export type RulesSay = (
  tx: Tx,
  clientId: string,
  offers: readonly { readonly deviceId: string; readonly softwareId: number }[],
  now: string,
) => Promise<readonly (readonly string[])[]>;

/** Each with what the rules say on one of the devices where they say otherwise: asked once a client, however many words it has. */
export async function viewsOf(tx: Tx, rows: readonly WordRow[], now: string, rulesSay: RulesSay): Promise<WordView[]> {
  const because = new Map<string, readonly string[]>();
  for (const [clientId, own] of Map.groupBy(rows, (row) => row.client_id)) {
    const samples = own.flatMap(({ id, sample }) =>
      sample === null ? [] : [{ id, deviceId: sample.device_id, softwareId: sample.software_id }],
    );
    const said = samples.length === 0 ? [] : await rulesSay(tx, clientId, samples, now);
    for (const [at, { id }] of samples.entries()) because.set(id, said[at] ?? []);
  }
  return rows.map((row) => viewOf(row, now, because.get(row.id) ?? []));
}

function viewOf(row: WordRow, now: string, because: readonly string[]): WordView {
  const word = wordOf(row);
  const { scope, fault, manager, sourceName, sourceVersion } = word;
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    says: row.says,
    manager,
    sourceName,
    sourceVersion,
    title: aboutWords({ kind: 'update', manager, sourceName, sourceVersion }),
    scope: scope.kind === 'client' ? { kind: 'client' } : { kind: scope.kind, ids: [...scope.ids] },
    scopeNames: [...(row.scope_names ?? [])],
    fault,
    reason: row.reason,
    endsAt: row.ends_at,
    by: row.made_by,
    madeAt: row.made_at,
    standing: wordStanding(word, now),
    revoked: row.revoked_at === null ? null : { at: row.revoked_at, by: row.revoked_by ?? '', because: row.revoked_because ?? '' },
    effect: { offers: row.offers, otherwise: row.otherwise, kept: row.kept, because: [...because] },
  };
}
