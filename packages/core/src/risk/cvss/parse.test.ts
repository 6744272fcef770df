import { describe, expect, test } from 'vitest';
import { canonicalVector, parseVector, scoreVector } from './index.ts';

const v3 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const v4 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';
const v2 = 'AV:N/AC:L/Au:N/C:P/I:P/A:P';

describe('what is refused, and the word that says why', () => {
  test.each([
    ['', 'empty'],
    ['nothing', 'not a metric'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H', 'A is missing'],
    ['CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'AV may be N, A, L, P and not "X"'],
    [`${v3}/AV:N`, 'AV is given twice'],
    [`${v3}/E:P/E:P`, 'E is given twice'],
    [`${v3}/XX:N`, 'XX is not a metric of version 3.1'],
    [`${v3}/Au:N`, 'Au is not a metric of version 3.1'],
    [`${v3}/`, 'not a metric with a value'],
    [`${v3}//E:P`, 'not a metric with a value'],
    [`${v3}/E:`, 'and not ""'],
    [`${v3}/:P`, 'not a metric with a value'],
    [`${v3}/E:P:P`, 'and not "P:P"'],
    [`${v3} `, 'and not "H "'],
    [` ${v3}`, 'not a metric of version 2.0'],
    [v3.toLowerCase(), 'not a metric of version 2.0'],
    [`(${v3})`, 'not a metric of version 2.0'],
    [v3.replace('CVSS:3.1/', ''), 'PR is not a metric of version 2.0'],
    [v3.replace('3.1', '3.2'), 'begins with none'],
    [v3.replace('3.1', '4.0'), 'S may be'],
    [`CVSS:2.0/${v2}`, 'begins with none'],
    [v2.replace('/A:P', ''), 'A is missing'],
    [`(${v2}`, '(AV is not a metric'],
    [`${v2}/E:X`, 'E may be'],
    ['AC:L/AV:N/Au:N/C:P/I:P/A:P', 'AV is out of order'],
    [v4.replace('/SA:N', ''), 'SA is missing'],
    [`${v4.replace('/SA:N', '')}/E:A/SA:N`, 'SA is out of order'],
    ['CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 'AV is out of order'],
    [v4.replace('SC:N', 'SC:S'), 'SC may be'],
    [`${v4}/MSC:S`, 'MSC may be'],
    [`${v4}/U:red`, 'U may be'],
    ['CVSS:4.0///////', 'not a metric'],
    [`${v3}${'/E:P'.repeat(200)}`, 'longer than'],
  ])('%j: %s', (vector, words) => {
    const answer = scoreVector(vector);
    expect('error' in answer ? answer.error : answer).toContain(words);
    expect(parseVector(vector)).toEqual(answer);
  });
});

describe('version 2.0', () => {
  test.each([
    [v2, 7.5, 7.5, 7.5, 7.5, 'high'],
    [`(${v2})`, 7.5, 7.5, 7.5, 7.5, 'high'],
    ['AV:L/AC:H/Au:M/C:N/I:N/A:N', 0, 0, 0, 0, 'low'],
    ['AV:N/AC:L/Au:N/C:N/I:N/A:C', 7.8, 7.8, 7.8, 7.8, 'high'],
    ['AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C', 7.8, 6.4, 6.4, 6.4, 'medium'],
    ['AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H', 7.8, 6.4, 9.2, 9.2, 'high'],
    ['AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L', 10, 8.3, 9, 9, 'high'],
    ['AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:M', 6.2, 4.9, 7.5, 7.5, 'high'],
    ['AV:L/AC:H/Au:M/C:N/I:P/A:N/IR:L', 0.8, 0.8, 0, 0, 'low'],
    ['AV:L/AC:H/Au:N/C:C/I:C/A:C/TD:N', 6.2, 6.2, 0, 0, 'low'],
  ])('%s (the examples of the guide among them)', (vector, base, temporal, environmental, score, severity) => {
    expect(scoreVector(vector)).toEqual({ version: '2.0', base, temporal, environmental, score, severity, nomenclature: null });
  });
});

test.each([
  ['CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N/E:X', v3],
  [`${v4}/E:X/U:Red`, `${v4}/U:Red`],
  [`(${v2}/E:ND/RC:C)`, `${v2}/RC:C`],
])('%s is stored as %s', (vector, canonical) => {
  const read = parseVector(vector);
  expect('error' in read ? read.error : canonicalVector(read)).toBe(canonical);
});
