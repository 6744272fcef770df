/** A mission-critical device waits for its stand-in where its policy asks for that. */
import { expect, test } from 'vitest';
import { bench, end, holdReasonsOf, look, ordered, pass, secure, tell, verify, wish } from './testing/bench.ts';
import type { Bench } from './testing/bench.ts';
import { buildSpec } from './testing/build.ts';
import { testStanding } from './test-standing.ts';
import type { StandInFact } from './types.ts';

const gate = { minVerified: 1, minRate: 0.5, soak: 'PT2H' };
const spec = buildSpec({
  rings: [
    { devices: ['test', 'other'], gate },
    { devices: ['db', 'web'], gate },
    { devices: ['late'], gate },
  ],
  header: { failureBudget: 5 },
});
const by = (deviceId: string | null): StandInFact['by'] => ({ deviceId, name: 'db-test' });

/** `db` of the second ring is mission-critical. */
function started(standIn: StandInFact['by'], required = true): Bench {
  const top = bench(spec);
  tell(top, 'db', { standIn: { name: 'db', by: standIn, required } });
  look(top);
  secure(top, ...Object.keys(top.state.runs));
  look(top);
  return top;
}
/** The first ring is done and soaked; what is ordered then. */
function firstRingDone(top: Bench, test: 'verified' | 'failed' = 'verified'): readonly string[] {
  if (test === 'verified') verify(top, 'test');
  else end(top, 'test', 'failed');
  verify(top, 'other');
  look(top);
  pass(top, 'PT3H');
  return ordered(look(top), 'install');
}
const waits = (top: Bench) => look(top).waitingOn.flatMap((one) => (one.what === 'stand-in' ? [[one.deviceId, one.because]] : []));

test('what its stand-in has shown in a ring before it lets it go, and is kept with that ring', () => {
  const top = started(by('test'));
  expect(firstRingDone(top).toSorted()).toEqual(['db', 'web']);
  const sentence = 'db is represented by db-test, which had the same change in ring “test”, was verified and was well through its soak.';
  expect(top.state.rings[0]?.evidence?.standIns).toEqual([{ deviceId: 'db', tested: true, sentence }]);
  expect(testStanding(top.state)?.level).toBe('good');
});

test.each([
  ['nobody named one', null, 'verified', 'has no stand-in'],
  ['it is outside', by(null), 'verified', 'outside of Fettle'],
  ['it takes no part', by('stranger'), 'verified', 'takes no part'],
  ['it comes later', by('late'), 'verified', 'only after it, in ring “broad”'],
  ['it failed', by('test'), 'failed', 'ended in ring “test” as failed'],
] as const)('where %s, the others go, then a person is asked', (_what, standIn, result, because) => {
  const top = started(standIn);
  expect(firstRingDone(top, result)).toEqual(['web']);
  look(top);
  const hold = top.state.holds.find(({ reason }) => reason === 'stand-in');
  expect(hold).toMatchObject({ ring: 1, detail: expect.stringContaining(because) });
  const release = (why: string) => wish(top, { kind: 'release', holdId: hold?.id ?? '', content: { because: why, acceptedDeviceIds: [] } });
  expect(release(' ')).toMatchObject({ refused: true });
  release('Tried by hand');
  expect(ordered(look(top), 'install')).toEqual(['db']);
  expect(testStanding(top.state)?.level).toBe('attention');
});

test('another stand-in that has shown it lets go without a person', () => {
  const top = started(null);
  firstRingDone(top);
  look(top);
  expect(holdReasonsOf(top)).toEqual(['stand-in']);
  tell(top, 'db', { securedOk: true, standIn: { name: 'db', by: by('other'), required: true } });
  expect(ordered(look(top), 'install')).toEqual(['db']);
  expect(holdReasonsOf(top)).toEqual([]);
});

test('of the same ring it goes first, and must be well for the soak of the ring', () => {
  const top = started(by('web'));
  expect(firstRingDone(top)).toEqual(['web']);
  expect(waits(top)).toEqual([['db', 'db is represented by db-test, which has the same change in ring “pilot” and is not done.']]);
  verify(top, 'web');
  look(top);
  expect(waits(top)[0]?.[1]).toContain('must stay well through its soak');
  expect(holdReasonsOf(top)).toEqual([]);
  pass(top, 'PT2H');
  expect(ordered(look(top), 'install')).toEqual(['db']);
});

test('where it is only asked for, nothing waits, and the evidence says what was lacking', () => {
  const top = started(null, false);
  expect(firstRingDone(top).toSorted()).toEqual(['db', 'web']);
  expect(top.state.rings[0]?.evidence?.standIns).toMatchObject([{ deviceId: 'db', tested: false }]);
  expect(testStanding(top.state)).toMatchObject({ level: 'attention', sentence: expect.stringContaining('1 mission-critical device') });
});
