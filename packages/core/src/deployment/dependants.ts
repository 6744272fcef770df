/**
 * Devices that depend on one that changes, asked for their own checks before it changes and after it was verified. A device that was well before and is not
 * after holds the deployment, though the changed device itself is well. What failed before too, or could not be measured, is neither good nor bad: its ring
 * waits for a person before it soaks.
 */
import { placeHold, standingHold } from './holds.ts';
import { toMs } from './instants.ts';
import type { Look } from './look.ts';
import { factsOf, isExpired, isWindingDown, orderDependant, record } from './look.ts';
import { patience } from './patience.ts';
import { isInFlight, isPlanned, runsOf } from './runs.ts';
import type { Dependant, SpecHeader } from './spec.ts';
import type { DependantState, DeploymentState, GateAnswer, RunState, Waiting } from './types.ts';

/** By changed device; made once a header. */
const known = new WeakMap<readonly Dependant[], ReadonlyMap<string, readonly Dependant[]>>();
const nobody: readonly Dependant[] = [];

/** Who is asked when this device changes. */
export function dependantsOf({ dependants }: Pick<SpecHeader, 'dependants'>, deviceId: string): readonly Dependant[] {
  if (dependants === undefined) return nobody;
  let of = known.get(dependants);
  if (of === undefined) {
    const byDevice = new Map<string, Dependant[]>();
    for (const one of dependants) for (const id of one.of) byDevice.set(id, [...(byDevice.get(id) ?? []), one]);
    known.set(dependants, byDevice);
    of = byDevice;
  }
  return of.get(deviceId) ?? nobody;
}

/** One that was retired meanwhile is asked no more, and nobody waits for it. */
function concerned(look: Look, run: RunState): readonly Dependant[] {
  const all = dependantsOf(look.draft.header, run.deviceId);
  return all.length === 0 ? all : all.filter(({ deviceId }) => usable(look, run, deviceId) !== 'retired');
}

function usable(look: Look, run: RunState, dependantId: string): 'yes' | 'quarantined' | 'retired' {
  return factsOf(look, run)?.dependants?.[dependantId]?.usable ?? 'quarantined';
}

export function stateOf(run: RunState, dependantId: string): DependantState | null {
  return run.dependants?.[dependantId] ?? null;
}

/** So often a device is asked before one change, because time has passed; then what it said last counts. */
export const mostQuestions = 5;

/** How it stands with the question before a change: to be asked (anew), awaited, or done with. A device that does not answer does not keep another from its change. */
function before(look: Look, run: RunState, dependantId: string): 'ask' | 'await' | 'done' {
  if (usable(look, run, dependantId) !== 'yes') return 'done';
  const state = stateOf(run, dependantId);
  const asked = state?.before ?? null;
  if (state === null || asked === null) return 'ask';
  const age = look.now - toMs(asked.at);
  const own = look.draft.runs[dependantId]?.sentAt ?? null;
  if (own !== null && toMs(own) > toMs(asked.at)) return 'ask';
  // Where looks are further apart than an answer stays new, it would be asked for ever.
  if (age >= patience.dependantBefore && state.asked < mostQuestions) return 'ask';
  const isAnswered = factsOf(look, run)?.dependants?.[dependantId]?.beforeOf === asked.id;
  return isAnswered || age >= patience.check + patience.grace ? 'done' : 'await';
}

/** What stands between a run whose turn it is and its change; null: nothing. */
export function dependantInTheWay(look: Look, run: RunState): Waiting | null {
  const { deviceId } = run;
  for (const other of concerned(look, run)) {
    const its = look.draft.runs[other.deviceId];
    if (its !== undefined && isInFlight(its)) return { what: 'dependency', deviceId, on: other.deviceId, deploymentId: null };
  }
  const held = heldByOthers(look, run);
  if (held !== null) return held;
  const open = concerned(look, run).find((other) => before(look, run, other.deviceId) !== 'done');
  return open === undefined ? null : { what: 'dependant', deviceId, on: open.deviceId, when: 'before' };
}

/** How long before its opening a run is sent: where others are asked first, so that what they said is new when the device begins. */
export function sendAheadOf(look: Look, run: RunState): number {
  return concerned(look, run).length === 0 ? patience.sendAhead : patience.dependantBefore;
}

/** A device that is asked because of another must not change meanwhile: nobody could tell which change it was. */
function heldByOthers(look: Look, run: RunState): Waiting | null {
  const { deviceId } = run;
  for (const { deviceId: dependantId, of } of look.draft.header.dependants ?? nobody) {
    if (dependantId !== deviceId) continue;
    for (const id of of) {
      const other = look.draft.runs[id];
      if (other === undefined || id === deviceId) continue;
      const asked = isPlanned(other) && before(look, other, deviceId) === 'await';
      if (asked || isInFlight(other) || isOpenAfter(look, other, deviceId))
        return { what: 'dependency', deviceId, on: id, deploymentId: null };
    }
  }
  return null;
}

/** Asks those that were not asked, right before a change would be sent. */
export function askBefore(look: Look, run: RunState): void {
  for (const { deviceId } of concerned(look, run)) if (before(look, run, deviceId) === 'ask') orderDependant(look, run, deviceId, 'before');
}

