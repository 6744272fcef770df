/** Machines without an agent that need a person: one line a client. */
import { countDiscovered } from '../discovered/index.ts';
import { timestamp } from '../platform/clock.ts';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { countOf } from './types.ts';
import type { Line } from './types.ts';

export async function discoveredLines(tx: Tx, now: Temporal.Instant): Promise<readonly Line[]> {
  const at = timestamp(now);
  const found = await countDiscovered(tx, { today: at.slice(0, 10), longBefore: at, clientId: null });
  return found.flatMap((row): readonly Line[] => {
    const open = row.undecided + row.review_due + row.patch_overdue + row.device_retired;
    if (open === 0) return [];
    const parts = [
      [row.undecided, 'without a decision'],
      [row.review_due, 'waved off until a day that has come'],
      [row.patch_overdue, 'not patched by hand in the rhythm that was said'],
      [row.device_retired, 'enrolled as a device that is retired'],
    ] as const;
    const why = parts.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`])).join(', ');
    return [
      {
        id: `discovered:${row.client_id}`,
        kind: 'discovered',
        clientId: row.client_id,
        title: `Decide on ${countOf(open, 'machine', 'machines')} without agent`,
        why: `Of ${row.machines}: ${why}. What they miss is not known.`,
        since: row.since,
        by: null,
        action: { label: 'Look at them', path: paths.discovered(row.client_id) },
      },
    ];
  });
}
