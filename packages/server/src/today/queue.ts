/** Puts the lines of Today in order: what stops work or is unsafe first, then what is due, then what is oldest. */
import { paths } from './paths.ts';
import type { Line } from './types.ts';

const mostLines = 200;

const order: readonly Line['kind'][] = [
  'emergency',
  'quarantine',
  'failed run',
  'rebuild',
  'regression',
  'refusal',
  'hold',
  'approval',
  'superseded',
  'standing approval',
  'trust',
  'expired decision',
  'urgent updates',
  'support ended',
  'not deployed',
  'workaround',
  'checks again',
  'way back',
  'decision review',
  'support ends',
  'notice failed',
  'could not ask',
  'restart pending',
  'policy lint',
  'silent device',
  'discovered',
  'process audit',
];

/** At most 200 lines; what is beyond stands in one more, with its number. */
export function queueOf(lines: readonly Line[], now: string): Line[] {
  const sorted = lines.toSorted(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || byTime(a.by, b.by) || byTime(a.since, b.since) || (a.id < b.id ? -1 : 1),
  );
  const beyond = sorted.length - mostLines;
  const first = sorted[mostLines];
  if (first === undefined) return sorted;
  const more: Line = {
    id: 'more',
    kind: first.kind,
    clientId: null,
    title: `And ${beyond} more`,
    why: `Only the first ${mostLines} are shown. Narrow the view to one client to see all of its lines.`,
    since: now,
    by: null,
    action: { label: 'Choose a client', path: paths.clients() },
  };
  return [...sorted.slice(0, mostLines), more];
}

/** Times are RFC 3339 in UTC but differ in their digits of a second; none comes last. */
function byTime(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return Temporal.Instant.compare(a, b);
}
