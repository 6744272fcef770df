/** How a system, or software, stands with the support of its maker on a day, as a finding: past its end, near it, or neither. */
import { releasesOf } from './cycle.ts';
import { lifecycleOf } from './state.ts';
import type { Lifecycle } from './state.ts';
import type { LifecycleKind, LifecycleProduct, LifecycleRelease } from './types.ts';
import type { WindowsEdition } from './windows.ts';

/**
 * `ended`: nobody gets fixes. `regular-ended`: only who has the extended support gets fixes; whether a device has it is not known, so it counts as past its end.
 * `ending`: within 90 days. `unknown` is never taken for supported.
 */
export const supportStandings = ['ended', 'regular-ended', 'ending', 'supported', 'unknown'] as const;
export type SupportStanding = (typeof supportStandings)[number];

/** Before the end by so many days there is time to plan a replacement, and reason to. */
export const endingDays = 90;

export type Support = {
  readonly standing: SupportStanding;
  /** What decisions are about: the cycle, or the build where several cycles have it and stand alike; null: it is not known. */
  readonly cycle: string | null;
  /** `YYYY-MM-DD`, the last day of the support that counts: it lies ahead of `ending` and `supported`, behind the other two. null: not published. */
  readonly ends: string | null;
  /** The last day of extended support, of `regular-ended` only. null: there is none, or no day was published. */
  readonly extendedUntil: string | null;
  readonly state: Lifecycle['state'];
  readonly why: Lifecycle['why'];
};

/** Decides as `lifecycleOf` does, by days that count to their end; `today` is `YYYY-MM-DD`. */
export function supportOf(
  product: LifecycleProduct | null,
  version: string | null,
  today: string,
  edition: WindowsEdition | null = null,
): Support {
  const { state, ends, cycle, why } = lifecycleOf(product, version, today, edition);
  if (state === 'unknown') return { standing: 'unknown', cycle, ends: null, extendedUntil: null, state, why };
  const fitting = releases(product, version, edition);
  const about = { cycle: cycle ?? fitting[0]?.latest ?? null, state, why };
  if (state === 'ended') return { ...about, standing: 'ended', ends, extendedUntil: null };
  if (state === 'extended-only') return { ...about, standing: 'regular-ended', ends: regularEnd(fitting), extendedUntil: ends };
  const isNear = ends !== null && ends <= addDays(today, endingDays);
  return { ...about, standing: isNear ? 'ending' : 'supported', ends, extendedUntil: null };
}

/** The day on which security support ended, where all releases that fit agree on it. */
function regularEnd(fitting: readonly LifecycleRelease[]): string | null {
  const [first, ...others] = fitting.map((one) => one.securitySupportEnds);
  return typeof first === 'string' && others.every((other) => other === first) ? first : null;
}

function releases(product: LifecycleProduct | null, version: string | null, edition: WindowsEdition | null): readonly LifecycleRelease[] {
  return product === null || version === null ? [] : releasesOf(product, version, edition);
}

function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** What takes a device past it. The package manager may offer another release of software, never one of the system. */
const wayOut: Readonly<Record<LifecycleKind, string>> = {
  system: 'No update ends this; move to a release that is supported.',
  software: 'A later release ends this: an update where one is offered, else a move.',
};

/** The standing in a sentence. `name` is how the system calls itself, or product and version of the software. */
export function supportWords(
  { state, ends, extendedUntil, why }: Pick<Support, 'state' | 'ends' | 'extendedUntil' | 'why'>,
  name: string,
  kind: LifecycleKind,
): string {
  const until = ends === null ? '' : ` until ${ends}`;
  switch (state) {
    case 'supported':
      return `${name} is supported${until}.`;
    case 'security-only':
      return `${name} gets security fixes only${until}.`;
    case 'extended-only':
      return `The regular support of ${name} ended${ends === null ? '' : ` on ${ends}`}. Only who has its extended support gets fixes${extendedUntil === null ? '' : ` until ${extendedUntil}`}; whether a device has it is not known.`;
    case 'ended':
      return `All support of ${name} ${ends === null ? 'has ended' : `ended on ${ends}`}: vulnerabilities that are found now stay. ${wayOut[kind]}`;
    case 'unknown':
      return why === 'product-unknown'
        ? `How long ${name} is supported is not known: the feed of life cycles was not taken, or does not have it.`
        : `How long ${name} is supported is not known: the feed of life cycles does not say it of this version.`;
  }
}
