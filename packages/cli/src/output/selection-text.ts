/** What policies select of what devices are offered, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import type { Tone } from './paint.ts';
import { blocks, count, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { time } from './times.ts';

type Selection = CallOutput<'previewSelection'>;
type Line = Selection['lines'][number];

const words: Readonly<Record<Line['decision'], { readonly text: string; readonly tone: Tone }>> = {
  select: { text: 'selected', tone: 'plain' },
  defer: { text: 'deferred', tone: 'plain' },
  block: { text: 'blocked', tone: 'plain' },
  pin: { text: 'kept by a pin', tone: 'plain' },
  unknown: { text: 'date unknown', tone: 'attention' },
  wait: { text: 'waits on the device', tone: 'attention' },
  exclude: { text: 'not selected', tone: 'muted' },
  ungoverned: { text: 'no policy', tone: 'failing' },
};

/** Numbers by decision, what each lane has, then a line for each update and reason. */
export function selectionText(screen: Screen, selection: Selection): string {
  const { counts, lanes, lines, more, devices, asOf, problems } = selection;
  if (problems.length > 0)
    return problems.map(({ path, message }) => screen.paint(sentence(screen, `${path}: ${message}`), 'failing')).join('\n');
  const looked =
    devices.looked === devices.all ? count(devices.all, 'device') : `the first ${devices.looked} of ${count(devices.all, 'device')}`;
  return blocks(
    sentence(screen, `As of ${time(screen, asOf)}, on ${looked}.`),
    counts.length === 0
      ? 'These devices are offered nothing just now.'
      : counts.map((one) => `${words[one.decision].text}: ${count(one.updates, 'update')} on ${count(one.devices, 'device')}`).join('\n'),
    lanes.length === 0
      ? null
      : [
          'Selected, by lane:',
          ...lanes.map((one) =>
            sentence(screen, `${one.name}: ${count(one.updates, 'update')} on ${count(one.devices, 'device')} (${one.words})`, '  '),
          ),
        ].join('\n'),
    lines.length === 0 ? null : linesTable(screen, lines, lanes.length > 0),
    more === 0 ? null : `And ${count(more, 'line')} more.`,
  );
}

function linesTable(screen: Screen, lines: readonly Line[], laned: boolean): string {
  const columns = [
    { title: 'update', atLeast: 14 },
    { title: 'version', atLeast: 8 },
    { title: 'is' },
    ...(laned ? [{ title: 'lane' }] : []),
    { title: 'devices', align: 'right' as const },
    { title: 'because', atLeast: 24 },
  ];
  const rows = lines.map((line): Cell[] => [
    clean(line.name),
    clean(line.version),
    words[line.decision],
    ...(laned ? [clean(line.lane ?? '')] : []),
    line.devices,
    clean(line.sentence),
  ]);
  return table(screen, columns, rows);
}
