import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Absence } from '../absence/index.ts';
import { days, deadlineOf, frameworks, hours, slaFramework, tightest } from './index.ts';
import type { Framework } from './index.ts';
import { cis81 } from './packs/cis.ts';
import { cyberEssentials } from './packs/cyber-essentials.ts';
import { essentialEightMl3 } from './packs/essential-eight.ts';
import { dora } from './packs/european.ts';
import { hipaaProposed } from './packs/hipaa.ts';
import { pciDss401 } from './packs/pci-dss.ts';
import { sla } from './packs/sla.ts';

const serious = { severity: { cvss: 9.8, vendor: 'critical' }, exploited: false } as const;
const released = '2026-03-10';

describe('the clock', () => {
  test.each([pciDss401, cyberEssentials])('$title counts from the release and from nothing else', (framework: Framework) => {
    const answer = deadlineOf(framework, { ...serious, events: { published: released, detected: released, offered: released } });
    expect(answer).toMatchObject({ due: null, clock: { event: 'released', at: null } });
    expect(answer.unknown).toEqual([{ input: 'events.released', value: null, why: 'When it was released by its maker is not known.' }]);
    expect(answer.why).toContain('can not be counted');
  });

  test.each([
    ['yesterday', '"yesterday" is neither a day nor an instant'],
    ['2026-02-30', '"2026-02-30" is neither'],
  ])('%s is not read as a day, and that is said', (at, words) => {
    const answer = deadlineOf(pciDss401, { ...serious, events: { released: at } });
    expect(answer.due).toBeNull();
    expect(answer.why).toContain(words);
  });

  test.each([
    [{ released, offered: '2026-03-12' }, '2026-04-10', 'released', '7.3', 0],
    [{ offered: '2026-03-12' }, '2026-04-12', 'offered', '7.3', 1],
    [{ detected: '2026-03-13' }, '2026-04-13', 'detected', '7.7', 0],
    [{}, null, 'released', '7.3', 2],
  ])('a clause that names no event lets another one stand in: %j', (events, due, event, clause, unknown) => {
    const answer = deadlineOf(cis81, { ...serious, events, device: { softwareClass: 'os' } });
    expect(answer).toMatchObject({ due, clause, clock: { event } });
    expect(answer.unknown).toHaveLength(unknown);
  });

  test.each([
    [{ released, detected: '2026-03-01' }, '2026-03-25', 'released'],
    [{ released, detected: '2026-03-20' }, '2026-04-04', 'detected'],
    [{ detected: '2026-03-20' }, '2026-04-04', 'detected'],
  ])('the proposal counts from the later of need and fix: %j', (events, due, event) => {
    expect(deadlineOf(hipaaProposed, { ...serious, events })).toMatchObject({ due, clock: { event } });
  });

  test('hours from a day alone are counted from its beginning, and that is said', () => {
    const device = { softwareClass: 'firmware' };
    const answer = deadlineOf(essentialEightMl3, { ...serious, events: { released }, device });
    expect(answer.due).toBe('2026-03-12T00:00:00Z');
    expect(answer.unknown.map(({ input, value }) => [input, value])).toEqual([['events.released', '00:00']]);
    expect(deadlineOf(essentialEightMl3, { ...serious, events: { released }, device }, { zone: 'Australia/Sydney' }).due).toBe(
      '2026-03-11T13:00:00Z',
    );
  });

  test('days follow the calendar of the zone', () => {
    const input = { ...serious, events: { released: '2026-03-10T23:30:00Z' } };
    expect(deadlineOf(cyberEssentials, input).due).toBe('2026-03-24');
    expect(deadlineOf(cyberEssentials, input, { zone: 'Europe/Berlin' }).due).toBe('2026-03-25');
    expect(() => deadlineOf(cyberEssentials, input, { zone: 'Europe/Nowhere' })).toThrow(RangeError);
  });
});

describe('a device that was off', () => {
  const off = (backOnline: string): ReturnType<typeof deadlineOf> =>
    deadlineOf(cyberEssentials, { ...serious, events: { released, backOnline } });

  test('its deadline stays, and what it is from the return stands beside it', () => {
    expect(off('2026-03-20T08:00:00Z')).toMatchObject({
      due: '2026-03-24',
      clock: { event: 'released', at: released },
      otherClock: { event: 'backOnline', at: '2026-03-20T08:00:00Z', due: '2026-04-03' },
    });
  });

  test.each(['2026-03-09', released, 'never'])('a return at %s changes nothing', (backOnline) => {
    expect(off(backOnline)).toMatchObject({ due: '2026-03-24', otherClock: null });
  });
});

