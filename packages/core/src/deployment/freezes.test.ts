import { describe, expect, test } from 'vitest';
import { checkPlan } from './check-plan.ts';
import { describeWaiting } from './describe-waiting.ts';
import { firstFit, without } from './openings.ts';
import { anyTime, buildSpec, nightly } from './testing/build.ts';
import { bench, end, goTo, holdReasonsOf, look, ordered, pass, run, secure, tell, verify } from './testing/bench.ts';
import type { Bench } from './testing/bench.ts';
import { toMs } from './instants.ts';
import type { FrozenSpan, Waiting } from './types.ts';
import type { Words } from './words.ts';

const words: Words = { device: (id) => `web-${id}`, ring: (index) => `ring ${index}`, time: (instant) => instant, person: (id) => id };
const trade: FrozenSpan = { name: 'Christmas trade', from: '2026-03-02T09:00:00Z', until: '2026-03-04T09:00:00Z' };

function freeze(top: Bench, deviceId: string, ...freezes: readonly FrozenSpan[]): void {
  tell(top, deviceId, { freezes });
}

function ownWait(waiting: readonly Waiting[], deviceId: string): Waiting | undefined {
  return waiting.find((one) => 'deviceId' in one && one.deviceId === deviceId);
}

describe('what is left of an opening', () => {
  const span = { from: 10, to: 20 };
  test.each([
    ['nothing taken', [], [span]],
    ['the beginning', [{ from: 5, to: 12 }], [{ from: 12, to: 20 }]],
    ['the end', [{ from: 18, to: 30 }], [{ from: 10, to: 18 }]],
    [
      'the middle',
      [{ from: 12, to: 14 }],
      [
        { from: 10, to: 12 },
        { from: 14, to: 20 },
      ],
    ],
    [
      'all of it, by two',
      [
        { from: 0, to: 15 },
        { from: 15, to: 20 },
      ],
      [],
    ],
    [
      'beside it',
      [
        { from: 0, to: 10 },
        { from: 20, to: 25 },
      ],
      [span],
    ],
  ])('%s', (_why, closed, left) => {
    expect(without(span, closed)).toEqual(left);
  });

  test('an opening that a freeze cuts too short is none', () => {
    const from = toMs('2026-03-02T22:00:00Z');
    const freezeAt = (at: string) => [{ from: toMs(at), to: toMs('2026-03-03T08:00:00Z') }];
    expect(firstFit(nightly, from, 3_600_000, Infinity, freezeAt('2026-03-02T23:00:00Z'))).toEqual({ from, to: from + 3_600_000 });
    expect(firstFit(nightly, from, 3_600_000, Infinity, freezeAt('2026-03-02T22:59:00Z'))?.from).toBe(toMs('2026-03-03T22:00:00Z'));
  });
});

