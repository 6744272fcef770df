/**
 * What Fettle proposes by itself of what is offered just now: what lies within a standing approval runs, the rest waits for a person, once. Pure, and the same look made twice
 * makes nothing the second time.
 */

/** An update of which the policy of its device takes the offer. `key` names device and update. */
export type OfferedUpdate = {
  readonly key: string;
  /** Why it lies outside every standing approval, in a sentence; null: it lies within. */
  readonly outside: string | null;
  /** `on the way`: a deployment has it. `turned down`: a person called off a proposal of it. `failed`: it failed there lately, so that a person decides. */
  readonly state: 'new' | 'on the way' | 'turned down' | 'failed';
};

/** A proposal that was made by itself and waits for a person. `current`: by the policy that holds now. */
export type WaitingProposal = {
  readonly id: string;
  readonly current: boolean;
  readonly keys: readonly string[];
  /** Of these, what seemed to lie within, until a plan showed that it does not: it stays with the person. */
  readonly byPlan: readonly string[];
};

export type NextProposals = {
  /** To be proposed, and to run by itself. */
  readonly within: readonly string[];
  /** To be proposed to a person, with why. */
  readonly outside: readonly { readonly key: string; readonly because: string; /** Only its plan showed it. */ readonly byPlan: boolean }[];
  /** Waiting proposals that are taken back, because what is proposed now has what they had. */
  readonly replaces: readonly string[];
  /** Those that wait go on waiting with these. */
  readonly waits: readonly string[];
  readonly onTheWay: number;
  readonly turnedDown: number;
};

const failedHere = 'It failed on this device lately, so a person decides whether it is tried again.';
const planWaits = 'Its plan lay outside the standing approval, or contradicted itself.';

/** A waiting proposal is extended by being replaced as a whole, never doubled; it is left as it is where nothing came to it. */
export function nextProposals(offered: readonly OfferedUpdate[], waiting: readonly WaitingProposal[]): NextProposals {
  const current = waiting.filter((one) => one.current);
  const meant = new Set(current.flatMap(({ byPlan }) => byPlan));
  const open = offered.filter(({ state }) => state === 'new' || state === 'failed');
  const judged = open.map((one) => ({
    key: one.key,
    because: one.state === 'failed' ? failedHere : (one.outside ?? (meant.has(one.key) ? planWaits : null)),
  }));
  const within = judged.flatMap(({ key, because }) => (because === null ? [key] : []));
  const outside = judged.flatMap(({ key, because }) => (because === null ? [] : [{ key, because, byPlan: meant.has(key) }]));
  const waitsAlready = new Set(current.flatMap(({ keys }) => keys));
  const runs = new Set(within);
  const grows = outside.some(({ key }) => !waitsAlready.has(key));
  // One that says nothing new is not touched, unless part of it runs now without the person that it waits for.
  const replaced = waiting.filter((one) => grows || !one.current || one.keys.some((key) => runs.has(key)));
  const kept = new Set(waiting.filter((one) => !replaced.includes(one)).flatMap(({ keys }) => keys));
  const count = (state: OfferedUpdate['state']) => offered.filter((one) => one.state === state).length;
  return {
    within,
    outside: outside.filter(({ key }) => !kept.has(key)),
    replaces: replaced.map(({ id }) => id),
    waits: outside.flatMap(({ key }) => (kept.has(key) ? [key] : [])),
    onTheWay: count('on the way'),
    turnedDown: count('turned down'),
  };
}

/** What one look did in one lane, in a line for people. */
export type LookedAtLane = {
  /** Null: the policy has no lanes. */
  readonly lane: string | null;
  readonly runs: number;
  readonly asks: number;
  readonly waits: number;
  readonly onTheWay: number;
  readonly turnedDown: number;
};

/** As `3 updates run by themselves, 1 waits for a person`; nothing to do is said. Counted are updates on devices. The lane is named by whoever shows it. */
export function laneLookInWords({ runs, asks, waits, onTheWay, turnedDown }: Omit<LookedAtLane, 'lane'>): string {
  const parts = [
    runs > 0 ? `${updates(runs)} proposed within the standing approval` : null,
    asks > 0 ? `${updates(asks)} proposed to a person` : null,
    waits > 0 ? `${updates(waits)} ${waits === 1 ? 'waits' : 'wait'} for a person already` : null,
    onTheWay > 0 ? `${updates(onTheWay)} on the way already` : null,
    turnedDown > 0 ? `${updates(turnedDown)} not proposed again, because a person called it off` : null,
  ].filter((one) => one !== null);
  return sentence(parts.length === 0 ? 'nothing to do' : parts.join('; '));
}

function updates(count: number): string {
  return `${count} ${count === 1 ? 'update' : 'updates'}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Of what would be proposed only what is urgent and lies within; what waits for a person stays as it is, until the next look at the times of the policy. */
export function onlyUrgent(next: NextProposals, isUrgent: (key: string) => boolean): NextProposals {
  return { ...next, within: next.within.filter(isUrgent), outside: [], replaces: [] };
}
