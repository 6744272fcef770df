import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allot, bytesPerSecond, fetchAtOnce, fetchMs, leastMegabits, megabitsAt, nextHours } from './bandwidth.ts';
import type { Bandwidth, Download } from './bandwidth.ts';
import type { Bound } from './bounds.ts';
import { nobodyElse } from './bounds.ts';
import { toMs } from './instants.ts';
import { bench, look, ordered, pass, secure, tell } from './testing/bench.ts';
import type { Bench } from './testing/bench.ts';
import { buildSpec } from './testing/build.ts';

const nights: Bandwidth = { zone: 'Europe/Berlin', megabits: 10, hours: { from: '20:00', to: '06:00', megabits: 100 } };
const always: Bandwidth = { zone: 'UTC', megabits: 8, hours: null };

describe('hours', () => {
  test.for([
    ['2026-03-02T12:00:00Z', 10],
    ['2026-03-02T18:59:59Z', 10],
    ['2026-03-02T19:00:00Z', 100],
    ['2026-03-03T04:59:59Z', 100],
    ['2026-03-03T05:00:00Z', 10],
    // An hour earlier by UTC in summer.
    ['2026-07-02T18:00:00Z', 100],
  ] as const)('at %s it is %d Mbit/s', ([at, megabits]) => {
    expect(megabitsAt(nights, toMs(at))).toBe(megabits);
  });

  const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kathmandu');
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((hm) => hm.map((n) => String(n).padStart(2, '0')).join(':'));
  const megabits = fc.integer({ min: 1, max: 200 });
  const bandwidth = fc
    .record({ zone, megabits, from: time, to: time, other: megabits })
    .filter(({ from, to }) => from !== to)
    .map(({ zone: of, megabits: most, from, to, other }): Bandwidth => ({
      zone: of,
      megabits: most,
      hours: { from, to, megabits: other },
    }));
  const minuteOf2026 = fc.integer({ min: 0, max: 364 * 1_440 }).map((minutes) => toMs('2026-01-01T00:00:00Z') + minutes * 60_000);

  test('other hours never begin before it is said that they may, in whatever zone', () => {
    fc.assert(
      fc.property(bandwidth, minuteOf2026, (of, at) => {
        const next = nextHours(of, at);
        expect(next).toBeGreaterThan(at);
        for (let ms = at; ms < next; ms += 7 * 60_000) expect(megabitsAt(of, ms)).toBe(megabitsAt(of, at));
      }),
      { numRuns: 100 },
    );
  });

  test('of a span nothing is less than its least', () => {
    fc.assert(
      fc.property(bandwidth, minuteOf2026, fc.integer({ min: 1, max: 3_000 }), (of, at, minutes) => {
        const least = leastMegabits(of, at, at + minutes * 60_000);
        for (let past = 0; past < minutes; past += 11) expect(megabitsAt(of, at + past * 60_000)).toBeGreaterThanOrEqual(least);
      }),
      { numRuns: 100 },
    );
  });

  test('the sum of what is told is never above the bandwidth, at any time, whoever asks when and for how much', () => {
    const ask = fc.record({
      after: fc.integer({ min: 0, max: 90 }),
      bytes: fc.constantFrom(0, 1_000_000, 400_000_000, 9_000_000_000),
      wanting: fc.integer({ min: 1, max: 6 }),
      keepsNoRate: fc.constantFrom(false, false, false, false, false, true),
    });
    let alone = 0;
    let several = 0;
    fc.assert(
      fc.property(bandwidth, minuteOf2026, fc.constantFrom(null, 1, 2, 12), fc.array(ask, { maxLength: 25 }), (of, from, most, asks) => {
        const told: (Download & { readonly at: number })[] = [];
        let now = from;
        for (const { after, ...given } of asks) {
          now += after * 60_000;
          const fetching = told.filter(({ until }) => toMs(until) > now);
          const got = allot(of, { now, fetching, most, ...given });
          if (got === null) continue;
          told.push({ ...got, at: now });
          if (fetching.length > 0) several += 1;
          if (got.bytesPerSecond === null) {
            alone += 1;
            expect(fetching).toEqual([]);
          } else expect(toMs(got.until) - now).toBeGreaterThanOrEqual(fetchMs(given.bytes, got.bytesPerSecond));
        }
        for (const { at: begun, until } of told)
          for (let at = begun; at < toMs(until); at = nextHours(of, at)) {
            const running = told.filter((one) => one.at <= at && toMs(one.until) > at);
            expect(running.length).toBeLessThanOrEqual(most ?? fetchAtOnce);
            expect(running.length === 1 || running.every((one) => one.bytesPerSecond !== null)).toBe(true);
            expect(running.reduce((sum, one) => sum + (one.bytesPerSecond ?? 0), 0)).toBeLessThanOrEqual(
              bytesPerSecond(megabitsAt(of, at)),
            );
          }
      }),
      { numRuns: 400 },
    );
    expect(alone).toBeGreaterThan(10);
    expect(several).toBeGreaterThan(200);
  });
});