describe('a freeze of one site or ring', () => {
  const top = (): Bench => bench(buildSpec({ rings: [{ devices: ['a', 'b'], gate: { minRate: 1, soak: 'PT0S' } }] }));

  test('only its devices wait, each with its words; the others go on, and it goes on by itself', () => {
    const at = top();
    secure(at, 'a', 'b');
    freeze(at, 'b', trade);
    goTo(at, '2026-03-02T10:00:00Z');
    const decision = look(at);
    expect(ordered(decision, 'install')).toEqual(['a']);
    expect(at.state.holds).toEqual([]);
    const wait = ownWait(decision.waitingOn, 'b');
    expect(wait).toMatchObject({ what: 'freeze', freeze: trade });
    expect(describeWaiting(wait!, words)).toEqual({
      sentence: 'web-b waits for the freeze “Christmas trade” to end on 2026-03-04T09:00:00Z.',
      until: '2026-03-04T09:00:00Z',
      deviceId: 'b',
    });
    verify(at, 'a');
    goTo(at, '2026-03-04T08:59:00Z');
    expect(ordered(look(at), 'install')).toEqual([]);
    goTo(at, '2026-03-04T09:00:00Z');
    expect(ordered(look(at), 'install')).toEqual(['b']);
    expect(holdReasonsOf(at)).toEqual([]);
  });

  test('nothing is fetched for it either, and it says why', () => {
    const at = top();
    freeze(at, 'b', trade);
    goTo(at, '2026-03-02T10:00:00Z');
    const decision = look(at);
    expect(ordered(decision, 'get')).toEqual(['a']);
    expect(ownWait(decision.waitingOn, 'b')).toMatchObject({ what: 'freeze' });
  });

  test('an opening that begins before a planned freeze ends with it', () => {
    const at = top();
    secure(at, 'a', 'b');
    freeze(at, 'b', trade);
    const orders = look(at).orders.filter(({ verb }) => verb === 'install');
    expect(orders.map(({ deviceId, notAfter }) => [deviceId, notAfter])).toEqual([
      ['a', '2026-03-03T00:00:00Z'],
      ['b', '2026-03-02T09:00:00Z'],
    ]);
  });

  test('the next look is when a freeze begins', () => {
    const at = bench(buildSpec({ window: nightly, rings: [{ devices: ['a'] }] }));
    secure(at, 'a');
    freeze(at, 'a', { ...trade, from: '2026-03-02T08:07:00Z' });
    expect(look(at).wakeAt).toBe('2026-03-02T08:07:00Z');
  });

  test('a device that has its instruction is not missed while it is frozen, and has its time when that is over', () => {
    const at = top();
    secure(at, 'a', 'b');
    look(at);
    tell(at, 'b', { reportedPhase: 'accepted', reportedPhaseAt: '2026-03-02T08:00:00Z' });
    tell(at, 'a', { reportedPhase: 'accepted', reportedPhaseAt: '2026-03-02T08:00:00Z' });
    verify(at, 'a');
    look(at);
    freeze(at, 'b', { ...trade, from: '2026-03-02T08:01:00Z', until: '2026-03-02T20:00:00Z' });
    goTo(at, '2026-03-02T19:00:00Z');
    tell(at, 'b', {});
    expect(look(at).waitingOn).toContainEqual(expect.objectContaining({ what: 'freeze', deviceId: 'b' }));
    goTo(at, '2026-03-02T20:30:00Z');
    tell(at, 'b', {});
    look(at);
    expect(holdReasonsOf(at)).toEqual([]);
    goTo(at, '2026-03-02T22:30:00Z');
    tell(at, 'b', {});
    look(at);
    expect(holdReasonsOf(at)).toEqual(['no progress']);
  });

  test('one that missed its opening through it is planned again, and waits for the end', () => {
    const at = bench(buildSpec({ window: nightly, rings: [{ devices: ['a'], gate: { soak: 'PT0S' } }] }));
    secure(at, 'a');
    look(at);
    const declared = { ...trade, from: '2026-03-02T21:00:00Z', until: '2026-03-30T00:00:00Z' };
    freeze(at, 'a', declared);
    goTo(at, '2026-03-03T02:20:00Z');
    end(at, 'a', 'missed', 'missed.window');
    tell(at, 'a', { freezes: [declared] });
    const decision = look(at);
    expect(run(at, 'a')).toMatchObject({ attempt: 2, outcome: null });
    expect(ownWait(decision.waitingOn, 'a')).toMatchObject({ what: 'freeze', opensAt: null });
    // Ended early by a person: the next night is used.
    freeze(at, 'a', { ...declared, until: '2026-03-03T03:00:00Z' });
    pass(at, 'PT1H');
    expect(ordered(look(at), 'install')).toEqual(['a']);
  });

  test('it may outlast the deployment, which ends as any other', () => {
    const at = bench(buildSpec({ window: anyTime, rings: [{ devices: ['a'] }] }));
    secure(at, 'a');
    freeze(at, 'a', { ...trade, from: '2026-03-01T00:00:00Z', until: '2027-03-01T00:00:00Z' });
    look(at);
    goTo(at, '2026-03-16T08:00:00Z');
    look(at);
    expect(at.state.status).toBe('ended with failures');
    expect(run(at, 'a')).toMatchObject({ outcome: 'missed', outcomeCode: 'run.expired' });
  });
});

test('a hold of one freeze gives way to that of another that is still in force', () => {
  const at = bench(buildSpec());
  at.facts = { ...at.facts, freeze: { until: '2026-03-02T12:00:00Z', because: 'Sales' } };
  look(at);
  at.facts = { ...at.facts, freeze: { until: '2026-03-03T12:00:00Z', because: 'Year end' } };
  look(at);
  expect(at.state.holds.map(({ reason, detail }) => [reason, detail])).toEqual([['freeze', 'Year end']]);
  expect(look(at).events).toEqual([]);
});

test('a plan whose window opens only in a freeze is a contradiction', () => {
  const spec = buildSpec({ window: nightly });
  const freezes: readonly FrozenSpan[] = [{ name: 'Year end', from: '2026-03-01T00:00:00Z', until: '2026-03-16T08:00:00Z' }];
  const check = (freezesOf: (id: string) => readonly FrozenSpan[]) => checkPlan({ spec, devices: [], nameOf: (id) => id, freezesOf });
  const found = check((id) => (id === 'b' ? freezes : []));
  expect(found.map(({ code, severity, deviceId }) => [code, severity, deviceId])).toEqual([['plan.freeze', 'failing', 'b']]);
  expect(found[0]?.sentence).toContain('“Year end”');
  expect(check(() => [{ ...freezes[0]!, until: '2026-03-10T00:00:00Z' }])).toEqual([]);
});
