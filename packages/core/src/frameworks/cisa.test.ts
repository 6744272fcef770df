import { describe, expect, test } from 'vitest';
import { deadlineOf, withClock } from './index.ts';
import { bod2201, bod2604 } from './packs/cisa.ts';

const released = '2026-03-10';

describe('BOD 26-04', () => {
  test.each([
    ['nnnn', null, 'fix on system upgrade'],
    ['ynnn', '2026-03-24', '14 days'],
    ['nynn', '2026-05-09', '60 days'],
    ['nnyn', '2026-05-09', '60 days'],
    ['nnny', null, 'fix on system upgrade'],
    ['yynn', '2026-03-24', '14 days'],
    ['ynyn', '2026-03-24', '14 days'],
    ['nyyn', '2026-03-24', '14 days'],
    ['ynny', '2026-03-24', '14 days'],
    ['nyny', '2026-03-24', '14 days'],
    ['nnyy', '2026-05-09', '60 days'],
    ['yyyn', '2026-03-13', '3 days'],
    ['yyny', '2026-03-13', '3 days & forensic investigation'],
    ['ynyy', '2026-03-13', '3 days & forensic investigation'],
    ['nyyy', '2026-03-13', '3 days'],
    ['yyyy', '2026-03-13', '3 days & forensic investigation'],
  ])('%s (in KEV, exposed, automatable, total): %s, %s', (row, due, clause) => {
    const [kev, exposed, automatable, total] = row;
    const answer = deadlineOf(bod2604, {
      inKev: kev === 'y',
      events: { released, kevAdded: kev === 'y' ? released : null },
      automatable: automatable === 'y',
      technicalImpact: total === 'y' ? 'total' : 'partial',
      device: { exposure: exposed === 'y' },
    });
    expect(answer).toMatchObject({ due, clause });
    expect(answer.why.includes('Evidence is secured')).toBe(clause.includes('forensic'));
  });

  const facts = { automatable: 'no', technicalImpact: 'total', device: { exposure: 'internal' } } as const;

  test.each([
    [{ released, kevAdded: '2026-03-12', detected: '2026-03-11' }, '2026-03-26', 'kevAdded', ''],
    [{ released, kevAdded: '2026-03-12', detected: '2026-03-15' }, '2026-03-29', 'detected', ''],
    [{ released: '2026-03-20', kevAdded: '2026-03-12', detected: '2026-03-15' }, '2026-04-03', 'released', ''],
    [{ kevAdded: '2026-03-12' }, '2026-03-26', 'kevAdded', 'events.released events.detected'],
  ])('counts from the latest of release, addition and detection: %j', (events, due, event, unknown) => {
    const answer = deadlineOf(bod2604, { ...facts, events });
    expect(answer).toMatchObject({ due, clock: { event } });
    expect(answer.unknown.map(({ input }) => input).join(' ')).toBe(unknown);
  });

  test('another clock is another version, and the earlier events are told', () => {
    const input = { ...facts, events: { released, kevAdded: '2026-03-12', detected: '2026-03-15' } };
    const fromAddition = withClock(bod2604, { pick: 'first-known', of: ['kevAdded'] });
    expect(deadlineOf(fromAddition, input)).toMatchObject({ due: '2026-03-26', version: '1.0.0, counted from kevAdded', unknown: [] });
    expect(deadlineOf(bod2604, input).why).toContain(
      'Counted from 2026-03-12, when it was added to the catalogue of known exploited vulnerabilities, it would be 2026-03-26.',
    );
  });

  test('what is not in the catalogue lacks no day of addition', () => {
    const answer = deadlineOf(bod2604, {
      ...facts,
      device: { exposure: 'internet' },
      events: { released, detected: released, kevAdded: null },
    });
    expect(answer).toMatchObject({ due: '2026-03-24', unknown: [] });
  });

  test('inputs that were taken are named', () => {
    const answer = deadlineOf(bod2604, { cves: ['CVE-2026-10001'], events: { released, detected: released } });
    expect(answer).toMatchObject({ due: '2026-03-24', clause: '14 days' });
    expect(answer.unknown.map(({ input, value }) => `${input} ${value}`)).toEqual([
      'device.exposure internet',
      'inKev no',
      'automatable yes',
      'technicalImpact partial',
    ]);
  });
});

describe('BOD 22-01', () => {
  test.each([
    ['the stated day', { kevAdded: '2026-03-10', kevDue: '2026-03-31' }, ['CVE-2026-10001'], '2026-03-31', true],
    ['a day after the addition', { kevAdded: '2026-03-10', kevDue: '2026-03-11' }, [], null, true],
    ['a stated day before the addition', { kevAdded: '2026-11-03', kevDue: '2026-09-21' }, ['CVE-2026-10001'], '2026-09-21', true],
    ['the stated day alone', { kevDue: '2026-03-31' }, undefined, '2026-03-31', true],
    ['no day, new id', { kevAdded: '2026-03-10' }, ['CVE-2026-10001'], '2026-03-24', false],
    ['no day, old id', { kevAdded: '2026-03-10' }, ['CVE-2020-10001'], '2026-09-10', false],
    ['no day, both', { kevAdded: '2026-03-10' }, ['CVE-2020-10001', 'CVE-2026-10001'], '2026-03-24', false],
    ['no day, no id', { kevAdded: '2026-03-10' }, undefined, '2026-03-24', false],
    ['not in the catalogue', { kevAdded: null }, ['CVE-2026-10001'], null, true],
  ])('%s', (_what, events, cves, due, confirmed) => {
    expect(deadlineOf(bod2201, { events, ...(cves === undefined ? {} : { cves }) })).toMatchObject({ due, confirmed });
  });

  test('in the catalogue without any day: due is not known, and the missing event is named', () => {
    const answer = deadlineOf(bod2201, { inKev: true, cves: ['CVE-2026-10001'] });
    expect(answer).toMatchObject({ due: null, clause: 'two weeks', clock: { event: 'kevAdded', at: null } });
    expect(answer.unknown.map(({ input }) => input)).toEqual(['events.kevAdded']);
  });
});
