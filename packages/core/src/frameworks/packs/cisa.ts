/**
 * CISA's directives: BOD 26-04 by its decision table, and BOD 22-01, which it replaced and which contracts still name
 * (https://www.cisa.gov/news-events/directives).
 */
import { bodBands, bodDays } from '../../risk/index.ts';
import type { BodBand } from '../../risk/index.ts';
import { all, from, not } from '../conditions.ts';
import { days, months } from '../durations.ts';
import type { Clock, Framework, Rule, When } from '../types.ts';

const scopeText = 'Systems of United States federal civilian agencies; a benchmark for everybody else.';

/**
 * Entries of the catalogue are said to be counted from their addition; for the rest nothing is confirmed. The default is the latest of
 * the three, because nothing can be mended before it is released and seen; `why` tells what the others would give, and
 * `withClock` sets another one.
 */
const latest: Clock = { pick: 'latest', of: ['released', 'kevAdded', 'detected'] };

export const bod2604: Framework = {
  id: 'bod-26-04',
  version: '1.0.0',
  title: 'BOD 26-04',
  aliases: ['cisa-bod-26-04', 'binding-operational-directive-26-04'],
  scopeText,
  covers: 'vulnerabilities',
  rules: bodBands.toReversed().map(bandRule),
  duties: [],
};

function bandRule(band: BodBand): Rule {
  const count = bodDays(band);
  const forensic = band.includes('forensic')
    ? ' Evidence is secured before the change: scope in 2 hours, volatile data in 24, a decision in 72.'
    : '';
  const said =
    count === null ? 'It is mended with the next upgrade of the system.' : `It is mended within ${count} calendar days.${forensic}`;
  return {
    clause: band,
    textVersion: 'Decision table 1.0.0',
    confirmed: true,
    when: { kind: 'bod-26-04', band },
    clock: latest,
    duration: count === null ? null : days(count),
    own: false,
    said,
  };
}

const inKev: When = { kind: 'in-kev' };
const dueStated: When = { kind: 'event-known', event: 'kevDue' };
const old: When = { kind: 'cve-before', year: 2021 };
const rule2201 = { textVersion: 'BOD 22-01, November 2021', own: false } as const;

export const bod2201: Framework = {
  id: 'bod-22-01',
  version: '2021-11',
  title: 'BOD 22-01 (historic)',
  aliases: ['cisa-bod-22-01', 'binding-operational-directive-22-01', 'kev', 'cisa-kev'],
  scopeText,
  covers: 'vulnerabilities',
  rules: [
    {
      ...rule2201,
      clause: 'due date of the catalogue',
      confirmed: true,
      when: all(inKev, dueStated),
      clock: from('kevDue'),
      duration: days(0),
      said: 'The catalogue states the day, also where that day lies before the addition.',
    },
    {
      ...rule2201,
      clause: 'six months',
      confirmed: false,
      when: all(inKev, not(dueStated), old),
      clock: from('kevAdded'),
      duration: months(6),
      said: 'No day is stated: six months for ids of before 2021.',
    },
    {
      ...rule2201,
      clause: 'two weeks',
      confirmed: false,
      when: all(inKev, not(dueStated), not(old)),
      clock: from('kevAdded'),
      duration: days(14),
      said: 'No day is stated: two weeks for ids of 2021 and later.',
    },
    {
      ...rule2201,
      clause: 'scope',
      confirmed: true,
      when: not(inKev),
      clock: from('kevAdded'),
      duration: null,
      said: 'It covers only what the catalogue of known exploited vulnerabilities has.',
    },
  ],
  duties: [],
};
