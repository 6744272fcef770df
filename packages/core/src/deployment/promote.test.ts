/** A named person lets a ring pass before the end of its soak. */
import { expect, test } from 'vitest';
import { bench, holdReasonsOf, look, ordered, pass, secure, tell, verify, wish } from './testing/bench.ts';
import type { Bench } from './testing/bench.ts';
import { buildSpec, serviceCheck } from './testing/build.ts';
import { canCommand } from './commands-table.ts';
import { promotableRing } from './promotable.ts';
import { testStanding } from './test-standing.ts';

const step = {
  kind: 'manual',
  name: 'sell something',
  instruction: 'Sell tea.',
  expected: 'A receipt.',
  onFailure: 'hold',
  whatToDo: 'Call.',
} as const;
const three = buildSpec({
  rings: [{ devices: ['a'] }, { devices: ['b'] }, { devices: ['c'] }],
  header: { testSteps: [step], checks: [serviceCheck] },
});

function begun(spec = three): Bench {
  const top = bench(spec);
  look(top);
  secure(top, ...Object.keys(top.state.runs));
  look(top);
  return top;
}
function soaking(spec = three): Bench {
  const top = begun(spec);
  verify(top, 'a');
  look(top);
  expect(top.state.rings[0]?.phase).toBe('soaking');
  return top;
}
const promote = (top: Bench, ring: number, because = 'It is being exploited') => wish(top, { kind: 'promote', ring, because });

test('the next ring begins at once, and what was left out is kept with who said so', () => {
  const top = soaking();
  pass(top, 'PT30M');
  promote(top, 0);
  expect(ordered(look(top), 'install')).toEqual(['b']);
  expect(top.state.rings[0]).toMatchObject({
    phase: 'passed',
    evidence: {
      verified: 1,
      checksPassed: null,
      soakedUntil: '2026-03-02T08:30:00Z',
      promoted: {
        because: 'It is being exploited',
        at: '2026-03-02T08:30:00Z',
        soakUntil: '2026-03-02T10:00:00Z',
        stepsOpen: ['sell something'],
      },
    },
  });
  expect(testStanding(top.state)).toMatchObject({
    level: 'attention',
    sentence: expect.stringContaining('1 ring passed by the word of a person'),
  });
});

test.each([
  ['its reason is missing', () => soaking(), 0, ' ', 'because.missing'],
  ['it has not all its devices', () => begun(), 0, 'now', 'ring.not-soaking'],
  ['another ring soaks', () => soaking(), 1, 'now', 'ring.not-soaking'],
  ['it is not approved', () => bench(three, { approved: false }), 0, 'now', 'deployment.held'],
] as const)('nothing is promoted where %s', (_what, made, ring, because, code) => {
  const top = made();
  const before = top.state;
  expect(promote(top, ring, because)).toMatchObject({ refused: true, code });
  expect(top.state).toBe(before);
});

test('a hold comes first, and takes back what was said before it', () => {
  const top = soaking();
  wish(top, { kind: 'hold', because: 'wait' });
  expect(promote(top, 0)).toMatchObject({ code: 'deployment.held' });

  const other = soaking();
  promote(other, 0);
  expect(promote(other, 0)).toMatchObject({ code: 'ring.promoted-already' });
  wish(other, { kind: 'hold', because: 'wait' });
  const hold = other.state.holds[0]?.id ?? '';
  wish(other, { kind: 'release', holdId: hold, content: { because: 'go', acceptedDeviceIds: [] } });
  expect(ordered(look(other), 'install')).toEqual([]);
  expect([other.state.rings[0]?.phase, holdReasonsOf(other)]).toEqual(['soaking', []]);
});

test('the last ring has nothing after it', () => {
  const top = soaking(buildSpec({ rings: [{ devices: ['a'] }] }));
  expect(promote(top, 0)).toMatchObject({ code: 'ring.is-last' });
});

test('a mission-critical device waits for the whole soak of its stand-in all the same', () => {
  const top = soaking();
  tell(top, 'b', { standIn: { name: 'b', by: { deviceId: 'a', name: 'a' }, required: true } });
  promote(top, 0);
  expect(ordered(look(top), 'install')).toEqual([]);
  expect(look(top).waitingOn).toContainEqual({ what: 'stand-in', deviceId: 'b', because: expect.stringContaining('must stay well') });
  pass(top, 'PT2H');
  expect(ordered(look(top), 'install')).toEqual(['b']);
});

test('which ring could be promoted is told exactly where the command allows it', () => {
  const held = soaking();
  wish(held, { kind: 'hold', because: 'wait' });
  const done = soaking();
  promote(done, 0);
  const cancelled = soaking();
  wish(cancelled, { kind: 'cancel', because: 'no' });
  const last = soaking(buildSpec({ rings: [{ devices: ['a'] }] }));
  for (const top of [soaking(), begun(), bench(three, { approved: false }), held, done, cancelled, last])
    expect(promotableRing(top.state) !== null).toBe(canCommand(top.state, 'promote').allowed);
  expect(promotableRing(soaking().state)).toEqual({
    ring: 0,
    name: 'test',
    soakUntil: '2026-03-02T10:00:00Z',
    nextFrom: expect.stringMatching(/^2026-/),
    stepsOpen: ['sell something'],
  });
});
