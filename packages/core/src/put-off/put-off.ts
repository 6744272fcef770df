/** What of the offered updates is put off, by what, until when, and which of it passes its deadline meanwhile: laid together by the reason. */

/** `defer`, `block`, `pin`, `unknown`: by a policy. `wait`: the device does not offer it freely. `decision`: by a person. */
export const putOffKinds = ['decision', 'block', 'pin', 'defer', 'unknown', 'wait'] as const;
export type PutOffKind = (typeof putOffKinds)[number];

/** One update that is put off on one device. Times are RFC 3339. */
export type PutOff = {
  readonly kind: PutOffKind;
  /** The rule, pin or decision, in words; those of one reason say the same. */
  readonly reason: string;
  /** Whose rule it is, by its id: of a policy or a decision; null: nobody's, the device waits by itself. */
  readonly by: string | null;
  readonly update: string;
  readonly deviceId: string;
  /** Until then; null: until somebody changes it. */
  readonly until: string | null;
  /** By when it must be in; null: nobody says. */
  readonly due: string | null;
};

export type PutOffGroup = Pick<PutOff, 'kind' | 'reason' | 'by'> & {
  readonly updates: number;
  readonly devices: number;
  /** The first few by name. */
  readonly names: readonly string[];
  /** When the first and the last of it is taken by itself; null: it is not. */
  readonly until: { readonly first: string; readonly last: string } | null;
  /** What is not taken before its deadline, and the first of these deadlines; null: all of it is, or has none. */
  readonly late: { readonly updates: number; readonly devices: number; readonly first: string } | null;
};

export type PutOffTotals = {
  readonly updates: number;
  readonly devices: number;
  readonly lateUpdates: number;
  readonly lateDevices: number;
};

const mostNames = 5;

/** What passes its deadline first, then the kinds in their order, then what reaches most devices. */
export function putOffGroups(all: readonly PutOff[]): readonly PutOffGroup[] {
  const groups = Map.groupBy(all, ({ kind, by, reason }) => JSON.stringify([kind, by, reason]));
  return [...groups.values()]
    .flatMap((same) => groupOf(same) ?? [])
    .toSorted(
      (a, b) =>
        compareLate(a.late?.first, b.late?.first) ||
        putOffKinds.indexOf(a.kind) - putOffKinds.indexOf(b.kind) ||
        b.devices - a.devices ||
        (a.reason < b.reason ? -1 : 1),
    );
}

export function putOffTotals(all: readonly PutOff[]): PutOffTotals {
  const late = all.filter(isLate);
  return { ...numbersOf(all), lateUpdates: numbersOf(late).updates, lateDevices: numbersOf(late).devices };
}

/** Whether its deadline comes before it is taken. */
function isLate({ due, until }: PutOff): boolean {
  return due !== null && (until === null || ms(until) > ms(due));
}

function groupOf(same: readonly PutOff[]): PutOffGroup | null {
  const [one] = same;
  if (one === undefined) return null;
  const ends = inOrder(same.flatMap(({ until }) => until ?? []));
  const late = same.filter(isLate);
  const [due] = inOrder(late.flatMap(({ due: at }) => at ?? []));
  const [first, last] = [ends[0], ends.at(-1)];
  return {
    kind: one.kind,
    reason: one.reason,
    by: one.by,
    ...numbersOf(same),
    names: [...new Set(same.map(({ update }) => update))].toSorted().slice(0, mostNames),
    until: first === undefined || last === undefined ? null : { first, last },
    late: due === undefined ? null : { ...numbersOf(late), first: due },
  };
}

function numbersOf(all: readonly PutOff[]): { readonly updates: number; readonly devices: number } {
  return { updates: new Set(all.map(({ update }) => update)).size, devices: new Set(all.map(({ deviceId }) => deviceId)).size };
}

function inOrder(times: readonly string[]): readonly string[] {
  return times.toSorted((a, b) => ms(a) - ms(b));
}

function compareLate(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  return ms(a) - ms(b);
}

function ms(at: string): number {
  return Temporal.Instant.from(at).epochMilliseconds;
}
