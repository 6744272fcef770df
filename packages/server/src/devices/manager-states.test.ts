import type { ManagerState } from '@fettle/protocol/agent';
import { describe, expect, it } from 'vitest';
import { answerOf, statesOf } from './manager-states.ts';

const trouble = { code: 'dnf.lock-held', cause: 'Locked.', retry: 'later', nextStep: 'Wait.', excerpt: '' } as const;
const state = (refreshedAt: string | null, more: Partial<ManagerState> = {}): ManagerState => ({
  ok: true,
  trouble: null,
  lists: { refreshedAt, lastAttempt: refreshedAt === null ? null : { at: refreshedAt, ok: true, trouble: null } },
  problems: [],
  ...more,
});
const [early, late] = ['2026-03-01T08:00:00Z', '2026-03-02T08:00:00Z'] as const;

describe('what the package managers of a device come to together', () => {
  it('is nothing where none has told anything', () => {
    expect(answerOf(statesOf(null))).toEqual({ asked: true, lists: null, trouble: null, problems: [] });
  });
  it('takes the oldest lists', () => {
    expect(answerOf({ apt: state(late), dnf: state(early) }).lists?.refreshedAt).toBe(early);
    expect(answerOf({ apt: state(late), dnf: state(null) }).lists).toEqual({ refreshedAt: null, lastAttempt: null });
  });
  it('names a refresh that failed before one that went well', () => {
    const lists = { refreshedAt: late, lastAttempt: { at: late, ok: false, trouble } };
    expect(answerOf({ apt: state(late), dnf: state(late, { lists }) }).lists?.lastAttempt).toEqual(lists.lastAttempt);
  });
  it('tells the trouble of the one that could not be asked, and the problems of all', () => {
    const answer = answerOf({ apt: state(late, { problems: [trouble] }), dnf: state(late, { ok: false, trouble, problems: [trouble] }) });
    expect(answer).toMatchObject({ asked: false, trouble, problems: [trouble, trouble] });
    expect(answerOf({ apt: state(late), dnf: state(late, { ok: false }) })).toMatchObject({ asked: false, trouble: null });
  });
});
