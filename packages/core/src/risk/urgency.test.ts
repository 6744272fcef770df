import { describe, expect, test } from 'vitest';
import { defaultUrgencyRules, urgencyOf, worstUrgency } from './index.ts';
import type { Override, RiskInput } from './index.ts';

/** A vulnerability of which nothing is known but that it exists, on a workstation inside. */
const quiet = {
  events: { kevAdded: null },
  severity: { cvss: 5, vendor: null },
  exploited: false,
  automatable: 'no',
  technicalImpact: 'partial',
  epss: 0.001,
  device: { tier: 3, exposure: 'internal', role: 'workstation' },
} as const satisfies RiskInput;

/** In KEV, exploitation, automatable, impact, exposed, tier | EPSS, CVSS | BOD 26-04 | SSVC | urgency | rules that fire. */
const cases = `
R1 edge appliance          | y active y total   y 1 | 0.94  10  | 3 days & forensic investigation | act    | urgent | kev ssvc bod epss
R2 the same inside         | y active y total   n 3 | 0.94  10  | 3 days & forensic investigation | attend | urgent | kev ssvc bod epss
R3 local escalation        | y active n total   n 3 | 0.02  7.8 | 14 days                         | track  | urgent | kev bod
R4 partial, low tier       | y active n partial n 4 | 0.01  4.3 | 14 days                         | track  | urgent | kev bod
R5 9.8 and nothing known   | n none   n total   n 3 | 0.002 9.8 | fix on system upgrade           | track  | normal | none
R6 web server              | n poc    y total   y 1 | 0.3   9.8 | 3 days                          | attend | urgent | ssvc bod epss
R7 the same inside, tier 2 | n poc    y total   n 2 | 0.3   9.8 | 60 days                         | track* | urgent | epss
R8 exposed, stops service  | n none   y partial y 2 | 0.01  7.5 | 14 days                         | track  | urgent | bod
R9 scripting inside        | n poc    n partial n 3 | 0.004 6.1 | fix on system upgrade           | track  | normal | none
R10 browser                | n none   n total   n 3 | 0.12  8.8 | fix on system upgrade           | track  | urgent | epss
R12 exploited, not in KEV  | n active y partial y 2 | 0.4   7.3 | 14 days                         | attend | urgent | ssvc bod epss
`;

const codes = new Map([
  ['kev', 'in-kev'],
  ['ssvc', 'ssvc'],
  ['bod', 'bod-26-04'],
  ['epss', 'epss-and-cvss'],
  ['none', 'no-rule-fired'],
]);

describe('the reference cases', () => {
  test.each(cases.trim().split('\n'))('%s', (line) => {
    const [, facts = '', numbers = '', bod2604, ssvc, urgency, rules = ''] = line.split('|').map((cell) => cell.trim());
    const [kev, exploitation = '', automatable = '', technicalImpact = '', exposed, tier = ''] = facts.split(/\s+/);
    const [epss = '', cvss = ''] = numbers.split(/\s+/);
    const answer = urgencyOf({
      events: { kevAdded: kev === 'y' ? '2026-03-10' : null },
      severity: { cvss: Number(cvss) },
      exploited: exploitation === 'active',
      exploitation,
      automatable,
      technicalImpact,
      epss: Number(epss),
      device: { tier: Number(tier), exposure: exposed === 'y', role: 'server' },
    });
    expect(answer).toMatchObject({ urgency, ssvc, bod2604 });
    expect(answer.reasons.map((reason) => reason.code)).toEqual(rules.split(' ').map((rule) => codes.get(rule)));
    expect(answer.defaulted).toEqual([]);
  });

  test.each([
    ['an empty list of CVE ids', { cves: [] }],
    [
      'nothing but nulls',
      { severity: { cvss: null, vendor: null }, exploited: null, automatable: null, technicalImpact: null, epss: null },
    ],
    ['not exploited', { exploited: false, events: { released: '2026-03-10', kevAdded: null } }],
    ['a maker without a word', { severity: { vendor: 'None' } }],
  ])('R11 a quality update is normal wherever it runs: %s', (_name, input) => {
    const answer = urgencyOf({ ...input, device: { tier: 1, exposure: 'internet', role: 'server' } });
    expect(answer).toMatchObject({ urgency: 'normal', ssvc: null, bod2604: null, defaulted: [] });
    expect(answer.reasons.map((reason) => reason.code)).toEqual(['no-vulnerability']);
  });
});

