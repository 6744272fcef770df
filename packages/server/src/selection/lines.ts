/** Decisions as people read them: updates that were decided alike, for one reason, in one line. */
import type { CallOutput } from '@fettle/protocol/client';
import type { Chosen } from './select.ts';

type Preview = CallOutput<'previewSelection'>;
export type SelectionLine = Preview['lines'][number];
export const mostLines = 500;

const order: readonly SelectionLine['decision'][] = ['select', 'unknown', 'defer', 'wait', 'pin', 'block', 'ungoverned', 'exclude'];
const unread = 'No whole policy holds for the device, so nothing is selected there.';

/** What stands to be done first, then by name; at most `mostLines`, and how many more there are. */
export function linesOf(chosen: readonly Chosen[]): { readonly lines: SelectionLine[]; readonly more: number } {
  const groups = Map.groupBy(chosen, ({ offer, choice, lane }) =>
    JSON.stringify([offer.softwareId, choice?.decision, choice?.sentence, choice?.until, lane]),
  );
  const all = [...groups.values()].flatMap((group) => lineOf(group) ?? []);
  const sorted = all.toSorted(
    (a, b) => order.indexOf(a.decision) - order.indexOf(b.decision) || compare(a.until ?? '', b.until ?? '') || compare(a.name, b.name),
  );
  return { lines: sorted.slice(0, mostLines), more: Math.max(0, sorted.length - mostLines) };
}

function lineOf(group: readonly Chosen[]): SelectionLine | null {
  const [first] = group;
  if (first === undefined) return null;
  const { offer, choice, lane } = first;
  const devices = new Map(group.map((one) => [one.offer.deviceId, one.offer.deviceName]));
  return {
    softwareId: String(offer.softwareId),
    name: offer.facts.name,
    version: offer.facts.to,
    class: offer.facts.class,
    decision: choice?.decision ?? 'ungoverned',
    sentence: choice?.sentence ?? unread,
    until: choice?.until ?? null,
    dateSource: choice?.counted?.source ?? null,
    lane,
    devices: devices.size,
    deviceNames: [...devices.values()].toSorted().slice(0, 5),
  };
}

/** How many updates, and on how many devices, by decision: those of which there are any. */
export function countsOf(chosen: readonly Chosen[]): Preview['counts'] {
  const groups = Map.groupBy(chosen, ({ choice }) => choice?.decision ?? ('ungoverned' as const));
  return order.flatMap((decision) => {
    const group = groups.get(decision);
    return group === undefined ? [] : [{ decision, ...numbersOf(group) }];
  });
}

export function numbersOf(group: readonly Chosen[]): { readonly updates: number; readonly devices: number } {
  return {
    updates: new Set(group.map(({ offer }) => offer.softwareId)).size,
    devices: new Set(group.map(({ offer }) => offer.deviceId)).size,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
