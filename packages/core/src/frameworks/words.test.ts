import { expect, test } from 'vitest';
import { all, always, from, not, severityFrom } from './conditions.ts';
import { days, hours, months } from './durations.ts';
import { frameworks } from './list.ts';
import type { Clock, When } from './types.ts';
import { describeClock, describeTime, describeWhen } from './words.ts';

const browser: When = { kind: 'software', classes: ['browser', 'pdf', 'os'] };
const exploit: When = { kind: 'working-exploit' };

test.each<[When, string]>([
  [always, 'always'],
  [severityFrom('critical'), 'its maker calls it critical, or its CVSS score is 9.0 or more'],
  [
    severityFrom('high', { score: 'base', when: 'vendor-first', neither: 'yes' }),
    'its maker calls it critical or high, or, where the maker says nothing, its CVSS base score is 7.0 or more, or neither is known',
  ],
  [all(browser, exploit), 'the software is a browser, a PDF program or an operating system and a working exploit exists'],
  [all(browser, not(exploit)), 'the software is a browser, a PDF program or an operating system, unless a working exploit exists'],
  [
    all(not(exploit), not({ kind: 'in-kev' })),
    'unless a working exploit exists, and unless it is in the catalogue of known exploited vulnerabilities',
  ],
  [
    { kind: 'any', of: [severityFrom('critical'), exploit] },
    'its maker calls it critical, or its CVSS score is 9.0 or more, or a working exploit exists',
  ],
  [
    all(all(browser, not(exploit)), severityFrom('critical')),
    'the software is a browser, a PDF program or an operating system and (its maker calls it critical, or its CVSS score is 9.0 or more), unless a working exploit exists',
  ],
  [
    { kind: 'any', of: [all(browser, exploit), exploit] },
    '(the software is a browser, a PDF program or an operating system and a working exploit exists), or a working exploit exists',
  ],
  [{ kind: 'role', roles: ['server'] }, 'the device is a server'],
  [{ kind: 'exposure', is: 'internet' }, 'the internet reaches the device'],
  [{ kind: 'urgency', is: 'urgent' }, 'the update is urgent on the device'],
  [{ kind: 'event-known', event: 'kevDue' }, 'it is known by when the catalogue of known exploited vulnerabilities wants it done'],
  [{ kind: 'cve-before', year: 2021 }, 'all its CVE ids are of years before 2021'],
])('a condition is said: %j', (when, words) => {
  expect(describeWhen(when)).toBe(words);
});

test.each<[Clock, string]>([
  [from('released'), 'its release'],
  [{ pick: 'latest', of: ['released', 'detected'] }, 'the latest of its release and its first sight on the device'],
  [{ pick: 'first-known', of: ['released', 'offered'] }, 'its release, or where that is not known its first offer to the device'],
])('a clock is said: %j', (clock, words) => {
  expect(describeClock(clock)).toBe(words);
});

test.each([
  [{ duration: hours(48), own: false }, '48 hours, to the hour'],
  [{ duration: days(14), own: false }, '14 calendar days'],
  [{ duration: days(1), own: false }, 'one calendar day'],
  [{ duration: months(1), own: false }, 'one month'],
  [{ duration: days(0), own: false }, 'that very day'],
  [{ duration: null, own: true }, 'set by the organisation'],
  [{ duration: null, own: false }, 'no fixed time'],
])('a time is said: %j', (rule, words) => {
  expect(describeTime(rule)).toBe(words);
});

test.each(frameworks.map((framework) => [framework.id, framework] as const))('%s can be read to its end', (_id, framework) => {
  for (const rule of framework.rules)
    for (const words of [describeWhen(rule.when), describeClock(rule.clock), describeTime(rule)]) {
      expect(words).not.toBe('');
      expect(words).not.toMatch(/undefined|\[object/);
    }
  for (const duty of framework.duties) expect(describeWhen(duty.when)).not.toMatch(/^$|undefined/);
});