describe('both clocks of a device that was provably off', () => {
  const away = (from: string, until: string): Absence => ({ from, until, proof: 'boot' });
  const days5to12 = away('2026-03-05T08:00:00Z', '2026-03-12T09:00:00Z');
  const on = (framework: Framework, off: readonly Absence[], started = '2026-03-01T10:00:00Z') =>
    deadlineOf(framework, { ...serious, events: { released: started } }, { off });
  const agreed = (offDays: number | null, urgent = days(11)) =>
    slaFramework({ version: '3', clock: 'released', urgent, normal: null, offDays });

  test('where the agreement leaves such time out, what is left counts and the calendar stands beside it', () => {
    const answer = on(agreed(30), [days5to12]);
    expect(answer).toMatchObject({ due: '2026-03-19', otherClock: { kind: 'calendar', at: days5to12.until, due: '2026-03-12' } });
    expect(answer.why).toContain(
      'due 2026-03-12. The device was off 2026-03-05 08:00 to 2026-03-12 09:00 (proved by its boot) and that does not count: due 2026-03-19.',
    );
  });

  test.each([cyberEssentials, pciDss401, agreed(null)])(
    '$title, $version: the calendar counts, and the other clock is only shown',
    (framework) => {
      const calendar = on(framework, []);
      const answer = on(framework, [days5to12]);
      expect(calendar.due).not.toBeNull();
      expect(answer.due).toBe(calendar.due);
      expect(calendar.otherClock).toBeNull();
      expect(answer.otherClock).toMatchObject({
        kind: 'time-on',
        due: Temporal.PlainDate.from(calendar.due ?? '')
          .add({ days: 7 })
          .toString(),
      });
    },
  );

  test.each([
    ['a second absence begins within the moved time', [days5to12, away('2026-03-18T00:00:00Z', '2026-03-20T00:00:00Z')], 30, '2026-03-21'],
    ['another begins when it is over', [days5to12, away('2026-03-20T00:00:00Z', '2026-03-30T00:00:00Z')], 30, '2026-03-19'],
    ['at most as many days as were agreed', [days5to12], 3, '2026-03-15'],
    ['what lay before the clock began counts for nothing', [away('2026-02-01T00:00:00Z', '2026-03-01T09:00:00Z')], 30, '2026-03-12'],
    ['of one that began before, what lies behind', [away('2026-02-01T00:00:00Z', '2026-03-04T10:00:00Z')], 30, '2026-03-15'],
    ['a due day in the middle of it waits for its end', [away('2026-03-11T00:00:00Z', '2026-03-21T00:00:00Z')], 30, '2026-03-22'],
  ])('%s', (_what, off, offDays, due) => {
    expect(on(agreed(offDays), off).due).toBe(due);
  });

  test('hours stop to the second', () => {
    expect(on(agreed(30, hours(200)), [days5to12]).due).toBe('2026-03-16T19:00:00Z');
    expect(on(agreed(30, hours(48)), [days5to12])).toMatchObject({ due: '2026-03-03T10:00:00Z', otherClock: null });
  });

  test('an absence never makes it earlier, and never later than was agreed', () => {
    const moment = fc.integer({ min: 0, max: 60 * 24 }).map((hour) => Temporal.Instant.from('2026-02-20T00:00:00Z').add({ hours: hour }));
    const spans = fc.array(fc.tuple(moment, fc.integer({ min: 24, max: 400 })), { maxLength: 5 });
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 20 }), (given, offDays) => {
        const off = given.map(([from, length]) => away(from.toString(), from.add({ hours: length }).toString()));
        const { due } = on(agreed(offDays), off);
        return due !== null && due >= '2026-03-12' && due <= Temporal.PlainDate.from('2026-03-12').add({ days: offDays }).toString();
      }),
    );
  });
});

describe('times that an organisation sets itself', () => {
  const own = { clock: 'detected', urgent: hours(72), normal: days(45) } as const;
  const urgent = { ...serious, inKev: true, events: { released, detected: '2026-03-12T08:00:00Z' } };
  const normal = {
    cves: ['CVE-2026-10001'],
    ...serious,
    epss: 0,
    automatable: 'no',
    technicalImpact: 'partial',
    device: { tier: 3, exposure: 'internal' },
  } as const;

  test.each([
    ['dora', dora],
    ['sla', sla],
  ])('%s uses them by urgency, and without them there is no day', (_id, framework) => {
    expect(deadlineOf(framework, urgent, { own })).toMatchObject({ due: '2026-03-15T08:00:00Z', clock: { event: 'detected' } });
    expect(deadlineOf(framework, { ...normal, events: urgent.events }, { own })).toMatchObject({ due: '2026-04-26' });
    expect(deadlineOf(framework, urgent)).toMatchObject({ due: null, unknown: [] });
    expect(deadlineOf(framework, urgent).why).toContain('names no fixed time');
  });

  test('they do not replace what a clause does set', () => {
    expect(deadlineOf(pciDss401, urgent, { own }).due).toBe('2026-04-10');
    expect(deadlineOf(pciDss401, { ...urgent, severity: { cvss: 5 } }, { own }).due).toBe('2026-03-15T08:00:00Z');
  });

  test('an agreement is a framework like any other', () => {
    const agreement = slaFramework({ version: 'March 2026', clock: 'released', urgent: days(7), normal: null });
    expect(deadlineOf(agreement, urgent)).toMatchObject({ due: '2026-03-17', clause: 'urgent', version: 'March 2026' });
    expect(deadlineOf(agreement, { ...normal, events: { released } })).toMatchObject({ due: null, clause: 'normal' });
    expect(deadlineOf(agreement, { cves: [], events: { released } })).toMatchObject({ due: null, clause: 'normal' });
    expect(JSON.parse(JSON.stringify(agreement))).toEqual(agreement);
  });
});