describe('exploited, and in the catalogue of what is', () => {
  const device = { tier: 3, exposure: 'internal', role: 'workstation' } as const;
  const partial = { automatable: 'no', technicalImpact: 'partial', epss: 0.01, severity: { cvss: 4.3 }, device } as const;
  test.each([
    ['its day makes it both', { events: { kevAdded: '2026-03-10' } }, true],
    ['its due day alone too', { events: { kevDue: '2026-03-31' } }, true],
    ['its day counts more than somebody who says no', { events: { kevAdded: '2026-03-10' }, exploited: false, exploitation: 'none' }, true],
    ['the plain word', { inKev: true }, true],
    ['exploited where the catalogue was not asked', { exploited: true }, true],
    ['exploited and not in the catalogue', { exploited: true, events: { kevAdded: null } }, false],
    ['exploited and the plain word', { exploited: true, inKev: false }, false],
    ['active by CISA’s SSVC point only', { exploitation: 'active' }, false],
    ['nobody says anything', { cves: ['CVE-2026-10001'] }, false],
  ])('%s', (_name, input, inKev) => {
    const answer = urgencyOf({ ...partial, ...input });
    expect(answer.reasons.some((reason) => reason.code === 'in-kev')).toBe(inKev);
    expect(answer.bod2604).toBe(inKev ? '14 days' : 'fix on system upgrade');
    expect(answer.urgency).toBe(inKev ? 'urgent' : 'normal');
  });
});

describe('what is not known is taken on the safe side and said', () => {
  const said = (input: RiskInput): readonly (readonly [string, string | null])[] =>
    urgencyOf(input).defaulted.map(({ input: name, value }) => [name, value]);

  test('a CVE and nothing else', () => {
    expect(said({ cves: ['CVE-2026-10001'] })).toEqual([
      ['device.tier', 'important'],
      ['device.exposure', 'internet'],
      ['severity.cvss', null],
      ['inKev', 'no'],
      ['exploitation', 'none'],
      ['automatable', 'yes'],
      ['technicalImpact', 'partial'],
      ['epss', null],
    ]);
    expect(urgencyOf({ cves: ['CVE-2026-10001'] })).toMatchObject({ urgency: 'urgent', bod2604: '14 days', ssvc: 'track' });
  });

  test.each([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'total'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:L', 'partial'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 'total'],
    ['AV:N/AC:L/Au:N/C:C/I:C/A:C', 'total'],
    ['AV:N/AC:L/Au:N/C:P/I:C/A:C', 'partial'],
    ['9.8', 'partial'],
  ])('technical impact without a word follows %s: %s', (cvss, impact) => {
    expect(said({ ...quiet, severity: { cvss }, technicalImpact: null })).toEqual([['technicalImpact', impact]]);
  });

  test.each([
    [{ role: 'server' }, 'internet', '60 days'],
    [{ role: 'server', listensPublicly: true }, 'internet', '60 days'],
    [{ role: 'server', listensPublicly: false }, 'internal', 'fix on system upgrade'],
    [{ role: 'laptop' }, 'internal', 'fix on system upgrade'],
    [{ role: 'laptop', listensPublicly: true }, 'internet', '60 days'],
    [{}, 'internet', '60 days'],
    [{ role: 'teapot', exposure: 'somewhere' }, 'internet', '60 days'],
  ])('exposure of %j is taken as %s', (device, exposure, bod2604) => {
    const answer = urgencyOf({ ...quiet, device: { tier: 3, ...device } });
    expect(answer.defaulted.map(({ input, value }) => [input, value])).toEqual([['device.exposure', exposure]]);
    expect(answer.bod2604).toBe(bod2604);
  });

  test.each([
    ['severity.cvss', { severity: { cvss: 'CVSS:3.1/AV:N' } }, 'AC is missing'],
    ['severity.cvss', { severity: { cvss: 11 } }, 'can not be read'],
    ['severity.vendor', { severity: { cvss: 5, vendor: 'Grave' } }, '"Grave" is no severity'],
    ['exploitation', { exploitation: 'perhaps' }, '"perhaps" is none of'],
    ['epss', { epss: 12 }, 'no probability'],
    ['epss', { epss: 'high' }, 'no probability'],
    ['epss', { epss: null }, 'not 0'],
    ['automatable', { automatable: 'perhaps' }, 'safe side'],
  ])('%s that can not be read: %j', (name, more, words) => {
    const found = urgencyOf({ ...quiet, ...more }).defaulted.find(({ input }) => input === name);
    expect(found?.why).toContain(words);
  });

  test('a high EPSS is not stopped by a CVSS score that nobody knows, but by a maker who calls it moderate', () => {
    const likely = { ...quiet, epss: '0.5' };
    expect(urgencyOf({ ...likely, severity: { cvss: null } })).toMatchObject({ urgency: 'urgent' });
    expect(said({ ...likely, severity: { cvss: null } })).toContainEqual(['severity.cvss', '7.0']);
    expect(urgencyOf({ ...likely, severity: { vendor: 'Moderate' } }).urgency).toBe('normal');
    expect(urgencyOf({ ...likely, severity: { vendor: 'Important' } }).urgency).toBe('urgent');
  });
});

