/** What a simulation says, for a terminal. */
import { holdLabels } from '@fettle/core/deployment';
import type { Expected, ExportedState, Spread } from '@fettle/core/simulation';
import { blocks, count, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { local } from './times.ts';

type Device = Spread['devices'][number];

/** Rings with their times, holds, openings, and the devices that would be late or never done; `most` null: all of those. */
export function whatIfText(screen: Screen, state: ExportedState, spread: Spread, most: number | null): string {
  const names = new Map(state.deployments.flatMap(({ devices }) => devices.map(({ deviceId, name }) => [deviceId, name])));
  const unwell = spread.devices
    .filter(({ missed, never }) => missed > 0 || never > 0)
    .toSorted((a, b) => b.missed - a.missed || b.never - a.never);
  const shown = most === null ? unwell : unwell.slice(0, most);
  const futures = count(spread.runs, 'future');
  return blocks(
    sentence(
      screen,
      `${futures} from ${local(Temporal.Instant.from(spread.from), screen.zone)} on. Times are ${screen.zone}: early, middle and late.`,
    ),
    spread.complete ? null : sentence(screen, 'At least one was cut off before its end: it takes more steps than are allowed.'),
    ...spread.deployments.map((one) => deploymentText(screen, spread, one)),
    table(
      screen,
      [
        { title: 'ring' },
        { title: 'devices', align: 'right' },
        { title: 'verified', atLeast: 16 },
        { title: 'middle', atLeast: 16 },
        { title: 'late', atLeast: 16 },
        { title: 'passed' },
      ],
      spread.rings.map((ring): Cell[] => [
        ring.name,
        ring.devices,
        at(screen, ring.verified.p10),
        at(screen, ring.verified.p50),
        at(screen, ring.verified.p90),
        at(screen, ring.passed.p50),
      ]),
    ),
    holdsText(screen, spread),
    windowsText(screen, spread),
    deadlineSentence(screen, spread),
    shown.length === 0
      ? null
      : table(
          screen,
          columns,
          shown.map((one) => deviceRow(screen, spread, one, names.get(one.deviceId) ?? one.deviceId)),
        ),
    shown.length < unwell.length ? sentence(screen, `${unwell.length - shown.length} more; --limit all shows them.`) : null,
  );
}

function deploymentText(
  screen: Screen,
  spread: Spread,
  { title, devices, verified, finished, succeeded, waiting }: Spread['deployments'][number],
): string {
  const end = finished.of === 0 ? 'It does not end' : `It ends ${range(screen, finished)}`;
  const lines = [
    `${title}: ${verified} of ${count(devices, 'device')} verified. ${end}; it succeeds in ${succeeded} of ${count(spread.runs, 'future')}.`,
    ...waiting.slice(0, 5).map((one) => `It would still wait: ${one}`),
  ];
  return lines.map((line) => sentence(screen, line)).join('\n');
}

function holdsText(screen: Screen, { holds, runs }: Spread): string | null {
  const lines = holds
    .filter(({ reason }) => reason !== 'approval')
    .map(({ reason, at: when, detail }) =>
      sentence(screen, `Held in ${when.of} of ${runs}: ${holdLabels[reason].label.toLowerCase()}, ${range(screen, when)}. ${detail}`),
    );
  return lines.length === 0 ? 'Nothing would hold it.' : lines.join('\n');
}

function windowsText(screen: Screen, { windows }: Spread): string | null {
  const [first] = windows;
  if (first === undefined) return 'No opening of a window is used.';
  const used = windows.slice(0, 10).map(({ from, to, devices }) => `${at(screen, from)} to ${at(screen, to)}: ${count(devices, 'device')}`);
  const more = windows.length > used.length ? [`and ${windows.length - used.length} more`] : [];
  return ['Openings used in the middle future:', ...used, ...more].join('\n  ');
}

function deadlineSentence(screen: Screen, { deadlines }: Spread): string {
  const { devices, met, missed } = deadlines;
  if (devices === 0) return 'No device has a deadline for what this brings.';
  return sentence(screen, `Of ${count(devices, 'device')} with a deadline ${met} would meet it, ${missed} would miss it in most futures.`);
}

const columns = [
  { title: 'device', atLeast: 12 },
  { title: 'verified', atLeast: 16 },
  { title: 'deadline', atLeast: 16 },
  { title: 'misses it', align: 'right' },
  { title: 'never done', align: 'right' },
  { title: 'why', atLeast: 20 },
] as const;

function deviceRow(screen: Screen, { runs }: Spread, { verified, deadline, missed, never, why }: Device, name: string): Cell[] {
  return [
    name,
    at(screen, verified.p50),
    deadline === null ? 'none' : `${at(screen, deadline.at)} ${deadline.by}`,
    deadline === null ? '' : { text: `${missed} of ${runs}`, tone: missed * 2 > runs ? 'failing' : missed > 0 ? 'attention' : 'plain' },
    `${never} of ${runs}`,
    why ?? '',
  ];
}

function at(screen: Screen, instant: string | null): string {
  return instant === null ? 'not done' : local(Temporal.Instant.from(instant), screen.zone);
}

/** The middle with early and late in brackets; where most futures do not see it, it says so. */
export function range(screen: Screen, { p10, p50, p90 }: Expected): string {
  if (p50 === null) return 'in fewer than half of them';
  if (p10 === p90) return at(screen, p50);
  return `${at(screen, p50)} (${at(screen, p10)} to ${at(screen, p90)})`;
}
