/** When devices may change next, for a terminal: by the clock of the device, of the client, and of whoever reads. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, count, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { local } from './times.ts';

type Openings = CallOutput<'getOpenings'>;
type Set = Openings['sets'][number];

const mostNames = 5;

/** A block for each set of devices that may change at the same times, and what never opens, with why. */
export function openingsText(screen: Screen, openings: Openings): string {
  const { clientZone, devices, sets, more, closed, anyTime } = openings;
  return blocks(
    devices === 0 ? 'There is no such device yet: these are the windows that one would have.' : null,
    ...sets.map((set) => setText(screen, set, clientZone?.zone ?? null)),
    sets.length === 0 ? 'Nothing opens.' : null,
    more === 0 ? null : `And ${count(more, 'more window')}: name a site, a group or a device.`,
    closed
      .map(({ because, ...of }) => screen.paint(sentence(screen, `Nothing opens for ${devicesOf(of)}: ${because}`), 'attention'))
      .join('\n'),
    anyTime.length === 0 ? null : sentence(screen, `At any time: updates of ${anyTime.map(clean).join(', ')}.`),
  );
}

function setText(screen: Screen, set: Set, clientZone: string | null): string {
  const { zone, words, saidBy, lane, openings } = set;
  const head = `${devicesOf(set)}: ${words}${lane === null ? '' : `, lane ${lane}`}, says ${saidBy.name}.`;
  const byClient = clientZone !== null && clientZone !== zone;
  const columns = [
    { title: `by the device (${zone})`, atLeast: 16 },
    ...(byClient ? [{ title: `by the client (${clientZone})`, atLeast: 16 }] : []),
    { title: `for you (${screen.zone})`, atLeast: 16 },
    { title: 'what closes it' },
  ];
  const rows = openings.map(({ opensAt, closed, shortenedBy }): Cell[] => {
    const at = Temporal.Instant.from(opensAt);
    return [
      local(at, zone),
      ...(byClient ? [local(at, clientZone)] : []),
      local(at, screen.zone),
      closed !== null
        ? { text: `${closed.kind} ${closed.name}`, tone: 'attention' }
        : shortenedBy === null
          ? ''
          : `a part of it frozen: ${shortenedBy}`,
    ];
  });
  return [screen.paint(sentence(screen, head), 'strong'), rows.length === 0 ? 'It does not open.' : table(screen, columns, rows)].join(
    '\n',
  );
}

function devicesOf({ devices, deviceNames }: { readonly devices: number; readonly deviceNames: readonly string[] }): string {
  const names = deviceNames.slice(0, mostNames).map(clean);
  if (names.length === 0) return count(devices, 'device');
  return devices > names.length ? `${names.join(', ')} and ${devices - names.length} more` : names.join(', ');
}
