import { describe, expect, test } from 'vitest';
import { statusOf } from './status.ts';
import type { StatusQuestion } from './status.ts';
import { advisory, now } from './testing/build.ts';
import type { MatchAnswer, NoFixReason } from './types.ts';

const about = advisory('LAB-1', []);
const affected = (fixed: string | null, noFix: NoFixReason | null = null): MatchAnswer => ({
  matches: [{ advisory: about, fixed, noFix }],
  unknown: [],
});
const not: MatchAnswer = { matches: [], unknown: [] };
const open: MatchAnswer = { matches: [], unknown: [{ advisory: about, why: 'module' }] };
const blind: MatchAnswer = { matches: [], unknown: [{ advisory: null, why: 'ecosystem' }] };

function ask(more: Partial<StatusQuestion>): ReturnType<typeof statusOf> {
  return statusOf({
    advisory: 'LAB-1',
    installed: not,
    running: null,
    offered: [],
    scheme: 'deb',
    livepatched: null,
    feed: { id: 'osv', at: '2026-06-01T09:00:00Z' },
    now,
    ...more,
  });
}

const offer = (version: string, withheld: string | null = null): { version: string; withheld: string | null } => ({ version, withheld });

describe('where a device stands with one advisory', () => {
  const table: readonly (readonly [string, Partial<StatusQuestion>, string, string | null])[] = [
    ['nothing holds', { installed: not }, 'not-affected', null],
    ['the fix is offered', { installed: affected('2-1'), offered: [offer('2-1')] }, 'fix-offered', null],
    ['something newer is offered', { installed: affected('2-1'), offered: [offer('3-1')] }, 'fix-offered', null],
    ['something is offered that is too old', { installed: affected('2-1'), offered: [offer('1.9-1')] }, 'fix-not-offered', null],
    ['nothing is offered', { installed: affected('2-1'), offered: [] }, 'fix-not-offered', null],
    ['nobody knows what is offered', { installed: affected('2-1'), offered: null }, 'unknown', 'offers'],
    ['what is offered can not be read', { installed: affected('2-1'), offered: [offer('?')] }, 'unknown', 'offers'],
    ['there is no fix, whatever is offered', { installed: affected(null), offered: [offer('9-1')] }, 'no-fix', null],
    ['the advisory is open', { installed: open }, 'unknown', 'module'],
    ['nothing can be said of the software', { installed: blind }, 'unknown', 'ecosystem'],
    ['a kernel: fixed and running', { installed: not, running: not }, 'not-affected', null],
    ['a kernel: fixed, the old one runs', { installed: not, running: affected('2-1') }, 'restart-pending', null],
    [
      'a kernel: both old, fix offered',
      { installed: affected('2-1'), running: affected('2-1'), offered: [offer('2-1')] },
      'fix-offered',
      null,
    ],
    ['a kernel: both old, no fix', { installed: affected(null), running: affected(null) }, 'no-fix', null],
    ['a kernel: an older one is installed, a good one runs', { installed: affected('2-1'), running: not }, 'not-affected', null],
    ['a kernel: the one that runs is open', { installed: not, running: open }, 'unknown', 'module'],
    ['a kernel: which one runs is not known', { installed: not, running: 'unknown' }, 'unknown', 'running-kernel'],
    ['a kernel: not known, and the newest is affected', { installed: affected('2-1'), running: 'unknown' }, 'fix-not-offered', null],
  ];
  test.each(table)('%s', (_what, question, status, why) => {
    expect(ask(question)).toMatchObject({ status, why });
  });
});

test('an offer that is held back is an offer, and why is told', () => {
  const installed = affected('2-1');
  expect(ask({ installed, offered: [offer('2-1', 'pinned')] })).toMatchObject({ status: 'fix-offered', withheld: 'pinned' });
  expect(ask({ installed, offered: [offer('2-1', 'phased'), offer('2-2')] })).toMatchObject({ status: 'fix-offered', withheld: null });
});

test('why there is no fix, and which version would be one', () => {
  expect(ask({ installed: affected(null, 'will-not-fix') })).toMatchObject({ noFix: 'will-not-fix', fixed: null });
  expect(ask({ installed: affected('2-1') })).toMatchObject({ noFix: null, fixed: '2-1' });
  expect(ask({ installed: not, running: affected('2-1') })).toMatchObject({ fixed: '2-1' });
});

test('a live patch is told beside the status and changes none', () => {
  const kernel = { installed: not, running: affected('2-1') };
  expect(ask({ ...kernel, livepatched: ['LAB-1'] })).toMatchObject({ status: 'restart-pending', livepatched: true });
  expect(ask({ ...kernel, livepatched: [] })).toMatchObject({ livepatched: false });
  expect(ask({ ...kernel, livepatched: null })).toMatchObject({ livepatched: null });
  expect(ask({ livepatched: ['LAB-1'] })).toMatchObject({ livepatched: null });
});

test('who says so, and how old that is', () => {
  expect(ask({}).source).toEqual({ feed: 'osv', ageHours: 3 });
  expect(ask({ feed: { id: 'osv', at: '2026-06-01T13:00:00Z' } }).source.ageHours).toBe(0);
});
