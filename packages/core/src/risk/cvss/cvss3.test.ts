import { describe, expect, test } from 'vitest';
import { scoreVector } from './index.ts';

/** Example vectors of FIRST's user guide and of well-known flaws; scores by the equations of the specification. */
describe('scores of version 3.1', () => {
  const full = 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  const table: readonly (readonly [string, string, number, number, number, string])[] = [
    ['remote code execution that reaches beyond its component', 'AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10, 10, 10, 'critical'],
    ['remote code execution', full, 9.8, 9.8, 9.8, 'critical'],
    ['escape from a virtual machine', 'AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', 9.9, 9.9, 10, 'critical'],
    ['escape from a browser', 'AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H', 9.6, 9.6, 9.7, 'critical'],
    ['spooler', 'AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 8.8, 8.8, 8.8, 'high'],
    ['file sharing', 'AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H', 8.1, 8.1, 8.1, 'high'],
    ['local escalation', 'AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 7.8, 7.8, 7.8, 'high'],
    ['memory disclosure', 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', 7.5, 7.5, 7.5, 'high'],
    ['cache poisoning', 'AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N', 6.8, 6.8, 6.8, 'medium'],
    ['database user', 'AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4, 6.4, 6.4, 'medium'],
    ['cross-site scripting', 'AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1, 6.1, 6.1, 'medium'],
    ['configuration read by an administrator', 'AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L', 4.2, 4.2, 4.2, 'medium'],
    ['padding oracle', 'AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', 3.1, 3.1, 3.1, 'low'],
    ['the lowest with an impact', 'AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N', 1.6, 1.6, 1.6, 'low'],
    ['no impact', 'AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0, 0, 0, 'none'],
    ['proof of concept, official fix', `${full}/E:P/RL:O/RC:C`, 9.8, 8.8, 8.8, 'high'],
    ['unproven, official fix', `${full}/E:U/RL:O/RC:C`, 9.8, 8.5, 8.5, 'high'],
    ['low requirements, adjacent', `${full}/CR:L/IR:L/AR:L/MAV:A`, 9.8, 9.8, 6.9, 'medium'],
    ['local and with rights here', `${full}/MAV:L/MPR:L`, 9.8, 9.8, 7.8, 'high'],
    ['raised by high requirements', 'AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N/CR:H/IR:H/AR:H', 5.3, 5.3, 6.1, 'medium'],
  ];

  test.each(table)('%s: %s', (_what, metrics, base, temporal, environmental, severity) => {
    expect(scoreVector(`CVSS:3.1/${metrics}`)).toMatchObject({
      version: '3.1',
      base,
      temporal,
      environmental,
      severity,
      nomenclature: null,
    });
  });

  test('the score that counts is environmental before temporal before base, each only where one of its metrics is defined', () => {
    const scoreOf = (metrics: string): unknown =>
      Object.entries(scoreVector(`CVSS:3.1/${metrics}`)).find(([name]) => name === 'score')?.[1];
    expect(scoreOf(full)).toBe(9.8);
    expect(scoreOf(`${full}/E:P/RL:O`)).toBe(8.8);
    expect(scoreOf(`${full}/E:P/RL:O/MAV:L/MPR:L`)).toBe(7);
    expect(scoreOf('AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H/MAV:X/E:X')).toBe(9.9);
  });

  test('metrics of 3.x may come in any order', () => {
    expect(scoreVector('CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N')).toEqual(scoreVector(`CVSS:3.1/${full}`));
  });

  test('3.0 has its own environmental formula', () => {
    const metrics = 'AV:N/AC:H/PR:N/UI:R/S:C/C:H/I:H/A:H';
    expect(scoreVector(`CVSS:3.0/${metrics}`)).toMatchObject({ version: '3.0', base: 8.3, environmental: 8.3 });
    expect(scoreVector(`CVSS:3.1/${metrics}`)).toMatchObject({ version: '3.1', base: 8.3, environmental: 8.4 });
  });
});
