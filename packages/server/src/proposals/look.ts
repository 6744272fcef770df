/** One look at a client: what is offered and selected now is proposed, what lies within a standing approval apart from what a person has to approve. */
import { laneNames } from '@fettle/core/policy';
import type { ProposingByItself } from '@fettle/core/policy';
import { nextProposals, onlyUrgent } from '@fettle/core/standing';
import type { NextProposals } from '@fettle/core/standing';
import { proposeUnderPolicy } from '../deployments/index.ts';
import { isRefusal } from '../platform/feature.ts';
import type { Context, Tx } from '../platform/feature.ts';
import type { PolicyInForce } from '../policies/index.ts';
import { selectionOf } from '../selection/index.ts';
import type { Chosen } from '../selection/index.ts';
import { readBefore } from './before.ts';
import type { Before } from './before.ts';
import { keyOfChosen, readReach } from './reach.ts';
import type { Reach } from './reach.ts';
import { addProposal, noteReplaced } from './store.ts';
import type { LaneLook } from './types.ts';

type Looking = {
  readonly clientId: string;
  readonly policy: PolicyInForce;
  readonly proposing: ProposingByItself;
  /** The day where the client is. */
  readonly day: string;
  /** Between the times of the policy; not there: all of it. */
  readonly only?: 'urgent';
};

/** What it did, a line a lane. */
export async function lookAtOffers(tx: Tx, context: Context, given: Looking): Promise<readonly LaneLook[]> {
  const { clientId, policy } = given;
  const now = context.now();
  const { chosen, lanes } = await selectionOf(tx, clientId, { deviceIds: null, softwareIds: null }, now);
  const selected = chosen.filter(({ choice }) => choice?.decision === 'select');
  const before = await readBefore(tx, { clientId, policy, chosen: selected, now });
  const reach = await readReach(tx, context, clientId, policy);
  const names = laneNames({ lanes });
  const looks: LaneLook[] = [];
  for (const lane of names.length === 0 ? [null] : names) {
    const own = selected.filter((one) => one.lane === lane);
    looks.push(await lookAtLane(tx, context, { ...given, lane, own, before: inLane(before, own), reach: reach(lane, own) }));
  }
  const offered = new Set(selected.map(keyOfChosen));
  const stale = given.only === 'urgent' ? [] : before.waiting.filter(({ keys }) => !keys.some((key) => offered.has(key)));
  if (stale.length > 0)
    await noteReplaced(
      tx,
      clientId,
      stale.map(({ id }) => id),
      'Nothing of it is offered and selected any more.',
    );
  return looks;
}

/** Waiting proposals belong to the lane of what they have. */
function inLane(before: Before, own: readonly Chosen[]): Before {
  const keys = new Set(own.map(keyOfChosen));
  return { ...before, waiting: before.waiting.filter((one) => one.keys.some((key) => keys.has(key))) };
}

type Lane = Looking & { readonly lane: string | null; readonly own: readonly Chosen[]; readonly before: Before; readonly reach: Reach };

async function lookAtLane(tx: Tx, context: Context, given: Lane): Promise<LaneLook> {
  const { clientId, own, before, reach } = given;
  const all = nextProposals(
    own.map((one) => {
      const key = keyOfChosen(one);
      const outside = reach.outside.get(key) ?? (before.leftOut.has(key) ? 'Its plan lay outside the standing approval.' : null);
      return { key, outside, state: before.states.get(key) ?? 'new' };
    }),
    before.waiting,
  );
  const urgent = new Set(own.flatMap((one) => (one.offer.facts.urgency === 'urgent' ? [keyOfChosen(one)] : [])));
  const next = given.only === 'urgent' ? onlyUrgent(all, (key) => urgent.has(key)) : all;
  const within = await proposePart(tx, context, given, 'within', next);
  const outside = await proposePart(tx, context, given, 'outside', next);
  const made = [within, outside].flatMap((part) => (part !== null && 'id' in part ? [part.id] : []));
  const troubles = [within, outside].flatMap((part) => (part !== null && 'trouble' in part ? [part.trouble] : []));
  // Where nothing could be made in its place, it stays as it is.
  if (next.replaces.length > 0 && troubles.length === 0)
    await noteReplaced(tx, clientId, next.replaces, 'A newer look has made another in its place.');
  const count = (part: typeof within, keys: readonly unknown[]) => (part !== null && 'id' in part ? keys.length : 0);
  return {
    lane: given.lane,
    runs: count(within, next.within),
    asks: count(outside, next.outside),
    waits: next.waits.length,
    onTheWay: next.onTheWay,
    turnedDown: next.turnedDown,
    deploymentIds: made,
    trouble: troubles[0] ?? null,
  };
}

type Part = 'within' | 'outside';

/** Null: there is nothing for it. */
async function proposePart(
  tx: Tx,
  context: Context,
  given: Lane,
  part: Part,
  next: NextProposals,
): Promise<{ readonly id: string } | { readonly trouble: string } | null> {
  const { clientId, policy, proposing, lane, day, own, reach } = given;
  const keys = new Set(part === 'within' ? next.within : next.outside.map(({ key }) => key));
  const only = own.flatMap(({ offer }) =>
    keys.has(keyOfChosen({ offer })) ? [{ deviceId: offer.deviceId, softwareId: offer.softwareId }] : [],
  );
  if (only.length === 0) return null;
  const now = context.clock.now();
  const until = part === 'within' ? (reach.by?.until ?? null) : null;
  const left = until === null ? Infinity : Math.floor(Temporal.Instant.from(until).since(now).total('minutes')) / (24 * 60);
  const owner = policy.from.at(-1)?.owner ?? '';
  const { made } = await proposeUnderPolicy(
    tx,
    context,
    { kind: 'system', id: 'engine' },
    {
      clientId,
      title: `Updates of ${day}${lane === null ? '' : `, ${lane}`}${part === 'within' ? '' : ', to be approved'}`,
      reason: `Proposed by itself, as policy “${policy.name}”, version ${policy.version}, says, for which ${owner} answers. ${why(part, given, next)}`,
      expiresInDays: Math.min(proposing.expiresInDays, left),
      predecessorId: null,
      byItself: { part, standing: part === 'within' ? (reach.by?.approvals ?? []).map(({ id, name }) => ({ id, name })) : [] },
    },
    only,
  );
  if (isRefusal(made)) return { trouble: made.detail };
  const byPlan = part === 'within' ? [] : next.outside.flatMap((one) => (one.byPlan ? [one.key] : []));
  await addProposal(tx, { clientId, deploymentId: made, part, policy, keys: [...keys], byPlan, at: now.toString() });
  return { id: made };
}

const mostReasons = 3;

function why(part: Part, { reach, only }: Lane, { outside }: NextProposals): string {
  if (part === 'within') {
    const signers = [...new Set((reach.by?.approvals ?? []).map(({ name }) => name))].join(' and ');
    return `${only === 'urgent' ? 'It became urgent, so that it does not wait for the next time. ' : ''}It lies within the standing approval of ${signers} until ${(reach.by?.until ?? '').slice(0, 10)}.`;
  }
  const reasons = [...new Set(outside.map(({ because }) => because))];
  const more = reasons.length > mostReasons ? ` And ${reasons.length - mostReasons} more reasons.` : '';
  return `A person has to approve it. ${reasons.slice(0, mostReasons).map(ended).join(' ')}${more}`;
}

function ended(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
