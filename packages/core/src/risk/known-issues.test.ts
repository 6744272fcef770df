import { describe, expect, test } from 'vitest';
import { issueName, issueOf, patchRiskOf, ruleHolds } from './index.ts';
import type { IssueAbout, IssueFacts, IssueRule, RecordedIssue } from './index.ts';

const about = (from: string | null, to: string | null): IssueAbout => ({ kind: 'source', manager: 'apt', sourceName: 'lab-app', from, to });
const issue = (change: Partial<RecordedIssue> = {}): RecordedIssue => ({
  about: about('2.0-1', '2.0-3'),
  text: 'Encrypting takes twice as long.',
  condition: null,
  rule: null,
  link: null,
  resolved: null,
  ...change,
});
const update = (sourceVersion: string, sourceName = 'lab-app') => ({ manager: 'apt', sourceName, sourceVersion }) as const;

describe('which update an issue is about', () => {
  test.each<[string, IssueAbout, string, boolean]>([
    ['the first of the range', about('2.0-1', '2.0-3'), '2.0-1', true],
    ['the last of the range', about('2.0-1', '2.0-3'), '2.0-3', true],
    ['one before it', about('2.0-1', '2.0-3'), '2.0-1~rc1', false],
    ['one after it', about('2.0-1', '2.0-3'), '2.0-10', false],
    ['no first', about(null, '2.0-3'), '0.1-1', true],
    ['no last', about('2.0-1', null), '9.0-1', true],
    ['every version', about(null, null), '1.0-1', true],
    ['a version that can not be read: it may have it', about('2.0-1', '2.0-3'), 'no version', true],
    ['another manager', { ...about(null, null), manager: 'dnf' } as IssueAbout, '2.0-1', false],
  ])('%s', (_what, one, version, expected) => {
    expect(issueOf(issue({ about: one }), update(version), null) !== null).toBe(expected);
  });

  test('another source never; an update of Microsoft by its number, written either way', () => {
    const kb = issue({ about: { kind: 'kb', kb: '5999901' } });
    expect(issueOf(issue(), update('2.0-1', 'lab-web'), null)).toBeNull();
    expect(issueOf(kb, update('1', 'KB5999901'), null)?.id).toBe('KB5999901');
    expect(issueOf(kb, update('1', '5999901'), null)).not.toBeNull();
    expect(issueOf(kb, update('1', 'KB59999012'), null)).toBeNull();
  });

  test.each([
    [about('2.0-1', '2.0-1'), 'lab-app 2.0-1'],
    [about('2.0-1', '2.0-3'), 'lab-app 2.0-1 to 2.0-3'],
    [about('2.0-1', null), 'lab-app from 2.0-1 on'],
    [about(null, '2.0-3'), 'lab-app up to 2.0-3'],
    [about(null, null), 'lab-app, every version'],
  ])('is called by its versions', (one, name) => expect(issueName(one)).toBe(name));
});

test('KB5017259 made AES up to two times slower: that is high patch risk where it is offered, and says nothing about urgency', () => {
  const slower = issue({
    about: { kind: 'kb', kb: '5017259' },
    text: 'AES operations may be up to two times slower.',
    condition: 'processors with vector AES instructions',
  });
  const known = issueOf(slower, { manager: 'apt', sourceName: 'KB5017259', sourceVersion: '1' }, null);
  if (known === null) throw new Error('it is about this update');
  const plain = { restartNeeded: false, kind: 'other', wayBack: true, results: { succeeded: 40, failed: 0 } } as const;
  const risk = patchRiskOf({ ...plain, rolledBackElsewhere: 0, rolledBackHere: 0, role: null, tier: null, knownIssues: [known] });
  expect(risk).toMatchObject({ level: 'high', reasons: [{ code: 'known-issue', weight: 'high' }] });
  expect(risk.reasons[0]?.sentence).toBe(
    'An issue is known (KB5017259) on processors with vector AES instructions; whether this device is one is not known: AES operations may be up to two times slower.',
  );
});

describe('an issue that was mended', () => {
  test.each<[string, RecordedIssue['resolved'], string, boolean]>([
    ['not yet', null, '2.0-2', false],
    ['in a later version', { inVersion: '2.0-3' }, '2.0-2', false],
    ['in this one', { inVersion: '2.0-3' }, '2.0-3', true],
    ['in an earlier one', { inVersion: '2.0-2' }, '2.0-3', true],
    ['without a version: it no longer happens', { inVersion: null }, '2.0-2', true],
    ['in a version that can not be read', { inVersion: 'some day' }, '2.0-2', false],
  ])('%s', (_what, resolved, version, expected) => {
    expect(issueOf(issue({ resolved }), update(version), null)?.resolved).toBe(expected);
  });
});

describe('on which devices it happens', () => {
  const nothing: IssueRule = { ecosystems: null, architectures: null, virtualisations: null, tiers: null, kernel: null, package: null };
  const facts: IssueFacts = {
    ecosystem: 'debian:12',
    architecture: 'x86_64',
    virtualisation: 'kvm',
    tier: 'important',
    kernel: '6.1.0-30-amd64',
    packages: new Set(['lab-raid']),
  };
  test.each<[string, Partial<IssueRule>, Partial<IssueFacts>, boolean | null]>([
    ['its system', { ecosystems: ['debian:11', 'debian:12'] }, {}, true],
    ['another system', { ecosystems: ['debian:11'] }, {}, false],
    ['a system that is not known', { ecosystems: ['debian:11'] }, { ecosystem: null }, null],
    ['its architecture', { architectures: ['x86_64'] }, {}, true],
    ['another kind of machine', { virtualisations: ['vmware'] }, {}, false],
    ['its tier', { tiers: ['important'] }, {}, true],
    ['a tier that nobody set', { tiers: ['important'] }, { tier: null }, null],
    ['the beginning of its kernel', { kernel: '6.1.0-' }, {}, true],
    ['another kernel', { kernel: '5.10' }, {}, false],
    ['a package that it has', { package: 'lab-raid' }, {}, true],
    ['one that it does not have', { package: 'lab-net' }, {}, false],
    ['packages that it has not told', { package: 'lab-raid' }, { packages: null }, null],
    ['one part that does not hold, beside one that is not known', { kernel: '5.10', tiers: ['low'] }, { tier: null }, false],
  ])('%s', (_what, rule, more, expected) => {
    expect(ruleHolds({ ...nothing, ...rule }, { ...facts, ...more })).toBe(expected);
  });

  test('without a rule: on everything where no condition is named, not known where one is', () => {
    expect(issueOf(issue(), update('2.0-1'), facts)?.affectsDevice).toBe(true);
    expect(issueOf(issue({ condition: 'some processors' }), update('2.0-1'), facts)?.affectsDevice).toBeNull();
    const ruled = issue({ condition: 'the old kernel', rule: { ...nothing, kernel: '5.10' } });
    expect(issueOf(ruled, update('2.0-1'), facts)?.affectsDevice).toBe(false);
    expect(issueOf(ruled, update('2.0-1'), null)?.affectsDevice).toBeNull();
  });
});
