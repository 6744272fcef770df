import { describe, expect, test } from 'vitest';
import { scoreVector } from './index.ts';

const severe = 'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';
const hardest = 'AV:P/AC:H/AT:P/PR:H/UI:A/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H';

/** Examples of FIRST (https://www.first.org/cvss/v4.0/examples) and of its calculator. */
describe('scores of version 4.0', () => {
  const table: readonly (readonly [string, string, number, string, string])[] = [
    ['everything', 'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 10, 'critical', 'CVSS-B'],
    ['remote code execution, no subsequent system', severe, 9.3, 'critical', 'CVSS-B'],
    ['the same, attacked', `${severe}/E:A`, 9.3, 'critical', 'CVSS-BT'],
    ['the same, proof of concept', `${severe}/E:P`, 8.9, 'high', 'CVSS-BT'],
    ['the same, unreported', `${severe}/E:U`, 8.1, 'high', 'CVSS-BT'],
    ['confidentiality only', 'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N', 8.7, 'high', 'CVSS-B'],
    ['local escalation', 'AV:L/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 8.5, 'high', 'CVSS-B'],
    ['with requirements', 'AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N', 8.3, 'high', 'CVSS-B'],
    ['with a passive user', 'AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.7, 'high', 'CVSS-B'],
    ['local with requirements', 'AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.3, 'high', 'CVSS-B'],
    ['hardest to exploit', hardest, 7.3, 'high', 'CVSS-B'],
    ['hardest, attacked', `${hardest}/E:A`, 7.3, 'high', 'CVSS-BT'],
    ['hardest, proof of concept', `${hardest}/E:P`, 5.9, 'medium', 'CVSS-BT'],
    ['hardest, unreported', `${hardest}/E:U`, 4.1, 'medium', 'CVSS-BT'],
    ['local administrator', 'AV:L/AC:L/AT:N/PR:H/UI:N/VC:L/VI:H/VA:H/SC:N/SI:N/SA:N', 6.8, 'medium', 'CVSS-B'],
    ['cross-site scripting', 'AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N', 5.1, 'medium', 'CVSS-B'],
    ['a macro vector', 'AV:A/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:P/CR:M/IR:M/AR:M', 6.2, 'medium', 'CVSS-BTE'],
    ['another', 'AV:P/AC:L/AT:N/PR:N/UI:N/VC:H/VI:L/VA:H/SC:L/SI:L/SA:L/E:U/CR:M/IR:H/AR:M', 0.8, 'low', 'CVSS-BTE'],
    ['no impact', 'AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N', 0, 'none', 'CVSS-B'],
  ];

  test.each(table)('%s: %s', (_what, metrics, score, severity, nomenclature) => {
    expect(scoreVector(`CVSS:4.0/${metrics}`)).toMatchObject({
      version: '4.0',
      score,
      severity,
      nomenclature,
      temporal: null,
      environmental: null,
    });
  });

  test.each([
    [`${severe}/CR:L`, 'CVSS-BE'],
    [`${severe}/E:X/CR:X`, 'CVSS-B'],
    [`${severe}/E:P/MAV:L`, 'CVSS-BTE'],
    [`${severe}/S:P/AU:Y/U:Red`, 'CVSS-B'],
  ])('%s is called %s', (metrics, nomenclature) => {
    expect(scoreVector(`CVSS:4.0/${metrics}`)).toMatchObject({ nomenclature, base: 9.3 });
  });
});
