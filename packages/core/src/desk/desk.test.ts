import { describe, expect, test } from 'vitest';
import { decision } from '../decisions/decision.fixture.ts';
import type { Decision } from '../decisions/index.ts';
import { byGravity, deskDraft, groupRisk, hasKnownIssue, patchTuesday, proposeDecision, spanStart } from './index.ts';
import type { DeskCase, GroupRisk } from './index.ts';

const now = Temporal.Instant.from('2026-03-10T08:00:00Z');
const two = ['CVE-2026-10001', 'CVE-2026-10002'];
const open: DeskCase = {
  urgent: true,
  fix: 'offered',
  underWay: { deployments: 0, devices: 0, of: 3 },
  covered: false,
  decisions: [],
  subject: {
    clientId: 'c1',
    update: { manager: 'apt', sourceName: 'lab-app', sourceVersion: '2.0-1' },
    advisories: two,
    fixSince: '2026-03-09T00:00:00Z',
  },
};
const exception = (change: Partial<Decision> = {}) => decision({ kind: 'exception', endsAt: '2026-06-01T00:00:00Z', ...change });
const accepts = (...ids: string[]) => exception({ about: { kind: 'advisory', id: ids[0] ?? '', ids } });
const workaround = { what: 'Port 9 is closed', check: 'A scan finds it closed', undoWhenFixed: true, verifiedAt: null, undoneAt: null };
const unfixed: Partial<DeskCase> = { fix: 'none', subject: { ...open.subject, update: null, fixSince: null } };

describe('what the desk would decide', () => {
  test.each<[string, Partial<DeskCase>, string, string]>([
    ['urgent, a fix, nothing decided', {}, 'deploy', 'nothing was decided'],
    ['not urgent', { urgent: false }, 'policy', 'policy'],
    ['no fix that can be had', unfixed, 'person', 'workaround, or an exception'],
    ['held back everywhere', { fix: 'held-back' }, 'person', 'holds it back'],
    ['on its way to every device', way(1, 3), 'decided', 'on its way, by a deployment, to every device'],
    ['on its way to some', way(2, 1), 'deploy', 'Deployments bring it to 1 of the 3 devices on which it is urgent.'],
    ['only proposed', way(1, 0), 'deploy', 'A deployment would bring it, and is not under way.'],
    ['proposed twice', way(2, 0), 'deploy', '2 deployments would bring it, and none is under way.'],
    ['on its way to no device of none', { underWay: { deployments: 1, devices: 0, of: 0 } }, 'deploy', 'is not under way'],
    ['decided to deploy', { decisions: [decision()] }, 'decided', 'A decision to deploy'],
    ['decided about another version', { decisions: [decision({ about: { ...about('1.9-1') } })] }, 'deploy', 'nothing was decided'],
    ['blocked', { decisions: [decision({ kind: 'block' })] }, 'decided', 'A block'],
    ['accepted for a while', { decisions: [exception()] }, 'decided', 'An exception until 2026-06-01'],
    ['accepted, no fix', { ...unfixed, decisions: [accepts(...two)] }, 'decided', 'An exception'],
    ['one more vulnerability than was accepted', { decisions: [accepts(two[0] ?? '')] }, 'person', 'CVE-2026-10002 is open'],
    ['the acceptance has ended', { decisions: [exception({ endsAt: '2026-03-09T00:00:00Z' })] }, 'person', 'open again'],
    ['the decision to deploy has ended', { decisions: [decision({ endsAt: '2026-03-09T00:00:00Z' })] }, 'deploy', 'has ended'],
    ['an exception that begins later', { decisions: [exception({ startsAt: '2026-03-20T00:00:00Z' })] }, 'person', 'begins on 2026-03-20'],
    ['a workaround that nobody verified', { decisions: [decision({ kind: 'workaround', workaround })] }, 'person', 'was not verified'],
    ['an exception for one site', { decisions: [exception({ scope: { kind: 'site', ids: ['s1'] } })] }, 'deploy', 'stays as it is'],
    ['decided on each device, by narrower decisions', { covered: true }, 'decided', 'every device on which it is urgent'],
    ['another client’s decision', { decisions: [decision({ clientId: 'c2' })] }, 'deploy', 'nothing was decided'],
  ])('%s', (_name, change, state, words) => {
    const answer = proposeDecision({ ...open, ...change }, now);
    expect(answer).toMatchObject({ state, choice: state === 'deploy' ? 'deploy' : 'leave' });
    expect(answer.why).toContain(words);
    expect(answer.choices).toContain(answer.choice);
  });

  test('a block or an exception is not overruled, and nothing is deployed that can not be had', () => {
    const choices = (change: Partial<DeskCase>) => proposeDecision({ ...open, ...change }, now).choices;
    for (const change of [
      { decisions: [decision({ kind: 'block' })] },
      { decisions: [exception()] },
      unfixed,
      { fix: 'held-back' } as const,
    ])
      expect(choices(change)).toEqual(['leave']);
    for (const change of [{}, { urgent: false }, way(2, 3), { decisions: [accepts(two[0] ?? '')] }])
      expect(choices(change)).toEqual(['deploy', 'leave']);
  });
});