test('an update that mends no vulnerability is no matter of a framework about vulnerabilities', () => {
  const quality = { cves: [], events: { released }, device: { softwareClass: 'os' } } as const;
  expect(deadlineOf(cyberEssentials, quality)).toMatchObject({ due: null, clause: null, clock: null });
  expect(deadlineOf(cis81, quality)).toMatchObject({ due: '2026-04-10', clause: '7.3' });
});

test('the line to keep', () => {
  expect(deadlineOf(pciDss401, { ...serious, events: { released } }).why).toBe(
    'PCI DSS 4.0.1, 6.3.3: Fixes of critical vulnerabilities are installed within one month of their release. ' +
      'One month from 2026-03-10, when it was released by its maker: due 2026-04-10.',
  );
});

describe('the tightest of several', () => {
  const input = { ...serious, events: { released: '2026-03-10T17:00:00Z' }, device: { softwareClass: 'firmware' } };

  test('decides with its reasons; the rest is kept in order', () => {
    const all = [pciDss401, dora, cyberEssentials, essentialEightMl3].map((framework) => deadlineOf(framework, input));
    const answer = tightest(all);
    expect(answer.due).toBe('2026-03-12T17:00:00Z');
    expect(answer.decides.map(({ framework }) => framework)).toEqual(['essential-eight-ml3']);
    expect(answer.others.map(({ framework }) => framework)).toEqual(['cyber-essentials-3.3', 'pci-dss-4.0.1', 'dora']);
    expect(answer.why).toBe(all[3]?.why);
  });

  test('two that agree both decide', () => {
    const twice = [deadlineOf(cyberEssentials, input), deadlineOf({ ...cyberEssentials, id: 'copy' }, input)];
    expect(tightest(twice).decides).toHaveLength(2);
  });

  test.each([
    [['2026-03-12T23:59:59Z', '2026-03-12'], 'UTC', '2026-03-12T23:59:59Z'],
    [['2026-03-13T00:00:01Z', '2026-03-12'], 'UTC', '2026-03-12'],
    [['2026-03-12T23:59:59Z', '2026-03-12'], 'Europe/Berlin', '2026-03-12'],
  ])('of %j in %s it is %s: a day lasts to its end there', (dues, zone, due) => {
    const some = deadlineOf(cyberEssentials, input);
    expect(
      tightest(
        dues.map((one) => ({ ...some, due: one })),
        zone,
      ).due,
    ).toBe(due);
  });

  test('none at all', () => {
    expect(tightest([deadlineOf(dora, input)])).toMatchObject({ due: null, decides: [], why: 'No framework sets a day.' });
    expect(tightest([]).due).toBeNull();
  });
});

test('no framework throws or sets a day before its clock, whatever is known and whatever is not', () => {
  const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
  const day = maybe(fc.constantFrom('2026-03-10', '2026-03-12T08:00:00Z', '2024-02-29', 'nonsense'));
  const input = fc.record({
    events: fc.record({ released: day, kevAdded: day, detected: day, offered: day, backOnline: day }),
    severity: fc.record({ cvss: maybe(fc.constantFrom(0, 6.9, 7, 9, 'x')), vendor: maybe(fc.constantFrom('critical', 'low', 'x')) }),
    exploited: maybe(fc.boolean()),
    device: fc.record({
      tier: maybe(fc.constantFrom(1, 3)),
      exposure: maybe(fc.constantFrom('internet', 'internal')),
      role: maybe(fc.constantFrom('server', 'laptop')),
      softwareClass: maybe(fc.constantFrom('os', 'browser', 'driver', 'other')),
    }),
  });
  fc.assert(
    fc.property(fc.constantFrom(...frameworks), input, (framework, facts) => {
      const answer = deadlineOf(framework, facts);
      expect(answer.why).not.toBe('');
      if (answer.due === null) return;
      expect(answer.clock?.at?.slice(0, 10)).toSatisfy((at: string) => at <= (answer.due ?? ''));
    }),
    { numRuns: 500 },
  );
});
