/** The forecast of a campaign for a terminal: what was assumed, a line a client; of one client also its devices. */
import { holdLabels } from '@fettle/core/deployment';
import type { CallOutput } from '@fettle/protocol/client';
import { blocks, count, facts, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { local, span, time } from './times.ts';
import { range } from './what-if-text.ts';

type Answer = CallOutput<'forecastCampaign'>;
type Item = Answer['items'][number];
type Forecast = NonNullable<Item['forecast']>;
export type AssumedInText = {
  readonly awayShare: number;
  readonly awaySeconds: number;
  readonly failShare: number;
  readonly refuseShare: number;
  readonly approveAfterSeconds: number | null;
  readonly releaseAfterSeconds: number | null;
};

export function forecastText(screen: Screen, { items, computing }: Answer, assumed: AssumedInText): string {
  const [first] = items;
  return blocks(
    sentence(screen, assumedWords(assumed)),
    computing === 0 ? null : sentence(screen, `${computing} of ${count(items.length, 'client')} are still being computed: ask again.`),
    table(
      screen,
      columns,
      items.map((item) => rowOf(screen, item)),
    ),
    items.length === 1 && first?.forecast !== undefined && first.forecast !== null ? oneText(screen, first.forecast) : null,
  );
}

function assumedWords(assumed: AssumedInText): string {
  const { awayShare, awaySeconds, failShare, refuseShare, approveAfterSeconds, releaseAfterSeconds } = assumed;
  const share = (of: number): string => `${Math.round(of * 1_000) / 10} %`;
  return [
    `Assumed: ${share(awayShare)} of the devices are away for about ${span(awaySeconds)}, ${share(failShare)} fail, ${share(refuseShare)} refuse.`,
    approveAfterSeconds === null
      ? 'Nobody approves.'
      : approveAfterSeconds === 0
        ? 'It is approved now.'
        : `It is approved after ${span(approveAfterSeconds)}.`,
    releaseAfterSeconds === null ? 'Nobody releases a hold.' : `A hold is released after ${span(releaseAfterSeconds)}.`,
  ].join(' ');
}

const columns = [
  { title: 'client', atLeast: 12 },
  { title: 'all verified', atLeast: 16 },
  { title: 'miss deadline', align: 'right' },
  { title: 'late or never', align: 'right' },
  { title: 'openings', align: 'right' },
  { title: 'restarts', align: 'right' },
  { title: 'no way back', align: 'right' },
  { title: 'goes well', align: 'right' },
  { title: 'computed' },
] as const;

function rowOf(screen: Screen, { clientName, state, why, forecast }: Item): Cell[] {
  if (forecast === null) return [clientName, state === 'computing' ? 'is computed' : why];
  const { verified, deadlines, late, windows, touched, succeeded, runs, computedAt } = forecast;
  const unknown = touched['restart-unknown'];
  return [
    clientName,
    range(screen, verified),
    { text: `${deadlines.missed}/${deadlines.devices}`, tone: deadlines.missed > 0 ? 'failing' : 'plain' },
    late.count,
    windows.count,
    unknown === 0 ? touched.restart : `${touched.restart} (${unknown}?)`,
    touched['no-way-back'],
    { text: `${succeeded}/${runs}`, tone: succeeded < runs ? 'attention' : 'plain' },
    time(screen, computedAt),
  ];
}

function oneText(screen: Screen, forecast: Forecast): string {
  const { late, touches, services, windows, holds, runs } = forecast;
  const opening = ({ from, to, devices }: Forecast['windows']['shown'][number]): string =>
    `${local(Temporal.Instant.from(from), screen.zone)} to ${local(Temporal.Instant.from(to), screen.zone)}: ${count(devices, 'device')}`;
  return blocks(
    facts(screen, [
      [
        'Would be held',
        holds.length === 0
          ? null
          : holds.map(({ reason, of }) => `${holdLabels[reason].label.toLowerCase()} in ${of} of ${runs}`).join('; '),
      ],
      ['Openings', windows.count === 0 ? 'none is used' : windows.shown.map(opening).join('; ')],
      ['Services', services.length === 0 ? null : services.map(({ name, devices }) => `${name} on ${count(devices, 'device')}`).join('; ')],
    ]),
    late.count === 0
      ? 'No device is late or never done.'
      : table(
          screen,
          [
            { title: 'late', atLeast: 12 },
            { title: 'expected', atLeast: 16 },
            { title: 'deadline' },
            { title: 'misses it' },
            { title: 'why', atLeast: 20 },
          ],
          late.shown.map((one): Cell[] => [
            one.deviceName,
            range(screen, one.verified),
            one.deadline === null ? 'none' : `${local(Temporal.Instant.from(one.deadline.at), screen.zone)} ${one.deadline.by}`,
            `${one.missed} of ${runs}`,
            one.why ?? '',
          ]),
        ),
    touches.count === 0
      ? null
      : table(
          screen,
          [
            { title: 'touched', atLeast: 12 },
            { title: 'what', atLeast: 20 },
          ],
          touches.shown.map(({ deviceName, detail }): Cell[] => [deviceName, detail]),
        ),
  );
}
