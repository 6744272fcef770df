/** The events of one OSV range to intervals: https://ossf.github.io/osv-schema/#evaluation */
import { compareVersions } from '../versions/index.ts';
import { BadShape, objectAt, textAt } from './json.ts';
import { semverOr } from './semver-text.ts';
import type { VersionRange } from './types.ts';

type Event = { readonly kind: 'introduced' | 'fixed' | 'last_affected'; readonly version: string };

const kinds = ['introduced', 'fixed', 'last_affected'] as const;

/**
 * The intervals that the events tell. Events come in any order; sorted by the scheme, an interval begins at an `introduced` while none is
 * open and ends at the next `fixed` or `last_affected`. `limit` is about Git and is not read. Events that can not be put in order are taken
 * as written.
 */
export function rangeOfEvents(events: readonly unknown[], where: string, scheme: string | null): readonly VersionRange[] {
  const read = events.flatMap((event, i) => eventsIn(event, `${where}.events[${i}]`));
  if (read.length === 0) throw new BadShape(`${where}.events tells nothing`);
  return intervals(isPlainPair(read) ? read : sorted(read, scheme));
}

function eventsIn(value: unknown, where: string): readonly Event[] {
  const object = objectAt(value, where);
  const found: Event[] = [];
  for (const kind of kinds) {
    const version = textAt(object[kind], `${where}.${kind}`);
    if (version !== null) found.push({ kind, version });
  }
  return found;
}

/** Nearly every record: since ever, until one version. It needs no sorting. */
function isPlainPair(events: readonly Event[]): boolean {
  const first = events[0];
  return events.length <= 2 && first?.kind === 'introduced' && first.version === '0' && events[1]?.kind !== 'introduced';
}

function sorted(events: readonly Event[], scheme: string | null): readonly Event[] {
  if (scheme === null) return events;
  let isOrdered = true;
  const inOrder = events.toSorted((a, b) => {
    const order = compareEvents(scheme, a, b);
    if (order === 'unknown') isOrdered = false;
    return order === 'unknown' ? 0 : order;
  });
  return isOrdered ? inOrder : events;
}

/** `introduced: 0` is before every version, whatever the scheme makes of 0. */
function compareEvents(scheme: string, a: Event, b: Event): -1 | 0 | 1 | 'unknown' {
  const aFirst = a.kind === 'introduced' && a.version === '0';
  const bFirst = b.kind === 'introduced' && b.version === '0';
  if (aFirst || bFirst) return aFirst && bFirst ? 0 : aFirst ? -1 : 1;
  const order = compareVersions(scheme, semverOr(scheme, a.version), semverOr(scheme, b.version));
  // At one version an interval ends before the next begins.
  return order === 0 ? endsFirst(a, b) : order;
}

function endsFirst(a: Event, b: Event): -1 | 0 | 1 {
  const aBegins = a.kind === 'introduced';
  if (aBegins === (b.kind === 'introduced')) return 0;
  return aBegins ? 1 : -1;
}

function intervals(events: readonly Event[]): readonly VersionRange[] {
  const found: VersionRange[] = [];
  let open: string | null = null;
  // An end that stands before its beginning at the same version closes nothing: it is kept for the beginning that follows.
  let stray: Event | null = null;
  for (const event of events) {
    if (event.kind === 'introduced') {
      if (open !== null) continue;
      open = event.version;
      if (stray !== null && stray.version === event.version) {
        found.push(interval(open, stray));
        open = null;
      }
      stray = null;
    } else if (open === null) {
      stray = event;
    } else {
      found.push(interval(open, event));
      open = null;
      stray = null;
    }
  }
  if (open !== null) found.push({ introduced: open, fixed: null, lastAffected: null });
  return found;
}

function interval(introduced: string, end: Event): VersionRange {
  return end.kind === 'fixed'
    ? { introduced, fixed: end.version, lastAffected: null }
    : { introduced, fixed: null, lastAffected: end.version };
}
