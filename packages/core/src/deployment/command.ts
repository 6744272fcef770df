/** What people do with a deployment, as events or as a refusal that says why not. Who may is the caller's question (see `commands`). */
import { whyNoOther } from './approvals.ts';
import { canCommand } from './commands-table.ts';
import type { CommandName } from './commands-table.ts';
import { factHolds, holdId } from './holds.ts';
import { toMs } from './instants.ts';
import { acceptableDevices } from './acceptable.ts';
import { currentRing } from './rings.ts';
import { testStepsOf } from './test-steps.ts';
import type { DeploymentEvent, DeploymentState, Hold, Refusal, ReleaseContent, Wish } from './types.ts';

/** A wish of a person: events to record, or a refusal. `by` is the person's id. */
export function command(state: DeploymentState, wish: Wish, by: string, at: string): readonly DeploymentEvent[] | Refusal {
  const no = blocked(state, wish.kind);
  if (no !== null) return no;
  if (saidOf(wish).trim() === '') return refusal('because.missing', 'Say why: the reason becomes part of the record.');
  switch (wish.kind) {
    case 'hold': {
      const hold: Hold = { id: holdId(state, 'operator'), reason: 'operator', since: at, ring: null, detail: wish.because, by };
      return [{ kind: 'hold-placed', at, hold }];
    }
    case 'release':
      return release(state, wish.holdId, wish.content, by, at);
    case 'promote':
      return promote(state, wish.ring, by, at, wish.because);
    case 'test':
      return testRecorded(state, wish, by, at);
    case 'cancel':
      return [{ kind: 'cancelled', at, by, because: wish.because }];
  }
}

export type Approval = {
  readonly specHash: string;
  readonly keyid: string;
  readonly name: string;
  readonly personId: string | null;
  readonly standing?: { readonly id: string; readonly until: string };
};

/** An approval whose signature the caller has verified: the event to record, or a refusal. */
export function approve(state: DeploymentState, approval: Approval, at: string): readonly DeploymentEvent[] | Refusal {
  const no = blocked(state, 'approve');
  if (no !== null) return no;
  if (approval.specHash !== state.specHash)
    return refusal('approval.other-spec', 'What was signed is not the spec of this deployment; nothing was approved.');
  if (toMs(at) >= toMs(state.header.expiresAt))
    return refusal('deployment.expired', 'The deployment reached its end before it was approved; make a new one.');
  const why = whyNoOther(state, approval);
  if (why !== null) return refusal('approval.same-approver', why);
  return [{ kind: 'approved', at, ...approval }];
}

/** Tells events from a refusal. */
export function isRefusal(answer: readonly DeploymentEvent[] | Refusal): answer is Refusal {
  return 'refused' in answer;
}

function release(
  state: DeploymentState,
  id: string,
  content: ReleaseContent,
  by: string,
  at: string,
): readonly DeploymentEvent[] | Refusal {
  const hold = state.holds.find((standing) => standing.id === id);
  if (hold === undefined) return refusal('hold.not-standing', 'This hold does not stand any more; look again.');
  if (hold.reason === 'approval') return refusal('hold.needs-approval', 'Only an approval of the spec ends this hold.');
  if (factHolds.includes(hold.reason))
    return refusal('hold.follows-facts', 'This hold ends by itself when the freeze, the panic stop or the stop of its campaign is lifted.');
  const acceptable = acceptableDevices(state, hold);
  const other = content.acceptedDeviceIds.find((deviceId) => !acceptable.includes(deviceId));
  if (other !== undefined)
    return refusal(
      'release.not-acceptable',
      `Device ${other} has no end that this release could accept; look again, it may have moved on.`,
    );
  return [
    { kind: 'hold-released', at, holdId: id, by, content: { ...content, acceptedDeviceIds: [...new Set(content.acceptedDeviceIds)] } },
  ];
}

/** Named by its ring: another may be soaking by the time that a person's word arrives. */
function promote(state: DeploymentState, ring: number, by: string, at: string, because: string): readonly DeploymentEvent[] | Refusal {
  if (ring !== currentRing(state))
    return refusal('ring.not-soaking', 'This ring does not soak any more, or not yet: look again, and promote the one that does.');
  return [{ kind: 'ring-promoted', at, ring, by, because }];
}

/** The last word on a step counts, also on one that is a check: whoever looked may know more. */
function testRecorded(
  state: DeploymentState,
  { step, result, detail, attachments }: Extract<Wish, { kind: 'test' }>,
  by: string,
  at: string,
): readonly DeploymentEvent[] | Refusal {
  if (!testStepsOf(state.header).some(({ name }) => name === step))
    return refusal('test.no-such-step', `The test plan of this deployment has no step “${step}”.`);
  return [{ kind: 'test-recorded', at, step, result, by, detail, ...(attachments === undefined ? {} : { attachments }) }];
}

function blocked(state: DeploymentState, name: CommandName): Refusal | null {
  const answer = canCommand(state, name);
  return answer.allowed ? null : refusal(answer.code, answer.sentence);
}

function saidOf(wish: Wish): string {
  if (wish.kind === 'test') return wish.detail;
  return wish.kind === 'release' ? wish.content.because : wish.because;
}

function refusal(code: string, sentence: string): Refusal {
  return { refused: true, code, sentence };
}
