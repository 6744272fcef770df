/** How a client's policies stand, as the second step of the checklist says it: computed from what the last look found, with its links. */

export type StandingFinding = {
  readonly code: string;
  readonly severity: 'attention' | 'failing';
  readonly sentence: string;
  readonly policyId: string | null;
};

export type PolicyFacts = {
  /** Devices of the client that are not retired. */
  readonly devices: number;
  /** When the client's policies were looked at last (RFC 3339); null: never yet. */
  readonly lookedAt: string | null;
  readonly now: string;
  /** Why the last look could not be finished; null: it was. */
  readonly trouble: string | null;
  /** What is open, in whatever order. */
  readonly findings: readonly StandingFinding[];
};

export type PolicyStanding = {
  readonly state: 'good' | 'attention' | 'failing';
  readonly sentence: string;
  /** Where it is mended: policies, or the client’s list of what was found. */
  readonly links: readonly { readonly kind: 'policy' | 'findings'; readonly policyId: string | null; readonly sentence: string }[];
};

/** A look is daily; one that is older by this says nothing about today. Hours. */
const freshHours = 36;
const mostLinks = 10;

/** Whether a look of then (RFC 3339; null: never) still says how things are at `now`. */
export function isLookFresh(lookedAt: string | null, now: string): boolean {
  return lookedAt !== null && hoursSince(lookedAt, now) <= freshHours;
}

function hoursSince(lookedAt: string, now: string): number {
  return Temporal.Instant.from(lookedAt).until(Temporal.Instant.from(now)).total('hours');
}

/** Failing where one finding is; attention where one asks for a person, or nobody has looked lately: what was not looked at is never good. */
export function policyStanding({ devices, lookedAt, now, trouble, findings }: PolicyFacts): PolicyStanding {
  const failing = findings.filter(({ severity }) => severity === 'failing');
  const sorted = [...failing, ...findings.filter(({ severity }) => severity === 'attention')];
  const links = sorted
    .slice(0, mostLinks)
    .map(({ policyId, sentence }) => ({ kind: policyId === null ? ('findings' as const) : ('policy' as const), policyId, sentence }));
  const [first] = sorted;
  const more = sorted.length > 1 ? ` And ${sorted.length - 1} more.` : '';
  if (failing.length > 0) return { state: 'failing', sentence: `${first?.sentence ?? ''}${more}`, links };
  if (trouble !== null) return { state: 'attention', sentence: `It is not known how its policies stand: ${trouble}`, links };
  if (lookedAt === null)
    return { state: 'attention', sentence: 'Its policies were not looked at yet: it is not known how they stand.', links };
  if (!isLookFresh(lookedAt, now))
    return {
      state: 'attention',
      sentence: `Its policies were looked at last ${Math.floor(hoursSince(lookedAt, now))} hours ago: what changed since is not known.`,
      links,
    };
  if (first !== undefined) return { state: 'attention', sentence: `${first.sentence}${more}`, links };
  if (devices === 0) return { state: 'good', sentence: 'It has no device that a policy must hold for.', links };
  const all = devices === 1 ? 'Its device has' : `Each of its ${devices} devices has`;
  return { state: 'good', sentence: `${all} one whole policy, and nothing in it contradicts.`, links };
}