function way(deployments: number, devices: number): Partial<DeskCase> {
  return { underWay: { deployments, devices, of: 3 } };
}

function about(sourceVersion: string) {
  return { kind: 'update', manager: 'apt', sourceName: 'lab-app', sourceVersion } as const;
}

describe('since when something is new', () => {
  test.each([
    ['2026-01-13T00:00:00Z', '2026-01-13'],
    ['2026-01-12T23:59:59Z', '2025-12-09'],
    ['2026-03-10T08:00:00Z', '2026-03-10'],
    ['2026-09-30T08:00:00Z', '2026-09-08'],
    ['2026-12-31T23:59:59Z', '2026-12-08'],
    ['2027-06-07T00:00:00Z', '2027-05-11'],
    ['2027-06-08T00:00:00Z', '2027-06-08'],
  ])('at %s the last Patch Tuesday was %s', (at, day) => {
    expect(patchTuesday(Temporal.Instant.from(at)).toString()).toBe(`${day}T00:00:00Z`);
  });
  test('days are counted back from now', () => {
    expect(spanStart('7d', now).toString()).toBe('2026-03-03T08:00:00Z');
    expect(spanStart('30d', now).toString()).toBe('2026-02-08T08:00:00Z');
    expect(spanStart('patch-tuesday', now).toString()).toBe('2026-03-10T00:00:00Z');
  });
});

describe('the words and the review of a decision', () => {
  const subject = {
    ...about('2.0-1'),
    urgent: true,
    vulnerabilities: 5,
    exploited: ['CVE-2026-1', 'CVE-2026-2', 'CVE-2026-3', 'CVE-2026-4'],
    due: { at: '2026-03-17T22:59:59Z', by: 'Cyber Essentials 3.3, A6.4' },
  };
  test('say what, why, by when', () => {
    expect(deskDraft(subject, now)).toEqual({
      about: about('2.0-1'),
      scope: { kind: 'client' },
      kind: 'deploy',
      recommendation: 'Install lab-app 2.0-1 by 2026-03-17 (Cyber Essentials 3.3, A6.4).',
      reason:
        'Decided at the Patch Tuesday desk of 2026-03-10: urgent; ends 5 vulnerabilities; known to be exploited: CVE-2026-1, CVE-2026-2, CVE-2026-3 and 1 more.',
      reviewAt: '2026-03-17T22:59:59.000Z',
    });
    const unknown = deskDraft({ ...subject, vulnerabilities: 0, exploited: [], due: null }, now);
    expect(unknown.reason).toContain('no vulnerability is known that it ends');
    expect(unknown.recommendation).toBe('Install lab-app 2.0-1.');
    const over = deskDraft({ ...subject, due: { at: '2025-10-08T00:00:00.000Z', by: 'PCI DSS, 6.3.3' } }, now);
    expect(over.recommendation).toBe('Install lab-app 2.0-1 now: it was due by 2025-10-08 (PCI DSS, 6.3.3).');
  });
  test.each([
    ['2026-03-01T00:00:00Z', '2026-03-12T08:00:00.000Z'],
    ['2026-05-01T00:00:00Z', '2026-03-24T08:00:00.000Z'],
  ])('a deadline on %s is reviewed at %s', (at, review) => {
    expect(deskDraft({ ...subject, due: { at, by: 'x' } }, now).reviewAt).toBe(review);
  });
});

test('the graver stands first', () => {
  const one = { id: 'a', urgent: true, exploited: false, epss: null, due: null, devices: 1 };
  const rows = [
    { ...one, id: 'normal', urgent: false, exploited: true, devices: 90 },
    { ...one, id: 'plain' },
    { ...one, id: 'many', devices: 40 },
    { ...one, id: 'due later', due: '2026-04-01T00:00:00Z' },
    { ...one, id: 'due', due: '2026-03-20T00:00:00Z' },
    { ...one, id: 'likely', epss: 0.4 },
    { ...one, id: 'exploited', exploited: true },
    { ...one, id: 'also plain' },
  ];
  expect(rows.toSorted(byGravity).map(({ id }) => id)).toEqual([
    'exploited',
    'likely',
    'due',
    'due later',
    'many',
    'also plain',
    'plain',
    'normal',
  ]);
});

test('a group is as risky as its riskiest package, with each reason once', () => {
  const low: GroupRisk = { level: 'low', reasons: [{ code: 'nothing-known-against', weight: 'none', sentence: 'Nothing.', link: null }] };
  const restart = { code: 'restart', weight: 'raises', sentence: 'The device must restart.', link: null } as const;
  const raised: GroupRisk = { level: 'raised', reasons: [restart] };
  const issue = { code: 'known-issue', weight: 'high', sentence: 'It does not start.', link: 'https://example.org/1' } as const;
  const high: GroupRisk = { level: 'high', reasons: [issue, restart] };
  expect(groupRisk([])).toBeNull();
  expect(groupRisk([low, low])).toEqual(low);
  expect(groupRisk([low, raised, raised])).toEqual(raised);
  expect(groupRisk([raised, low, high])).toEqual(high);
  expect([low, raised, high].map(hasKnownIssue)).toEqual([false, false, true]);
});