describe('the edges of the rules, which are the provider’s to set', () => {
  test.each([
    [0.1, 7, 'urgent'],
    [0.0999, 7, 'normal'],
    [0.1, 6.9, 'normal'],
  ])('EPSS %d and CVSS %d: %s', (epss, cvss, urgency) => {
    expect(urgencyOf({ ...quiet, epss: { score: epss }, severity: { cvss } }).urgency).toBe(urgency);
  });

  test('other rules, other answers, and the answer says by which', () => {
    const exposed = { ...quiet, automatable: 'yes', device: { ...quiet.device, exposure: 'internet' } } as const;
    expect(urgencyOf(exposed).urgency).toBe('urgent');
    const answer = urgencyOf(exposed, { ...defaultUrgencyRules, version: 'strict-2', bodWithinDays: 3 });
    expect(answer.urgency).toBe('normal');
    expect(answer.why).toContain('Rules: version strict-2.');
    expect(urgencyOf(quiet, { ...defaultUrgencyRules, epssAtLeast: 0.001, cvssAtLeast: 4 }).urgency).toBe('urgent');
    expect(urgencyOf(quiet, { ...defaultUrgencyRules, ssvcLevels: ['track'] }).urgency).toBe('urgent');
  });
});

describe('a person decides otherwise', () => {
  const override = (urgency: 'urgent' | 'normal', reason: string): Override => ({ urgency, by: 'Ada', reason });

  test.each([
    ['up', quiet, 'urgent', 'Ada decided urgent, where the rules say normal: The client asked.', 'no-rule-fired'],
    ['down', { ...quiet, inKev: true }, 'normal', 'Ada decided normal, where the rules say urgent: The client asked.', 'in-kev'],
    ['along', quiet, 'normal', 'Ada decided normal, as the rules say: The client asked.', 'no-rule-fired'],
  ] as const)('%s: it is followed, and what the rules say stays visible', (_way, input, urgency, sentence, second) => {
    const answer = urgencyOf({ ...input, override: override(urgency, 'The client asked.') });
    expect(answer.urgency).toBe(urgency);
    expect(answer.reasons[0]).toEqual({ code: 'override', sentence });
    expect(answer.reasons[1]?.code).toBe(second);
    expect(answer.why).toContain(sentence);
  });

  test.each(['urgent', 'normal'] as const)('without a reason %s is not followed, and that is said', (urgency) => {
    const input = urgency === 'urgent' ? quiet : { ...quiet, inKev: true };
    const answer = urgencyOf({ ...input, override: override(urgency, ' ') });
    expect(answer.urgency).not.toBe(urgency);
    expect(answer.reasons.at(-1)?.code).toBe('override-without-reason');
  });

  test.each([
    ['person', 'urgent', 'a person saw it'],
    ['vendor-class', 'urgent', 'its maker classed'],
  ] as const)('a fault that the device shows (%s) makes its fix %s', (shownBy, urgency, words) => {
    const answer = urgencyOf({ cves: [], fault: { kind: 'stability', shownBy, reason: 'It stops twice a day.' } });
    expect(answer.urgency).toBe(urgency);
    expect(answer.reasons[0]?.sentence).toContain(words);
    expect(urgencyOf({ cves: [], fault: { kind: 'stability', shownBy, reason: '' } }).urgency).toBe('normal');
  });
});

test('an update is as urgent as the worst of its vulnerabilities', () => {
  const answers = [urgencyOf(quiet), urgencyOf({ ...quiet, inKev: true }), urgencyOf({ ...quiet, epss: 0.5, severity: { cvss: 9 } })];
  expect(worstUrgency(answers)).toBe(answers[1]);
  expect(worstUrgency([])).toBeNull();
});

test('the line to keep names inputs, defaults and rules', () => {
  expect(urgencyOf({ ...quiet, automatable: null }).why).toBe(
    'normal: None of the rules that make an update urgent holds. Inputs: in KEV no, exploitation none, automatable yes, ' +
      'technical impact partial, exposed no, tier standard, EPSS 0.001, CVSS 5.0, maker unknown. ' +
      'Not known, so taken as: automatable = yes. Rules: version 1.',
  );
});
