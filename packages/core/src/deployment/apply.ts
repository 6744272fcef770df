/**
 * The fold: events become state. It makes no choice and refuses nothing; an event that no longer fits (an attempt that is over, a hold
 * that is gone) counts as an event and changes nothing else, so that the state's `seq` is always the number of events folded.
 */
import { foldApproval, foldWithdrawal } from './approvals.ts';
import type { Draft } from './draft.ts';
import { openDraft } from './draft.ts';
import { releaseDependants } from './apply-dependants.ts';
import { foldRunEvent } from './apply-run.ts';
import { hour, toMs } from './instants.ts';
import { putRun, runsOf } from './runs.ts';
import type { Accepted, DeploymentEvent, DeploymentState, Hold, ReleaseContent, RunState } from './types.ts';

/** The state after one more event. The first event is `created`; a history that begins otherwise is damaged, which is a bug: it throws. */
export function apply(state: DeploymentState | null, event: DeploymentEvent): DeploymentState {
  return applyAll(state, [event]);
}

/** The state after more events, at the price of one copy. That after a decision is in the decision. */
export function applyAll(state: DeploymentState | null, events: readonly DeploymentEvent[]): DeploymentState {
  let draft = state === null ? null : openDraft(state);
  for (const event of events) {
    if (draft === null) draft = begin(event);
    else foldInto(draft, event);
  }
  if (draft === null) throw new Error('A deployment has at least the event that created it.');
  return draft;
}

/** The state of a whole history. Throws when it is empty or does not begin with `created`. */
export function replay(events: readonly DeploymentEvent[]): DeploymentState {
  return applyAll(null, events);
}

function begin(event: DeploymentEvent): Draft {
  if (event.kind !== 'created') throw new Error(`The history of a deployment begins with "created", not with "${event.kind}".`);
  return {
    seq: 1,
    header: event.header,
    specHash: event.specHash,
    status: 'active',
    cancelled: null,
    approvals: [],
    // Nothing moves before a person has approved: the first hold stands from the beginning.
    holds: [
      { id: 'approval-1', reason: 'approval', since: event.at, ring: null, detail: 'Waiting for the approval of its spec.', by: 'engine' },
    ],
    rings: event.header.rings.map(() => ({ phase: 'closed', openedAt: null, soakUntil: null, answer: null })),
    runs: Object.fromEntries(event.devices.map(({ deviceId, ring, turn }) => [deviceId, plannedRun(deviceId, ring, turn)])),
    releases: [],
    accepted: {},
    sentTimes: [],
  };
}

function plannedRun(deviceId: string, ring: number, turn: number | undefined): RunState {
  return {
    deviceId,
    ring,
    ...(turn === undefined ? {} : { turn }),
    attempt: 1,
    phase: 'planned',
    outcome: null,
    outcomeCode: null,
    outcomeDetail: null,
    securingSentAt: null,
    secured: false,
    tryAfter: null,
    sentAt: null,
    progressAt: null,
    reportedAt: null,
    settledAt: null,
    notBefore: null,
    notAfter: null,
    accepted: false,
    checkRounds: 0,
    checkInstructionId: null,
    checkSentAt: null,
  };
}

/** Folds one event into a draft. */
export function foldInto(draft: Draft, event: DeploymentEvent): void {
  draft.seq += 1;
  switch (event.kind) {
    case 'created':
      return;
    case 'approved':
      if (event.specHash !== draft.specHash) return;
      foldApproval(draft, event);
      return;
    case 'approval-withdrawn':
      foldWithdrawal(draft, event);
      return;
    case 'hold-placed':
      draft.holds.push(event.hold);
      forgetPromotions(draft);
      return;
    case 'hold-released':
      releaseHold(draft, event);
      return;
    case 'ring-opened':
      changeRing(draft, event.ring, { phase: 'open', openedAt: event.at });
      return;
    case 'ring-soaking':
      changeRing(draft, event.ring, { phase: 'soaking', soakUntil: event.until });
      return;
    case 'ring-judged':
      changeRing(
        draft,
        event.ring,
        event.answer === 'passed'
          ? { phase: 'passed', answer: 'passed', ...(event.evidence === undefined ? {} : { evidence: event.evidence }) }
          : { answer: event.answer },
      );
      return;
    case 'ring-promoted': {
      const { by, at, because } = event;
      changeRing(draft, event.ring, { promoted: { by, at, because } });
      return;
    }
    case 'test-recorded': {
      const { kind: _kind, step, ...said } = event;
      draft.tests = { ...draft.tests, [step]: { ...said, accepted: false } };
      return;
    }
    case 'cancelled':
      draft.cancelled = { at: event.at, by: event.by, because: event.because };
      return;
    case 'finished':
      draft.status = event.status;
      return;
    case 'run-sent':
      rememberSent(draft, event.at, event.deviceId);
      foldRun(draft, event);
      return;
    case 'securing-sent':
    case 'rate-refused':
    case 'secured':
    case 'run-progressed':
    case 'run-settled':
    case 'run-planned-again':
    case 'check-sent':
    case 'dependant-asked':
    case 'dependant-judged':
      foldRun(draft, event);
  }
}

