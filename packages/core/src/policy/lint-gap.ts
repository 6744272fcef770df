/** What a policy's windows and rings can not keep: a promised time, and the test that a ring stands for. */
import { outlook } from '../calendar/index.ts';
import type { Freeze, HolidayList } from '../calendar/index.ts';
import { readZone } from '../windows/index.ts';
import type { PolicyLint } from './lint.ts';
import type { Policy } from './types.ts';

/** The shortest time that a framework or an agreement gives on devices of the policy. */
export type PromisedTime = {
  /** Whole days; of hours, what is left over counts as no day: 48 hours are 2. */
  readonly days: number;
  /** Who asks for it, such as `PCI DSS, 6.3.3`. */
  readonly by: string;
  /** What the clause says. */
  readonly said: string;
};

/** So many openings are looked at: two months of daily ones, a year of weekly ones, years of monthly ones. */
const openingsLookedAt = 60;
const hoursADay = 24;

type GapWorld = { readonly from: Temporal.Instant; readonly freezes?: readonly Freeze[]; readonly lists?: readonly HolidayList[] };
export type Wait = { readonly days: number; readonly from: Temporal.Instant; readonly until: Temporal.Instant };

/** The longest time between the end of one opening and the next, in days rounded up; null: fewer than two openings are known. */
export function longestWait({ window }: Pick<Policy, 'window'>, zone: string, { from, freezes = [], lists = [] }: GapWorld): Wait | null {
  if (readZone(zone) === null) return null;
  const open = outlook(window, zone, from, openingsLookedAt, { lists, freezes, subject: { siteId: null, ring: null } }).filter(
    ({ closed }) => closed === null,
  );
  const waits = open.slice(1).map(({ opensAt }, index): Wait => {
    const since = open[index]?.closesAt ?? opensAt;
    return { days: Math.ceil(since.until(opensAt).total('hours') / hoursADay), from: since, until: opensAt };
  });
  return waits.toSorted((a, b) => b.days - a.days)[0] ?? null;
}

/**
 * The longest wait against the tightest time that holds there. `failing` where the window's own rule is too seldom: what comes out just after an opening can never
 * be in time. `attention` where only freezes or holidays make it so long, or lanes have times of their own: what they take may be in time.
 */
export function lintGap(
  policy: Pick<Policy, 'window' | 'lanes'>,
  zone: string,
  world: GapWorld & { readonly promised?: PromisedTime | undefined },
): readonly PolicyLint[] {
  const { promised } = world;
  if (promised === undefined) return [];
  const usual = longestWait(policy, zone, { from: world.from });
  const real = longestWait(policy, zone, world);
  const worst = usual !== null && usual.days > promised.days ? usual : real;
  if (worst === null || worst.days <= promised.days) return [];
  const isRule = worst === usual;
  const lanes = (policy.lanes ?? [])
    .filter(({ anyTime, window }) => anyTime === true || window !== undefined)
    .map(({ name }) => `“${name}”`);
  const apart = lanes.length === 0 ? '' : ` What goes in ${lanes.join(', ')} has times of its own.`;
  const times = promised.days === 1 ? 'one day' : `${promised.days} days`;
  const why = isRule ? '' : ' because of freezes and holidays';
  const sentence = `The longest wait between two openings in ${zone} is ${worst.days} days${why} (from ${dayIn(worst.from, zone)} to ${dayIn(worst.until, zone)}); updates must be in within ${times} (${promised.by}: ${promised.said.replace(/\.$/, '')}).${apart}`;
  return [
    { code: 'window-gap-beyond-deadline', severity: isRule && lanes.length === 0 ? 'failing' : 'attention', path: 'window', sentence },
  ];
}

/** Rings that no device is in just now. `rings`: how many devices each has, in their order. A last ring without one tests for nobody, and is left out where nothing is known. */
export function lintRingDevices({ rings }: Pick<Policy, 'rings'>, devices: readonly number[] | undefined): readonly PolicyLint[] {
  if (devices === undefined || devices.every((count) => count === 0)) return [];
  return rings.flatMap(({ name }, index): readonly PolicyLint[] => {
    if (devices[index] !== 0) return [];
    const what =
      index === rings.length - 1
        ? 'the rings before it have all devices'
        : 'nothing is tried in it, and the next ring begins as if it had passed';
    return [
      {
        code: 'ring-without-devices',
        severity: 'attention',
        path: `rings[${index}]`,
        sentence: `Ring “${name}” has no device just now: ${what}.`,
      },
    ];
  });
}

function dayIn(at: Temporal.Instant, zone: string): string {
  return at.toZonedDateTimeISO(zone).toPlainDate().toString();
}
