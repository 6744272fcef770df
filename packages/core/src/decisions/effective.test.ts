import { describe, expect, test } from 'vitest';
import { decision, subject } from './decision.fixture.ts';
import { decidedUntil, effectiveDecision, isReviewDue, standingOf } from './index.ts';
import type { Decision } from './index.ts';

const now = Temporal.Instant.from('2026-03-10T00:00:00Z');
const exception = (change: Partial<Decision> = {}) => decision({ kind: 'exception', endsAt: '2026-06-01T00:00:00Z', ...change });
const about = (...ids: string[]) => ({ kind: 'advisory', id: ids[0] ?? '', ids }) as const;
const workaround = { what: 'Port 9 is closed', check: 'A scan finds it closed', undoWhenFixed: true, verifiedAt: null, undoneAt: null };
const look = (...decisions: Decision[]) => effectiveDecision(decisions, subject, now);

describe('which one counts', () => {
  const block = decision({ id: 'block', kind: 'block' });
  const accepted = exception({ id: 'exception' });
  const manual = decision({ id: 'manual', madeAt: '2026-03-02T00:00:00Z' });
  const rule = decision({ id: 'rule', made: 'rule', madeAt: '2026-03-09T00:00:00Z' });
  const onDevice = decision({ id: 'device', scope: { kind: 'devices', ids: ['v1'] } });
  const onSite = decision({ id: 'site', scope: { kind: 'site', ids: ['s1'] } });
  const later = decision({ id: 'later', madeAt: '2026-03-03T00:00:00Z' });
  test.each([
    ['a block before an exception', [accepted, block], 'block', 'A block goes before an exception.'],
    ['an exception before what a person decided', [manual, accepted], 'exception', 'An exception goes before any other decision.'],
    ['a person before a later rule', [rule, manual], 'manual', 'What a person decided goes before a rule.'],
    [
      'a block by a rule before a person',
      [manual, decision({ id: 'rb', kind: 'block', made: 'rule' })],
      'rb',
      'A block goes before any other decision.',
    ],
    ['named devices before a site', [onSite, onDevice], 'device', 'A decision for named devices goes before one for a site.'],
    ['a site before a later one for the client', [manual, onSite], 'site', 'A decision for a site goes before one for the whole client.'],
    [
      'a narrow rule stays behind a person',
      [decision({ id: 'narrow', made: 'rule', scope: { kind: 'devices', ids: ['v1'] } }), manual],
      'manual',
      'What a person decided goes before a rule.',
    ],
    ['the later of equals', [manual, later], 'later', 'A later decision goes before an earlier one.'],
  ])('%s', (_name, decisions, id, why) => {
    const answer = look(...decisions);
    expect([answer.decision?.id, answer.state, answer.overruled.map((one) => one.why)]).toEqual([id, 'decided', [why]]);
  });

  test.each<[string, Partial<Decision>]>([
    ['another client', { clientId: 'c2' }],
    ['another site', { scope: { kind: 'site', ids: ['s2'] } }],
    ['another device', { scope: { kind: 'devices', ids: ['v2', 'v3'] } }],
    ['another version', { about: { kind: 'update', manager: 'apt', sourceName: 'lab-app', sourceVersion: '1.9-1' } }],
    ['another manager', { about: { kind: 'update', manager: 'dnf', sourceName: 'lab-app', sourceVersion: null } }],
    ['another vulnerability', { about: about('CVE-2026-10003') }],
    ['one that was revoked', { revoked: { at: '2026-03-02T00:00:00Z', by: 'p1', because: 'No' } }],
    ['one that was reviewed', { replacedById: 'd2' }],
  ])('%s does not count and is not told', (_name, change) => {
    expect(look(decision(change))).toMatchObject({ decision: null, state: 'open', why: 'Nothing was decided.', overruled: [] });
  });

  test('the very version counts', () => {
    expect(look(decision({ about: { kind: 'update', manager: 'apt', sourceName: 'lab-app', sourceVersion: '2.0-1' } })).state).toBe(
      'decided',
    );
  });
});

