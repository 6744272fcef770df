import { describe, expect, test } from 'vitest';
import { decide, toInstant, toMs } from '../deployment/index.ts';
import type { SpecHeader } from '../deployment/index.ts';
import type { MissedRule } from '../windows/index.ts';
import { chanceOf } from './chance.ts';
import { openWorld, simulate, step } from './simulate.ts';
import { readScript } from './script/read.ts';
import type { Script } from './script/types.ts';
import { spreadOf } from './spread.ts';
import type { Happening } from './types.ts';
import { gather } from './world.ts';

function scriptOf(text: string): Script {
  const script = readScript(text);
  if ('sentence' in script) throw new Error(`line ${script.line}: ${script.sentence}`);
  return script;
}

const lively = `
  starts 2026-03-02T08:00:00Z
  ends after 9d
  budget 3
  pace 6 at once, 12 per hour
  window FREQ=DAILY at 20:00 for 5h
  ring test: lab-1..lab-4, soak 4h, verified 2, rate 50%
  ring broad: lab-5..lab-40, verified 10, rate 50%
  window of lab-9: FREQ=WEEKLY;BYDAY=SU at 02:30 for 3h in Europe/Berlin
  apart lab-6 lab-7
  deadline lab-1..lab-40 Thu 12:00 by the agreement for openssl
  assume away 20% for 30h, fail 5%, refuse 5%, release 6h
`;

const well = { usable: 'yes', beforeOf: null, afterOf: null, answer: null, detail: '' } as const;

function run(seed: number, text = lively) {
  const { state, from, assumptions, happenings } = scriptOf(text);
  return simulate({ state, from, assumptions, happenings, seed });
}

