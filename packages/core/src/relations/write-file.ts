/** Relations as the file that can be read again. */
import { csvText } from '../csv/index.ts';
import type { KnownRelations } from './plan.ts';
import { relationTitles } from './read-file.ts';

/** By device, then relation. Where several devices share a name, they stand by their ids. */
export function writeRelations({ devices, dependencies, clusters }: KnownRelations): string {
  const shared = new Set(
    [...Map.groupBy(devices, ({ name }) => name.toLowerCase())].flatMap(([name, all]) => (all.length > 1 ? [name] : [])),
  );
  const known = new Map(devices.map(({ id, name }) => [id, shared.has(name.toLowerCase()) ? id : name]));
  const rows = [
    ...dependencies.flatMap(({ deviceId, dependsOn, kind }) => {
      const [device, other] = [known.get(deviceId), known.get(dependsOn)];
      return device === undefined || other === undefined
        ? []
        : [[device, kind === 'host' ? 'runs on' : 'depends on', other, null] as const];
    }),
    ...clusters.flatMap(({ name, most, deviceIds }) =>
      deviceIds.flatMap((id) => {
        const device = known.get(id);
        return device === undefined ? [] : [[device, 'member of', name, most] as const];
      }),
    ),
  ];
  const sorted = rows.toSorted((a, b) => a[0].localeCompare(b[0]) || b[1].localeCompare(a[1]) || a[2].localeCompare(b[2]));
  return csvText([relationTitles.slice(0, 4), ...sorted]);
}