describe('single vulnerabilities', () => {
  test('an exception for one of two leaves the other open', () => {
    expect(look(exception({ about: about('CVE-2026-10001') }))).toMatchObject({
      decision: null,
      state: 'open',
      why: 'Decided for a part only: CVE-2026-10002 is open.',
      overruled: [{ why: 'It is about a part only: CVE-2026-10002 stays open.' }],
    });
  });
  test('exceptions for both settle the update', () => {
    const both = [exception({ id: 'a', about: about('CVE-2026-10001') }), exception({ id: 'b', about: about('CVE-2026-10002') })];
    expect(look(...both)).toMatchObject({ decision: { id: 'b' }, state: 'decided' });
  });
  test('an advisory that named both settles the update', () => {
    expect(look(exception({ about: { kind: 'advisory', id: 'LAB-1', ids: [...subject.advisories] } })).state).toBe('decided');
  });
  test('an exception for one does not stand in the way of deploying', () => {
    expect(look(exception({ about: about('CVE-2026-10001') }), decision({ id: 'go' }))).toMatchObject({
      decision: { id: 'go' },
      state: 'decided',
    });
  });
  test.each(['deploy', 'block'] as const)('to %s for the sake of one settles the update', (kind) => {
    expect(look(decision({ kind, about: about('CVE-2026-10001') })).state).toBe('decided');
  });
  test('of one vulnerability by itself an exception settles all', () => {
    const alone = { ...subject, update: null, advisories: ['CVE-2026-10001'], fixSince: null };
    expect(effectiveDecision([exception({ about: about('CVE-2026-10001') })], alone, now).state).toBe('decided');
  });
});

describe('ends', () => {
  const ended = exception({ id: 'ended', endsAt: '2026-03-10T00:00:00Z' });
  test('at the instant of its end it is open again, and told as expired', () => {
    expect(look(ended)).toMatchObject({
      decision: null,
      state: 'expired',
      why: 'An exception ended on 2026-03-10 and nobody has decided since: it is open again.',
      overruled: [{ why: 'It ended on 2026-03-10.' }],
    });
    expect(effectiveDecision([ended], subject, now.subtract({ seconds: 1 })).state).toBe('decided');
  });
  test('something else that is in force holds', () => {
    expect(look(ended, decision({ id: 'rule', made: 'rule' }))).toMatchObject({ decision: { id: 'rule' }, state: 'decided' });
  });
  test('one for a part that another covers now is not missed', () => {
    const part = exception({ id: 'part', about: about('CVE-2026-10001'), endsAt: '2026-03-05T00:00:00Z' });
    const again = exception({ id: 'again', about: about('CVE-2026-10001') });
    expect(look(part, again).state).toBe('open');
    expect(look(part).state).toBe('expired');
  });
  test('what was revoked or reviewed after its end is not expired any more', () => {
    expect(look({ ...ended, revoked: { at: '2026-03-10T00:00:00Z', by: 'p1', because: 'Installed' } }).state).toBe('open');
    expect(look({ ...ended, replacedById: 'd9' }).state).toBe('open');
  });
  test('what begins later does not count yet', () => {
    expect(look(decision({ startsAt: '2026-04-01T00:00:00Z' }))).toMatchObject({
      state: 'open',
      why: 'A decision to deploy begins on 2026-04-01; until then it is open.',
    });
  });
  test('it stays decided until the last of an unbroken row ends', () => {
    const first = exception({ id: 'a', endsAt: '2026-04-01T00:00:00Z' });
    const next = exception({ id: 'b', startsAt: '2026-04-01T00:00:00Z', endsAt: '2026-05-01T00:00:00Z' });
    const gap = exception({ id: 'c', startsAt: '2026-05-02T00:00:00Z', endsAt: '2026-06-01T00:00:00Z' });
    expect(decidedUntil([first, next, gap], subject, now)?.toString()).toBe('2026-05-01T00:00:00Z');
    expect(decidedUntil([decision()], subject, now)).toBeNull();
    expect(decidedUntil([], subject, now)?.toString()).toBe(now.toString());
  });
  test('a review is due from its instant on, and only of what is in force', () => {
    const due = exception({ reviewAt: '2026-03-10T00:00:00Z' });
    expect(isReviewDue(due, now)).toBe(true);
    expect(isReviewDue(due, now.subtract({ seconds: 1 }))).toBe(false);
    expect(isReviewDue({ ...due, endsAt: '2026-03-10T00:00:00Z' }, now)).toBe(false);
  });
});

