/**
 * A deployment on a bench: the state, the facts as a server would have gathered them, and a clock that only the test moves. Tests say what
 * devices report; `look` decides and records.
 */
import { applyAll } from '../apply.ts';
import { approve, command, isRefusal } from '../command.ts';
import { decide } from '../decide.ts';
import { toInstant, toMs } from '../instants.ts';
import type { Decision, DeploymentEvent, DeploymentState, Facts, Refusal, RunFacts, RunState, Wish } from '../types.ts';
import type { Spec } from '../spec.ts';
import { created, specHash, startOfTests } from './build.ts';

export type Bench = {
  readonly spec: Spec;
  now: number;
  state: DeploymentState;
  readonly events: DeploymentEvent[];
  facts: Omit<Facts, 'now' | 'runs' | 'shares'>;
  readonly runs: Record<string, RunFacts>;
};

/** A created deployment; approved unless told otherwise. Devices are in contact. */
export function bench(spec: Spec, options: { readonly approved: boolean } = { approved: true }): Bench {
  const first = created(spec);
  const top: Bench = {
    spec,
    now: toMs(startOfTests),
    state: applyAll(null, [first]),
    events: [first],
    facts: { freeze: null, panicStop: false, clientSentLastHour: 0, clientDevicesPerHour: 1_000 },
    runs: Object.fromEntries(spec.shares.map(({ deviceId }) => [deviceId, freshFacts(deviceId)])),
  };
  if (options.approved) keep(top, approve(top.state, { specHash, keyid: 'k1', name: 'Ada', personId: 'person-1' }, at(top)));
  return top;
}

function freshFacts(deviceId: string): RunFacts {
  return {
    deviceId,
    attempt: 1,
    handedOut: 'unknown',
    deviceUsable: 'yes',
    lastSeenAt: startOfTests,
    emptyHandedAt: null,
    reportedPhase: null,
    reportedPhaseAt: null,
    securedOk: null,
    securedTrouble: null,
    ended: null,
    verification: null,
    checksNow: null,
    checksOf: null,
    busyWith: null,
    apartFrom: [],
    apartBusy: null,
    barred: null,
    calledBack: false,
    freezes: [],
  };
}

export function at(top: Bench): string {
  return toInstant(top.now);
}

export function gather(top: Bench): Facts {
  const shares = Object.fromEntries(top.spec.shares.map((share) => [share.deviceId, share]));
  return { ...top.facts, now: at(top), runs: { ...top.runs }, shares };
}

/** Moves the clock. */
export function pass(top: Bench, duration: string): void {
  top.now += Temporal.Duration.from(duration).total({ unit: 'milliseconds', relativeTo: Temporal.PlainDate.from('2026-03-02') });
}

/** Moves the clock to a time. */
export function goTo(top: Bench, instant: string): void {
  top.now = toMs(instant);
}

/** Decides, records, and gives back what was decided. */
export function look(top: Bench): Decision {
  const decision = decide(top.state, gather(top));
  keep(top, decision.events);
  return decision;
}

/** What devices tell: facts change, for the attempt that is under way. */
export function tell(top: Bench, deviceId: string, news: Partial<RunFacts>): void {
  const known = top.runs[deviceId];
  const run = top.state.runs[deviceId];
  if (known === undefined || run === undefined) throw new Error(`There is no device ${deviceId} on the bench.`);
  const same = known.attempt === run.attempt ? known : { ...freshFacts(deviceId), securedOk: known.securedOk };
  top.runs[deviceId] = { ...same, attempt: run.attempt, lastSeenAt: at(top), emptyHandedAt: at(top), ...news };
}

/** The device secured its packages. */
export function secure(top: Bench, ...deviceIds: readonly string[]): void {
  for (const deviceId of deviceIds) tell(top, deviceId, { securedOk: true });
}

/** The device reports its end. */
export function end(
  top: Bench,
  deviceId: string,
  how: 'done' | 'failed' | 'rolled back' | 'refused' | 'missed',
  code = `test.${how}`,
): void {
  tell(top, deviceId, { ended: { how, code, detail: `It ${how}.`, at: at(top) } });
}

/** The device reports that it is done, and a later scan saw the change. */
export function verify(top: Bench, ...deviceIds: readonly string[]): void {
  for (const deviceId of deviceIds) {
    end(top, deviceId, 'done');
    tell(top, deviceId, { verification: { verdict: 'verified', reasons: ['openssl is 3.0.17'] } });
  }
}

/** What a person does; a refusal comes back as it is. */
export function wish(top: Bench, what: Wish): Refusal | null {
  const answer = command(top.state, what, 'person-2', at(top));
  if (isRefusal(answer)) return answer;
  keep(top, answer);
  return null;
}

export function run(top: Bench, deviceId: string): RunState {
  const found = top.state.runs[deviceId];
  if (found === undefined) throw new Error(`There is no device ${deviceId} on the bench.`);
  return found;
}

export function holdReasonsOf(top: Bench): readonly string[] {
  return top.state.holds.map(({ reason }) => reason);
}

/** Devices that got the order, in the order in which it was given. */
export function ordered(decision: Decision, verb: 'get' | 'install' | 'check'): readonly string[] {
  return decision.orders.filter((order) => order.verb === verb).map(({ deviceId }) => deviceId);
}

function keep(top: Bench, events: readonly DeploymentEvent[] | Refusal): void {
  if ('refused' in events) throw new Error(`Refused: ${events.sentence}`);
  top.events.push(...events);
  if (events.length > 0) top.state = applyAll(top.state, events);
}
