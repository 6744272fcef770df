import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decision, subject } from './decision.fixture.ts';
import { decidedUntil, effectiveDecision, standingOf } from './index.ts';
import type { Decision } from './index.ts';

const day = (n: number) => Temporal.Instant.from('2026-03-01T00:00:00Z').add({ hours: 24 * n });
const instant = fc.integer({ min: 0, max: 20 }).map((n) => day(n).toString());
const cves = [...subject.advisories, 'CVE-2026-10003'];
const aDecision: fc.Arbitrary<Decision> = fc
  .record({
    about: fc.oneof(
      fc
        .constantFrom('2.0-1', '1.0-1', null)
        .map((sourceVersion) => ({ kind: 'update', manager: 'apt', sourceName: 'lab-app', sourceVersion }) as const),
      fc.subarray(cves, { minLength: 1 }).map((ids) => ({ kind: 'advisory', id: 'LAB-1', ids }) as const),
    ),
    scope: fc.constantFrom(
      { kind: 'client' } as const,
      { kind: 'site', ids: ['s1'] } as const,
      { kind: 'site', ids: ['s2'] } as const,
      { kind: 'devices', ids: ['v1', 'v2'] } as const,
    ),
    kind: fc.constantFrom('deploy', 'workaround', 'exception', 'block'),
    made: fc.constantFrom('manual', 'rule'),
    madeAt: instant,
    startsAt: instant,
    endsAt: fc.option(instant),
    verifiedAt: fc.option(instant),
    revoked: fc.option(fc.constant({ at: '2026-03-01T00:00:00Z', by: 'p1', because: 'No' })),
  })
  .map(({ verifiedAt, ...one }) => {
    const how = { what: 'Closed', check: 'It is', undoWhenFixed: true, verifiedAt, undoneAt: null };
    return decision({ ...one, workaround: one.kind === 'workaround' ? how : null });
  });
const some = fc.array(aDecision, { maxLength: 7 }).map((list) => list.map((one, n) => ({ ...one, id: `d${n}` })));
const when = fc.integer({ min: 0, max: 21 }).map(day);

test('the order in which decisions come does not matter', () => {
  fc.assert(
    fc.property(some, when, fc.integer(), (list, now, seed) => {
      const mixed = list.toSorted((a, b) => ((a.id.charCodeAt(1) * 31 + seed) % 7) - ((b.id.charCodeAt(1) * 31 + seed) % 7));
      expect(effectiveDecision(mixed, subject, now)).toEqual(effectiveDecision(list, subject, now));
    }),
  );
});

test('what counts is in force; decided is never without a decision; each other one that is not over has its reason', () => {
  fc.assert(
    fc.property(some, when, (list, now) => {
      const { decision: one, state, overruled } = effectiveDecision(list, subject, now);
      if (one !== null) expect(standingOf(one, now)).toBe('in-force');
      if (state === 'decided') expect(one).not.toBeNull();
      if (state === 'expired') expect(overruled.some((other) => standingOf(other.decision, now) === 'expired')).toBe(true);
      for (const other of overruled)
        expect([other.why !== '', other.decision.revoked, other.decision === one]).toEqual([true, null, false]);
    }),
  );
});

test('a block in force that reaches it always counts, and is blocked by nothing', () => {
  fc.assert(
    fc.property(some, when, (list, now) => {
      const block = decision({ id: 'x', kind: 'block', startsAt: day(0).toString() });
      expect(effectiveDecision([...list, block], subject, now)).toMatchObject({ state: 'decided', decision: { kind: 'block' } });
    }),
  );
});

test('a rule changes nothing where a person decided', () => {
  fc.assert(
    fc.property(some, aDecision, when, (list, one, now) => {
      const before = effectiveDecision(list, subject, now);
      const rule = { ...one, id: 'x', made: 'rule' as const, kind: 'deploy' as const, workaround: null };
      if (before.decision === null || before.decision.made === 'rule') return;
      expect(effectiveDecision([...list, rule], subject, now).decision).toEqual(before.decision);
    }),
  );
});

test('until the instant that is told it stays decided, and then it is not', () => {
  fc.assert(
    fc.property(some, when, fc.integer({ min: 0, max: 25 * 24 }), (list, now, hours) => {
      const until = decidedUntil(list, subject, now);
      const then = now.add({ hours });
      const { state } = effectiveDecision(list, subject, then);
      if (until === null || Temporal.Instant.compare(then, until) < 0) expect(state).toBe('decided');
      if (until !== null) expect(effectiveDecision(list, subject, until).state).not.toBe('decided');
    }),
  );
});
