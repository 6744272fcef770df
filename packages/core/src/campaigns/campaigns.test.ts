import { describe, expect, test } from 'vitest';
import { aboutInWords, aboutProblem, countStandings, isAbout, isOver, leftInWords, standingOf, standingWords } from './index.ts';
import type { CampaignAbout, MemberFacts } from './index.ts';
import { clientStandings } from './index.ts';

const proposed = (change: Partial<NonNullable<MemberFacts['deployment']>> = {}): MemberFacts['deployment'] => ({
  status: 'active',
  holds: [],
  unanswered: 0,
  ...change,
});

describe('how a client stands', () => {
  test.each<[string, MemberFacts['state'], boolean, MemberFacts['deployment'], string]>([
    ['in line', 'waiting', false, null, 'waiting'],
    ['in line while all is stopped', 'waiting', true, null, 'held'],
    ['asked', 'proposed', false, proposed({ status: 'proposed', unanswered: 2 }), 'planning'],
    ['answered without a plan', 'proposed', false, proposed({ status: 'proposed' }), 'unplanned'],
    ['planned', 'proposed', false, proposed({ holds: ['approval'] }), 'approval'],
    ['planned in a freeze', 'proposed', false, proposed({ holds: ['approval', 'freeze'] }), 'held'],
    ['stopped before the look that holds it', 'proposed', true, proposed(), 'held'],
    ['approved', 'proposed', false, proposed(), 'running'],
    ['over and stopped', 'proposed', true, proposed({ status: 'succeeded' }), 'done'],
    ['ended badly', 'proposed', false, proposed({ status: 'ended with failures' }), 'failed'],
    ['not proposed', 'failed', false, null, 'failed'],
    ['given up', 'proposed', false, proposed({ status: 'cancelled' }), 'cancelled'],
    ['left out, its deployment cancelled', 'left-out', false, proposed({ status: 'cancelled' }), 'left-out'],
    ['without anything', 'nothing', false, null, 'nothing'],
  ])('%s', (_what, state, stopped, deployment, standing) => {
    expect(standingOf({ state, stopped, left: false, deployment })).toBe(standing);
  });

  test.each<[string, MemberFacts['state'], MemberFacts['deployment'], string]>([
    ['done, and the rest in another lane', 'proposed', proposed({ status: 'succeeded' }), 'part'],
    ['nothing now, because a rule defers it', 'nothing', null, 'deferred'],
    ['under way as ever', 'proposed', proposed(), 'running'],
    ['failed as ever', 'proposed', proposed({ status: 'ended with failures' }), 'failed'],
  ])('where something was left: %s', (_what, state, deployment, standing) => {
    expect(standingOf({ state, stopped: false, left: true, deployment })).toBe(standing);
  });

  test('tells in words what was left', () => {
    expect(leftInWords([])).toBe('');
    expect(
      leftInWords([
        { why: 'lane', lane: 'rest', updates: 2, devices: 3 },
        { why: 'deferred', until: '2026-03-09T08:00:00Z', updates: 1, devices: 1 },
        { why: 'unknown', updates: 1, devices: 2 },
      ]),
    ).toBe(
      'Left: 2 updates on 3 devices, which go in lane “rest”; 1 update on 1 device, which a rule defers, the first until 2026-03-09; 1 update on 2 devices, which waits for a person, because nobody knows what a rule asks.',
    );
  });

  test('is counted, so that all clients are in the sum', () => {
    const counts = countStandings([...clientStandings, 'done', 'held']);
    expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(clientStandings.length + 2);
    expect([counts.done, counts.held, counts.failed]).toEqual([2, 2, 1]);
  });

  test('is over where nothing more comes of it', () => {
    expect(clientStandings.filter(isOver)).toEqual(['done', 'part', 'deferred', 'failed', 'nothing', 'left-out', 'cancelled']);
    expect(Object.keys(standingWords).toSorted()).toEqual([...clientStandings].toSorted());
  });
});

const offer = {
  manager: 'apt',
  name: 'lab-lib1',
  sourceName: 'lab',
  version: '2.0-1',
  urgency: 'normal',
  ended: ['CVE-2026-10001'],
} as const;

describe('what a campaign brings', () => {
  test.each<[CampaignAbout, boolean]>([
    [{ kind: 'advisory', ids: ['CVE-2026-10001', 'CVE-2026-10002'] }, true],
    [{ kind: 'advisory', ids: ['CVE-2026-10002'] }, false],
    [{ kind: 'urgent' }, false],
    [{ kind: 'package', manager: 'apt', name: 'lab', fixed: '2.0-1' }, true],
    [{ kind: 'package', manager: 'apt', name: 'lab-lib1', fixed: '1.9-7' }, true],
    [{ kind: 'package', manager: 'apt', name: 'lab', fixed: '1:1.0-1' }, false],
    [{ kind: 'package', manager: 'dnf', name: 'lab', fixed: '1.0-1' }, false],
    [{ kind: 'package', manager: 'apt', name: 'lab', fixed: 'soon' }, false],
  ])('%j: %s', (about, is) => {
    expect(isAbout(about, offer)).toBe(is);
  });

  test('says what it is about, and what can not be', () => {
    expect(aboutInWords({ kind: 'advisory', ids: ['CVE-2026-10001'] })).toBe('updates that end CVE-2026-10001');
    expect(aboutInWords({ kind: 'package', manager: 'apt', name: 'lab', fixed: '2.0-1' })).toContain('lab 2.0-1 or later');
    expect(aboutProblem({ kind: 'package', manager: 'apt', name: 'lab', fixed: '_' })).toContain('no version');
    expect(aboutProblem({ kind: 'package', manager: 'apt', name: 'lab', fixed: '2.0-1' })).toBeNull();
  });
});