describe('what is told', () => {
  const asks = { now: toMs('2026-03-02T12:00:00Z'), fetching: [], wanting: 1, most: null, bytes: 3_600_000_000, keepsNoRate: false };

  test('one alone gets all of it, several equal parts', () => {
    expect(allot(always, asks)?.bytesPerSecond).toBe(1_000_000);
    expect(allot(always, { ...asks, wanting: 2 })?.bytesPerSecond).toBe(500_000);
    expect(allot(always, { ...asks, wanting: 50 })?.bytesPerSecond).toBe(250_000);
    expect(allot(always, { ...asks, wanting: 50, most: 10 })?.bytesPerSecond).toBe(100_000);
  });

  test('it has an hour to begin, and a quarter more than its bytes take', () => {
    expect(allot(always, asks)?.until).toBe('2026-03-02T14:15:00Z');
  });

  test('what would last into the hours of less is told the less', () => {
    const evening = { ...asks, now: toMs('2026-03-03T04:30:00Z') };
    expect(allot(nights, { ...evening, bytes: 0 })?.bytesPerSecond).toBe(1_250_000);
    expect(allot(nights, { ...evening, now: toMs('2026-03-02T22:00:00Z') })?.bytesPerSecond).toBe(12_500_000);
  });

  test('what is left of a bandwidth that was lowered is not worth a place', () => {
    const fetching = [{ bytesPerSecond: 950_000, until: '2026-03-02T13:00:00Z' }];
    expect(allot(always, { ...asks, fetching })).toBeNull();
    expect(allot(always, { ...asks, fetching: [{ bytesPerSecond: 500_000, until: '2026-03-02T13:00:00Z' }] })?.bytesPerSecond).toBe(
      500_000,
    );
  });
});

describe('in a deployment', () => {
  const site = (bandwidth: Bandwidth, more: Partial<Bound['others']> = {}): Bound => ({
    kind: 'site',
    name: 'Harbour',
    deviceIds: ['a', 'b', 'c'],
    atOnce: null,
    perHour: null,
    disturbed: null,
    downloads: null,
    bandwidth,
    others: { ...nobodyElse, ...more },
  });
  const open = (...devices: string[]): Bench => bench(buildSpec({ rings: [{ devices }] }));
  const rates = (top: Bench): readonly (number | null | undefined)[] =>
    look(top).orders.flatMap((order) => (order.verb === 'get' ? [order.download?.bytesPerSecond] : []));

  test('devices of the site share it, and those of other sites know nothing of it', () => {
    const top = open('a', 'b', 'z');
    top.facts = { ...top.facts, bounds: [site(always)] };
    expect(rates(top)).toEqual([500_000, 500_000, undefined]);
  });

  test('who waits says for what, and has its turn when one has all of it', () => {
    const top = open('a', 'b', 'c');
    top.facts = { ...top.facts, bounds: [{ ...site(always), downloads: 2 }] };
    expect(rates(top)).toEqual([500_000, 500_000]);
    top.facts = { ...top.facts, bounds: [site(always)] };
    expect(look(top).waitingOn).toContainEqual(expect.objectContaining({ what: 'limit', deviceId: 'c', limit: 'bandwidth', most: 8 }));
    secure(top, 'a');
    expect(rates(top)).toEqual([500_000]);
  });

  test('what was not fetched in its time is told again, by another instruction', () => {
    const top = open('a');
    top.facts = { ...top.facts, bounds: [site(always)] };
    const [first] = look(top).orders;
    pass(top, 'PT59M');
    expect(look(top).orders).toEqual([]);
    pass(top, 'PT2M');
    const [again] = look(top).orders;
    expect(again?.verb).toBe('get');
    expect(again?.instructionId).not.toBe(first?.instructionId);
  });

  test('what refuses a rate is told without one, when nobody else fetches', () => {
    const top = open('a', 'b');
    top.facts = { ...top.facts, bounds: [site(always)] };
    look(top);
    tell(top, 'a', { rateRefused: top.state.runs['a']?.fetchId ?? '' });
    expect(rates(top)).toEqual([]);
    expect(top.state.runs['a']).toMatchObject({ outcome: null, keepsNoRate: true });
    secure(top, 'b');
    expect(rates(top)).toEqual([null]);
  });

  test('other deployments count: with what they were told, or with all of it where they were told none', () => {
    const until = '2026-03-02T23:00:00Z';
    const top = open('a');
    top.facts = { ...top.facts, bounds: [site(always, { downloading: 1 })] };
    expect(ordered(look(top), 'get')).toEqual([]);
    top.facts = { ...top.facts, bounds: [site(always, { downloading: 1, fetching: [{ bytesPerSecond: 400_000, until }] })] };
    expect(rates(top)).toEqual([600_000]);
  });

  test('without a bandwidth there is no rate, and a device is told once for good', () => {
    const top = open('a');
    expect(rates(top)).toEqual([undefined]);
    pass(top, 'PT5H');
    expect(ordered(look(top), 'get')).toEqual([]);
  });
});
