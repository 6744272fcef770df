/** Pillar 6: what the latest deployments came to; each has an installation report of its own. */
import type { ProgrammeTable } from '@fettle/core/programme';
import { sql } from 'kysely';
import { readSummaries } from '../deployments/index.ts';
import type { Tx } from '../platform/database/index.ts';

const latest = 10;

export async function reportTables(tx: Tx, clientId: string): Promise<readonly ProgrammeTable[]> {
  const rows = await readSummaries(tx, [clientId], sql`s.seq > 0 and not s.active and not d.drill`, latest);
  return [
    {
      id: 'reports',
      title: `The latest ${latest} deployments that are over`,
      columns: ['Deployment', 'Proposed', 'Ended as', 'Verified', 'Failed or rolled back', 'Id'],
      rows: rows.map(({ id, title, created_at: at, summary }) => ({
        key: id,
        cells: [
          title,
          at.slice(0, 10),
          summary.status ?? '',
          `${summary.verified ?? 0} of ${summary.devices ?? 0}`,
          String(summary.failed ?? 0),
          id,
        ],
      })),
      more: 0,
      empty: 'Nothing was deployed yet.',
    },
  ];
}
