/** Systems and software whose support has ended or ends soon, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { listEnd } from './list-end.ts';
import type { Tone } from './paint.ts';
import { blocks, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';

type Page = CallOutput<'listLifecycle'>;
type Release = Page['items'][number];
type Devices = CallOutput<'getLifecycleDevices'>;
type Decision = Devices['items'][number]['decision'];

const looks: Readonly<Record<Release['standing'], { readonly text: string; readonly tone: Tone }>> = {
  ended: { text: 'ended', tone: 'failing' },
  'regular-ended': { text: 'regular support ended', tone: 'failing' },
  ending: { text: 'ends soon', tone: 'attention' },
};

/** One row a release; below it those that stand in no row, without which a short list would look like a good one. */
export function lifecycleText(screen: Screen, page: Page): string {
  const columns = [
    { title: 'system or software', atLeast: 12 },
    { title: 'support' },
    { title: 'last day' },
    { title: 'extended until' },
    { title: 'devices', align: 'right' },
    { title: 'nothing agreed', align: 'right' },
    { title: 'release', atLeast: 10 },
  ] as const;
  const rows = page.items.map((one): Cell[] => [
    one.label,
    looks[one.standing],
    one.ends,
    one.extendedUntil ?? '',
    one.devices,
    one.open === 0 ? '0' : { text: String(one.open), tone: 'attention' },
    `${one.product}:${one.cycle}`,
  ]);
  const none =
    page.feedAt === null
      ? 'How long systems and software are supported is not known: the feed of life cycles was never taken.'
      : 'No device runs a system or software like that whose support has ended or ends within 90 days.';
  return blocks(rows.length === 0 ? none : table(screen, columns, rows) + listEnd(page), unknownText(screen, page));
}

function unknownText(screen: Screen, { unknown, unknownDevices }: Page): string | null {
  if (unknown.length === 0) return null;
  return [
    `Of what ${unknownDevices === 1 ? 'one device runs' : `${unknownDevices} devices run`} it is not known:`,
    ...unknown.map((one) => sentence(screen, `${one.name} (${one.devices}): ${one.why}`, '  ')),
  ].join('\n');
}

/** One release with the devices that have it. */
export function releaseText(screen: Screen, { items, release, next }: Devices): string {
  const columns = [
    { title: 'device', atLeast: 10 },
    { title: 'client', atLeast: 10 },
    { title: 'site' },
    { title: release.kind === 'system' ? 'system' : 'packages', atLeast: 10 },
    { title: 'decision' },
    { title: 'why', atLeast: 16 },
  ] as const;
  const rows = items.map((one): Cell[] => [
    one.deviceName,
    one.clientName,
    one.siteName,
    one.has.join(', '),
    decisionCell(one.decision),
    one.decision.why,
  ]);
  return blocks(
    screen.paint(clean(release.label), 'strong'),
    sentence(screen, release.why),
    table(screen, columns, rows) + listEnd({ items, next, total: release.devices }),
  );
}

function decisionCell({ state, kind }: Decision): Cell {
  if (kind !== null) return kind === 'replace' ? 'replacement' : kind;
  return state === 'expired' ? { text: 'open again', tone: 'failing' } : { text: 'none', tone: 'attention' };
}
