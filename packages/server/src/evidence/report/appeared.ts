/** What newly appeared: updates that changed devices are offered now and were not offered before. */
import type { AppearedRecord } from '../records/types.ts';
import type { Material } from './build.ts';
import type { Appeared } from './types.ts';

export function appearedIn({ records, names }: Material): readonly Appeared[] {
  const brought = new Set(records.spec.shares.flatMap(({ changes }) => changes.map(({ name, to }) => `${name}\n${to ?? ''}`)));
  const touched = new Set(records.spec.shares.flatMap(({ changes }) => changes.map(({ name }) => name)));
  // What this deployment was to bring is offered again where it failed or was taken back: that is no news.
  const news = records.appeared.filter(({ name, version }) => !brought.has(`${name}\n${version}`));
  return [...Map.groupBy(news, ({ name, version }) => `${name}\n${version}`).values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined) return [];
    return [
      {
        name: first.name,
        version: first.version,
        security: rows.some(({ security }) => security),
        devices: [...new Set(rows.map(({ device_id: id }) => names.device(id)))].toSorted(),
        firstSeenAt: earliest(rows),
        succeeds: touched.has(first.name),
      },
    ];
  });
}

function earliest(rows: readonly AppearedRecord[]): string {
  return rows.map(({ first_seen_at: at }) => at).toSorted()[0] ?? '';
}