/** Verified, and what that means for this dependant is not judged yet. */
function isOpenAfter(look: Look, run: RunState, dependantId: string): boolean {
  return run.outcome === 'verified' && usable(look, run, dependantId) !== 'retired' && (stateOf(run, dependantId)?.answer ?? null) === null;
}

function openAfter(look: Look): readonly { readonly run: RunState; readonly dependantId: string }[] {
  if (look.draft.header.dependants === undefined) return [];
  const open: { readonly run: RunState; readonly dependantId: string }[] = [];
  for (const run of runsOf(look.draft)) {
    if (run.outcome !== 'verified') continue;
    for (const { deviceId } of dependantsOf(look.draft.header, run.deviceId))
      if (isOpenAfter(look, run, deviceId)) open.push({ run, dependantId: deviceId });
  }
  return open;
}

/** Asks what depends on a verified device. A hold keeps no question back: it changes nothing, and its answer may be why one should hold. */
export function askAfter(look: Look): void {
  if (isWindingDown(look)) return;
  for (const { run, dependantId } of openAfter(look))
    if ((stateOf(run, dependantId)?.after ?? null) === null && usable(look, run, dependantId) === 'yes')
      orderDependant(look, run, dependantId, 'after');
}

/** What the answers say; that none came in time is an answer as well. */
export function judgeDependants(look: Look): void {
  for (const { run, dependantId } of openAfter(look)) {
    const judged = judge(look, run, dependantId);
    if (judged !== null) record(look, { kind: 'dependant-judged', deviceId: run.deviceId, attempt: run.attempt, dependantId, ...judged });
  }
}

function judge(look: Look, run: RunState, dependantId: string): { readonly answer: GateAnswer; readonly detail: string } | null {
  const unmeasured = (detail: string) => ({ answer: 'could not measure', detail }) as const;
  if (usable(look, run, dependantId) !== 'yes') return unmeasured('It is in quarantine, or not known, and can not be asked.');
  const after = stateOf(run, dependantId)?.after ?? null;
  if (after === null) return isExpired(look) ? unmeasured('The deployment reached its end before it could be asked.') : null;
  const facts = factsOf(look, run)?.dependants?.[dependantId];
  if (facts?.afterOf === after.id && facts.answer !== null) return { answer: facts.answer, detail: facts.detail };
  return look.now >= toMs(after.at) + patience.check + patience.grace ? unmeasured('It did not answer in time.') : null;
}

export type JudgedDependant = {
  readonly deviceId: string;
  readonly ring: number;
  readonly dependantId: string;
  readonly answer: GateAnswer;
};

/** Answers that are not good and that nobody accepted. */
export function unwellDependants(state: Pick<DeploymentState, 'runs' | 'header'>): readonly JudgedDependant[] {
  if (state.header.dependants === undefined) return [];
  return runsOf(state).flatMap(({ deviceId, ring, dependants }) =>
    Object.entries(dependants ?? {}).flatMap(([dependantId, { answer, accepted }]): readonly JudgedDependant[] =>
      answer === null || answer === 'passed' || accepted ? [] : [{ deviceId, ring, dependantId, answer }],
    ),
  );
}

/** One that is worse than before holds at once. */
export function holdForDependants(look: Look): void {
  if (isWindingDown(look)) return;
  const failed = unwellDependants(look.draft).filter(({ answer }) => answer === 'failed');
  const [first] = failed;
  if (first === undefined || standingHold(look.draft, 'dependant') !== null) return;
  const ring = look.draft.rings[first.ring];
  const detail = `${numberOf(failed)} failed a check that passed before a device changed that ${numberOf(failed) === '1 device' ? 'it depends' : 'they depend'} on.`;
  if (ring !== undefined && ring.phase !== 'passed' && ring.answer !== 'failed')
    record(look, { kind: 'ring-judged', ring: first.ring, answer: 'failed', detail });
  placeHold(look, 'dependant', first.ring, detail);
}

/** Before a ring soaks: `pending` while an answer is awaited; else the worst that nobody accepted. */
export function dependantsOfRing(look: Look, ring: number): GateAnswer | 'pending' {
  for (const { run } of openAfter(look)) if (run.ring === ring) return 'pending';
  const answers = unwellDependants(look.draft).flatMap((one) => (one.ring === ring ? [one.answer] : []));
  return (['failed', 'could not measure', 'cannot tell'] as const).find((answer) => answers.includes(answer)) ?? 'passed';
}

/** Those that are asked after a change. */
export function dependantWaits(look: Look): readonly Waiting[] {
  if (look.draft.cancelled !== null) return [];
  return openAfter(look).map(({ run, dependantId }) => ({
    what: 'dependant',
    deviceId: run.deviceId,
    on: dependantId,
    when: 'after',
  }));
}

function numberOf(judged: readonly JudgedDependant[]): string {
  const count = new Set(judged.map(({ dependantId }) => dependantId)).size;
  return count === 1 ? '1 device' : `${count} devices`;
}
