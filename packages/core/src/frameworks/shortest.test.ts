import { expect, test } from 'vitest';
import { days, hours, shortestTime, slaFramework } from './index.ts';
import type { Framework } from './index.ts';

const sla = slaFramework({ version: '1', clock: 'released', urgent: hours(60), normal: days(30) });
const [rule] = sla.rules;
const internetOnly: Framework = {
  ...sla,
  title: 'Edge',
  rules: rule === undefined ? [] : [{ ...rule, clause: 'edge', duration: days(1), when: { kind: 'exposure', is: 'internet' } }],
};

test.each([
  ['no framework gives none', [], ['internal'], null],
  ['hours count in whole days', [{ framework: sla }], ['internal'], [2, 'Service level agreement, urgent']],
  [
    'a rule of another exposure does not count',
    [{ framework: sla }, { framework: internetOnly }],
    ['internal'],
    [2, 'Service level agreement, urgent'],
  ],
  ['one of an exposure that nobody set may', [{ framework: sla }, { framework: internetOnly }], [null], [1, 'Edge, edge']],
] as const)('%s', (_why, held, exposures, expected) => {
  const found = shortestTime(held, new Set<string | null>(exposures));
  expect(found === null ? null : [found.days, found.by]).toEqual(expected);
});