describe('a simulated future', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(run(7)).toEqual(run(7));
    expect(run(8).devices).not.toEqual(run(7).devices);
  });

  test('asks what depends on a device before and after it changes, and goes on', () => {
    const { state, from, assumptions, happenings } = scriptOf(lively.replace('away 20% for 30h, fail 5%, refuse 5%', 'fail 0%'));
    const checks = [{ kind: 'service', name: 'web', unit: 'web.service', timeoutSeconds: 30 }] as const;
    const of = state.deployments.flatMap(({ devices }) => devices.map(({ deviceId }) => deviceId)).toSorted();
    const asking = {
      ...state,
      deployments: state.deployments.map((one) => ({
        devices: one.devices.map((device) => ({ ...device, facts: { ...device.facts, dependants: { till: well } } })),
        state: { ...one.state, header: { ...one.state.header, dependants: [{ deviceId: 'till', of, checks }] } },
      })),
    };
    const result = simulate({ state: asking, from, assumptions, happenings, seed: 7 });
    const plain = simulate({ state, from, assumptions, happenings, seed: 7 });
    expect(result.holds.map(({ reason }) => reason)).not.toContain('dependant');
    expect(result.deployments[0]).toMatchObject({ status: 'succeeded', verified: 40 });
    expect(toMs(result.deployments[0]?.finishedAt ?? '')).toBeGreaterThan(toMs(plain.deployments[0]?.finishedAt ?? ''));
  });

  test('asks at the end of the soak the checks that one share alone has, of that device alone, and waits for the answer', () => {
    const { state, from, assumptions, happenings } = scriptOf(`
      starts 2026-03-02T08:00:00Z
      ends after 9d
      window FREQ=DAILY at 20:00 for 5h
      ring test: lab-1..lab-4, soak 4h, verified 2, rate 50%
      ring broad: lab-5..lab-8
    `);
    const checks = [{ kind: 'service', name: 'web', unit: 'web.service', timeoutSeconds: 30 }] as const;
    const rules = { restart: 'never', rollback: 'by-person', startOffline: false, checks } as const;
    const deployments = state.deployments.map((one) => ({
      ...one,
      devices: one.devices.map((device) => (device.deviceId === 'lab-2' ? { ...device, rules } : device)),
    }));
    const played = [state, { ...state, deployments }].map((given) => {
      const asked: string[] = [];
      const result = simulate({ state: given, from, assumptions, happenings, seed: 1 }, (event) => {
        if (event.kind === 'check-sent') asked.push(event.deviceId);
      });
      return { asked, status: result.deployments[0]?.status, passedAt: toMs(result.rings[0]?.passedAt ?? '') };
    });
    const [plain, own] = played;
    expect(played.map(({ asked, status }) => [asked, status])).toEqual([
      [[], 'succeeded'],
      [['lab-2'], 'succeeded'],
    ]);
    expect(own?.passedAt).toBeGreaterThan(plain?.passedAt ?? Infinity);
  });

  test('is cut off after its steps, and says so', () => {
    const { state, from, assumptions } = scriptOf(lively);
    const cut = simulate({ state, from, assumptions, seed: 1, mostSteps: 50 });
    expect(cut).toMatchObject({ complete: false, steps: 50 });
    expect(cut.deployments[0]?.waiting.length).toBeGreaterThan(0);
  });

  test('gives each device its own luck, whatever others there are', () => {
    const few = run(3, lively.replace('lab-5..lab-40', 'lab-5..lab-20').replace('lab-1..lab-40', 'lab-1..lab-20'));
    const many = run(3);
    const refused = (result: typeof few): readonly string[] =>
      result.devices.filter(({ why }) => why?.includes('refused') === true).map(({ deviceId }) => deviceId);
    expect(refused(many)).toEqual(expect.arrayContaining([...refused(few)]));
  });

  test('waits for a freeze of some devices, and goes on after it', () => {
    const { state, from, assumptions, happenings } = scriptOf(
      lively.replace('fail 5%, refuse 5%', 'fail 0%').replace('away 20% for 30h, ', ''),
    );
    const freeze = { from: '2026-03-02T19:00:00Z', until: '2026-03-03T22:00:00Z', name: 'Stocktaking' };
    const deployments = state.deployments.map((one) => ({
      ...one,
      devices: one.devices.map((device) =>
        device.deviceId === 'lab-1' ? { ...device, facts: { ...device.facts, freezes: [freeze] } } : device,
      ),
    }));
    const { devices } = simulate({ state: { ...state, deployments }, from, assumptions, happenings, seed: 1 });
    const of = (id: string) => devices.find(({ deviceId }) => deviceId === id);
    expect(of('lab-1')).toMatchObject({ outcome: 'verified' });
    expect((of('lab-1')?.begunAt ?? '') >= freeze.until).toBe(true);
    expect((of('lab-2')?.begunAt ?? freeze.until) < freeze.until).toBe(true);
  });

  test('never says of a device that it is late without saying why', () => {
    for (const seed of [1, 2, 3])
      for (const device of run(seed).devices)
        expect(device.why === null, device.deviceId).toBe(device.outcome === 'verified' && device.deadline?.met !== false);
  });

  test('changes no device outside its window', () => {
    const { state } = scriptOf(lively);
    const result = run(5);
    expect(result.devices.some(({ begunAt }) => begunAt !== null)).toBe(true);
    for (const { begunAt, window } of result.devices) {
      if (begunAt === null || window === null) continue;
      expect(begunAt >= window.from && begunAt < window.to).toBe(true);
    }
    expect(result.windows.reduce((sum, { devices }) => sum + devices, 0)).toBe(
      result.devices.filter(({ begunAt }) => begunAt !== null).length,
    );
    expect(state.deployments).toHaveLength(1);
  });

  test('where nobody approves nothing happens, until the end', () => {
    const result = run(1, `${lively}\nnobody approves`);
    expect(result.deployments[0]).toMatchObject({ status: 'ended with failures', verified: 0 });
    expect(result.devices[0]?.why).toContain('Waiting for the approval');
  });
});

/** Devices go in the middle of things, for minutes or days, and some for good. */
function comings(state: Script['state'], from: string, seed: number): readonly Happening[] {
  const ids = (state.deployments[0]?.devices ?? []).map(({ deviceId }) => deviceId);
  return ids.flatMap((deviceId): readonly Happening[] => {
    const chance = chanceOf(seed, 'comings', deviceId);
    const night = toMs(from) + (12 + 24 * Math.floor(chance.next() * 3)) * 3_600_000;
    const at = night + Math.floor(chance.next() * 4 * 3_600_000);
    const leaves = { at, do: 'leaves', deviceId } as const;
    const length = [0.2, 3, 30, 60][Math.floor(chance.next() * 6)];
    return length === undefined ? [leaves] : [leaves, { at: at + length * 3_600_000, do: 'returns', deviceId }];
  });
}

const conditions = {
  onMains: true,
  maxLoadPercent: 50,
  notDuring: { days: ['MO', 'TU', 'WE', 'TH', 'FR'], from: '08:00', to: '17:00' },
} as const;
const catchUp: MissedRule = { kind: 'catch-up', ...conditions };
const rolling: MissedRule = { kind: 'rolling', hours: 4, days: 7, ...conditions };