function foldRun(draft: Draft, event: Parameters<typeof foldRunEvent>[1]): void {
  const run = draft.runs[event.deviceId];
  if (run === undefined) return;
  const after = foldRunEvent(run, event);
  if (after !== run) putRun(draft, after);
}

/** Times rise, so the old ones are in front. */
function rememberSent(draft: Draft, at: string, to: string): void {
  const hourAgo = toMs(at) - hour;
  const firstKept = draft.sentTimes.findIndex((sent) => toMs(sent) > hourAgo);
  const over = firstKept < 0 ? draft.sentTimes.length : firstKept;
  // Of the oldest times it may not be known to whom.
  const unknown = draft.sentTimes.length - (draft.sentTo?.length ?? 0);
  draft.sentTimes.splice(0, over);
  draft.sentTimes.push(at);
  draft.sentTo ??= [];
  draft.sentTo.splice(0, Math.max(0, over - unknown));
  draft.sentTo.push(to);
}

function changeRing(draft: Draft, index: number, change: Partial<Draft['rings'][number]>): void {
  const ring = draft.rings[index];
  if (ring !== undefined) draft.rings[index] = { ...ring, ...change };
}

function releaseHold(
  draft: Draft,
  event: { readonly at: string; readonly holdId: string; readonly by: string; readonly content: ReleaseContent },
): void {
  const hold = draft.holds.find((standing) => standing.id === event.holdId);
  if (hold === undefined) return;
  draft.holds = draft.holds.filter((standing) => standing !== hold);
  draft.releases.push({ holdId: hold.id, reason: hold.reason, at: event.at, by: event.by, content: event.content, ring: hold.ring });
  if (hold.reason === 'test' && draft.tests !== undefined) draft.tests = acceptedTests(draft.tests);
  for (const run of runsOf(draft)) {
    const after = releaseDependants(run, hold, event.content.acceptedDeviceIds);
    if (after !== run) putRun(draft, after);
  }
  // There the devices are named that depend on others: how they themselves ended is another matter.
  if (hold.reason === 'dependant') return;
  for (const deviceId of event.content.acceptedDeviceIds) {
    const run = draft.runs[deviceId];
    if (run !== undefined) draft.accepted[deviceId] = acceptedAsItStands(run, event.at);
  }
  forgetCheckAnswers(draft, hold, event.content.acceptedDeviceIds);
}

/** Whoever let a ring pass did not know of what holds it now. */
function forgetPromotions(draft: Draft): void {
  for (const [index, { promoted, ...ring }] of draft.rings.entries())
    if (promoted !== undefined && ring.phase !== 'passed') draft.rings[index] = ring;
}

/** What stood when a person let it go on; a later word on a step is news. */
function acceptedTests(tests: NonNullable<Draft['tests']>): NonNullable<Draft['tests']> {
  return Object.fromEntries(
    Object.entries(tests).map(([name, said]) => [name, said.result === 'passed' ? said : { ...said, accepted: true }]),
  );
}

function acceptedAsItStands(run: RunState, at: string): Accepted {
  return { attempt: run.attempt, outcome: run.outcome, at };
}

/** A ring that did not pass its checks after the soak is measured again once a person has let it go on. */
function forgetCheckAnswers(draft: Draft, hold: Hold, accepted: readonly string[]): void {
  if (hold.ring === null || draft.rings[hold.ring]?.phase !== 'soaking') return;
  for (const run of runsOf(draft)) {
    if (run.ring !== hold.ring || run.checkSentAt === null || accepted.includes(run.deviceId)) continue;
    putRun(draft, { ...run, checkSentAt: null, checkInstructionId: null });
  }
}
