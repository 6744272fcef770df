import { describe, expect, test } from 'vitest';
import { defaultUrgencyRules, urgencyOf } from '../risk/index.ts';
import { withWords } from './index.ts';
import type { JudgedOffer, OfferWords, Urgency } from './index.ts';

const none: OfferWords = { faults: [], override: null };
const judged = (urgency: Urgency, inKev = false): JudgedOffer => {
  const input = { cves: ['CVE-2026-10001'], inKev };
  const answer = urgencyOf(input);
  const vulnerabilities = [{ id: 'CVE-2026-10001', advisories: [], input, answer }];
  return {
    urgency,
    basis: 'vulnerabilities',
    vulnerabilities,
    reasons: [`The rules say ${urgency}.`],
    defaulted: [],
    why: `${urgency}: by rule`,
  };
};
const override = (urgency: Urgency, reason = 'The till is closed in May') =>
  ({ id: 'w1', urgency, by: 'Ada', reason, until: '2026-05-31T23:59:59Z' }) as const;
const seen = { id: 'w2', kind: 'stability', shownBy: 'person', reason: 'It stops twice a day' } as const;
const classed = { id: null, kind: 'stability', shownBy: 'vendor-class', reason: 'LAB-2026:1 is critical' } as const;
const say = (one: JudgedOffer, words: Partial<OfferWords>) => withWords(one, { ...none, ...words }, defaultUrgencyRules);

describe('what is said of an offer', () => {
  test.each<[string, JudgedOffer, Partial<OfferWords>, Urgency, string | null, Urgency | null]>([
    ['nothing', judged('urgent'), {}, 'urgent', null, null],
    ['lowered', judged('urgent'), { override: override('normal') }, 'normal', 'w1', 'urgent'],
    ['raised', judged('normal'), { override: override('urgent') }, 'urgent', 'w1', 'normal'],
    ['said as the rules say', judged('normal'), { override: override('normal') }, 'normal', 'w1', null],
    ['lowered without a reason', judged('urgent'), { override: override('normal', ' ') }, 'urgent', 'w1', null],
    ['lowered though it is exploited', judged('urgent', true), { override: override('normal') }, 'urgent', 'w1', null],
    ['raised though it is exploited', judged('urgent', true), { override: override('urgent') }, 'urgent', 'w1', null],
    ['a fault that a person saw', judged('normal'), { faults: [seen] }, 'urgent', 'w2', 'normal'],
    ['a fault of the maker’s class: a rule, nobody’s word', judged('normal'), { faults: [classed] }, 'urgent', null, null],
    ['a fault that is lowered', judged('normal'), { faults: [seen], override: override('normal') }, 'normal', 'w1', 'urgent'],
    ['a fault of an empty text', judged('normal'), { faults: [{ ...seen, reason: ' ' }] }, 'normal', 'w2', null],
  ])('%s', (_name, one, words, urgency, word, ruled) => {
    const answer = say(one, words);
    expect([answer.urgency, answer.word, answer.ruled?.urgency ?? null]).toEqual([urgency, word, ruled]);
    // What is counted from, and what it ends, is nobody's to say.
    expect(answer.vulnerabilities).toBe(one.vulnerabilities);
  });

  test('lowering says who, until when, why, and what the rules say', () => {
    const answer = say(judged('urgent'), { override: override('normal') });
    expect(answer.reasons).toEqual([
      'Ada decided normal until 2026-05-31, where the rules say urgent: The till is closed in May',
      'The rules say urgent.',
    ]);
    expect(answer.ruled).toEqual({ urgency: 'urgent', reasons: ['The rules say urgent.'] });
  });

  test('what is not followed says why', () => {
    const answer = say(judged('urgent', true), { override: override('normal') });
    expect(answer.notFollowed).toMatch(/^Ada wanted it normal .* has CVE-2026-10001, so it stays urgent\.$/);
    expect(answer.reasons.at(-1)).toBe(answer.notFollowed);
  });
});