/** The same devices, with a rule for windows that they miss. */
function withMissed(state: Script['state'], missed: MissedRule | undefined): Script['state'] {
  const ruled = (header: SpecHeader): SpecHeader => (missed === undefined ? header : { ...header, missed });
  return { ...state, deployments: state.deployments.map((one) => ({ ...one, state: { ...one.state, header: ruled(one.state.header) } })) };
}

test('devices that were away catch up when they return, never in business hours, and sooner than in their next window', () => {
  const weekly = lively
    .replace('away 20% for 30h, ', '')
    .replace('fail 5%, refuse 5%', 'fail 0%')
    .replace('FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=TU')
    .replace('after 9d', 'after 25d');
  const { state, from, assumptions } = scriptOf(weekly);
  // It has its packages, is shut an hour before its window, and comes back in business hours of the day after.
  const happenings: readonly Happening[] = [
    { at: toMs('2026-03-03T19:00:00Z'), do: 'leaves', deviceId: 'lab-1' },
    { at: toMs('2026-03-04T09:00:00Z'), do: 'returns', deviceId: 'lab-1' },
  ];
  const begun = (missed: MissedRule | undefined) =>
    simulate({ state: withMissed(state, missed), from, assumptions, happenings, seed: 4 }).devices.find(
      ({ deviceId }) => deviceId === 'lab-1',
    )?.begunAt ?? '';
  expect(begun(undefined).slice(0, 10)).toBe('2026-03-10');
  expect(begun(catchUp).slice(0, 13)).toBe('2026-03-04T17');
});

test.each([
  ...[1, 2, 3, 4, 5, 6].map((seed) => [seed, undefined] as const),
  ...[1, 2, 3].map((seed) => [seed, catchUp] as const),
  ...[1, 2, 3].map((seed) => [seed, rolling] as const),
])('between what happens, time alone changes nothing: seed %i, %j', (seed, missed) => {
  const { state: usual, from, assumptions } = scriptOf(lively);
  const state = withMissed(usual, missed);
  const world = openWorld(
    { state, from, assumptions: { ...assumptions, restartSeconds: 7_200 }, seed, happenings: comings(state, from, seed) },
    () => {},
  );
  const [of] = world.deployments;
  if (of === undefined) throw new Error('There is a deployment.');
  let asked = 0;
  for (let next = world.queue.take(); next !== null && of.state.status === 'active'; next = world.queue.take()) {
    // News that were not looked at yet are news, not time.
    const isLooked = of.lookAt > world.now + 20_000;
    for (const share of isLooked ? [0.01, 0.5, 0.99] : []) {
      const at = Math.floor(world.now + (next.at - world.now) * share);
      if (at <= world.now || at >= next.at) continue;
      const before = world.now;
      world.now = at;
      const { events } = decide(of.state, gather(world, of));
      world.now = before;
      expect(events, `at ${toInstant(at)}, between ${toInstant(world.now)} and ${toInstant(next.at)}`).toEqual([]);
      asked += 1;
    }
    world.now = Math.max(world.now, next.at);
    step(world, next.item);
  }
  expect(asked).toBeGreaterThan(100);
});

describe('several futures', () => {
  const results = Array.from({ length: 10 }, (_, seed) => run(seed));
  const spread = spreadOf(results);

  test('tell early, middle and late, in this order', () => {
    for (const { verified } of [...spread.devices, ...spread.rings]) {
      const known = [verified.p10, verified.p50, verified.p90].flatMap((time) => time ?? []);
      expect(known).toEqual(known.toSorted());
    }
    expect(spread.rings[0]?.passed.p50).not.toBeNull();
  });

  test('count in how many a device misses its deadline', () => {
    const [device] = spread.devices.filter(({ missed }) => missed > 0);
    expect(device?.missed).toBe(
      results.filter(({ devices }) => devices.find(({ deviceId }) => deviceId === device?.deviceId)?.deadline?.met === false).length,
    );
    expect(device?.why).not.toBeNull();
    expect(spread.deadlines.met + spread.deadlines.missed).toBe(40);
  });

  test('name holds once, with in how many they arise', () => {
    const reasons = spread.holds.map(({ reason, ring }) => `${reason} ${ring ?? ''}`);
    expect(new Set(reasons).size).toBe(reasons.length);
    expect(spread.holds.find(({ reason }) => reason === 'approval')?.at.of).toBe(10);
  });
});