describe('a workaround', () => {
  const closed = (change: Partial<typeof workaround> | { verifiedAt: string } = {}) =>
    decision({ kind: 'workaround', workaround: { ...workaround, ...change } });
  test.each([
    ['that nobody has verified protects nothing', closed(), 'open', /not verified yet/],
    ['that was verified before the fix came is to be undone', closed({ verifiedAt: '2026-02-19T00:00:00Z' }), 'open', /to be undone/],
    [
      'that may stay is to be verified again',
      decision({ kind: 'workaround', workaround: { ...workaround, undoWhenFixed: false, verifiedAt: '2026-02-20T00:00:00Z' } }),
      'open',
      /to be verified again/,
    ],
    ['that was verified since holds', closed({ verifiedAt: '2026-03-01T00:00:00Z' }), 'decided', null],
  ] as const)('%s', (_name, given, state, needs) => {
    const answer = look(given);
    expect([answer.decision?.kind, answer.state]).toEqual(['workaround', state]);
    if (needs === null) expect(answer.needsPerson).toBeNull();
    else expect(answer.needsPerson).toMatch(needs);
  });
  test('before there is a fix the first check is enough', () => {
    const before = { ...subject, fixSince: null };
    expect(effectiveDecision([closed({ verifiedAt: '2026-02-19T00:00:00Z' })], before, now).state).toBe('decided');
  });
  test('undone it is over', () => {
    const undone = decision({
      kind: 'workaround',
      workaround: { ...workaround, verifiedAt: '2026-03-01T00:00:00Z', undoneAt: '2026-03-05T00:00:00Z' },
    });
    expect(standingOf(undone, now)).toBe('undone');
    expect(look(undone).state).toBe('open');
  });
  test('for one of two vulnerabilities, not verified, does not complete the other’s exception', () => {
    const part = decision({ id: 'w', kind: 'workaround', about: about('CVE-2026-10002'), workaround });
    expect(look(exception({ about: about('CVE-2026-10001') }), part)).toMatchObject({
      state: 'open',
      decision: null,
      needsPerson: expect.stringContaining('not verified'),
    });
  });
});

describe('a release past its support', () => {
  const lab10 = { kind: 'lifecycle', product: 'lab-os', cycle: '10', label: 'Lab OS' } as const;
  const release = { ...subject, update: null, advisories: [], fixSince: null, lifecycle: { product: 'lab-os', cycle: '10' } };
  const plan = (change: Partial<Decision> = {}) =>
    decision({
      id: 'plan',
      about: lab10,
      kind: 'replace',
      replacement: { what: 'Lab OS 12', responsible: 'Ida Roth' },
      endsAt: '2026-05-01T00:00:00Z',
      ...change,
    });
  const accepted = exception({ id: 'accepted', about: lab10 });
  const weigh = (...decisions: Decision[]) => effectiveDecision(decisions, release, now);
  test.each<[string, Decision[], string | null, string]>([
    ['a plan settles it', [plan()], 'plan', 'decided'],
    ['an exception goes before a plan', [plan(), accepted], 'accepted', 'decided'],
    ['a plan goes on when the exception has ended', [plan(), { ...accepted, endsAt: '2026-03-09T00:00:00Z' }], 'plan', 'decided'],
    ['a plan whose day has come is open again', [plan({ endsAt: '2026-03-10T00:00:00Z' })], null, 'expired'],
    ['of another cycle it says nothing', [plan({ about: { ...lab10, cycle: '11' } })], null, 'open'],
    ['of another site it says nothing', [plan({ scope: { kind: 'site', ids: ['s2'] } })], null, 'open'],
    ['an exception for an update says nothing', [exception()], null, 'open'],
  ])('%s', (_name, decisions, id, state) => {
    const answer = weigh(...decisions);
    expect([answer.decision?.id ?? null, answer.state]).toEqual([id, state]);
  });
  test('what is decided about the release settles no update on it', () => {
    expect(look(plan(), accepted)).toMatchObject({ decision: null, state: 'open' });
  });
});
