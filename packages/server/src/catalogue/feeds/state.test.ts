import { describe, expect, test } from 'vitest';
import { feedState } from './state.ts';

const now = Temporal.Instant.from('2026-03-02T09:00:00Z');
const hoursAgo = (hours: number): string => now.subtract({ hours }).toString();
const feed = { lateAfterHours: 48 };
const good = { enabled: true, last_ok_at: hoursAgo(3), last_trouble: null };
const taken = { path: 'a.zip', held: null, taken_at: hoursAgo(30) };

describe('a feed is', () => {
  test.each([
    ['current when its publisher confirmed all of it lately', good, [taken], 'current', 'Confirmed 3 hours ago.'],
    [
      'late when that is too long ago, and what it said still counts',
      { ...good, last_ok_at: hoursAgo(50) },
      [taken],
      'late',
      'still counts',
    ],
    [
      'late even where the last attempt says why',
      { ...good, last_ok_at: hoursAgo(48), last_trouble: 'No answer.' },
      [taken],
      'late',
      'No answer.',
    ],
    [
      'in trouble when the last attempt failed and it is not late yet',
      { ...good, last_trouble: 'No answer.' },
      [taken],
      'trouble',
      'No answer.',
    ],
    ['in trouble when a part of it was taken and never all', { ...good, last_ok_at: null }, [taken], 'trouble', 'never fetched whole'],
    ['not taken yet when nothing was', { ...good, last_ok_at: null }, [], 'never', 'It is due.'],
    ['held when a file waits for a person', good, [{ ...taken, held: 'It has 3 records, and had 90' }], 'held', 'a.zip: It has 3 records'],
    ['off when it is switched off, whatever else', { ...good, enabled: false, last_ok_at: hoursAgo(500) }, [taken], 'off', 'still counts'],
  ] as const)('%s', (_what, row, files, state, words) => {
    const said = feedState(feed, row, files, now);
    expect(said.state).toBe(state);
    expect(said.why).toContain(words);
  });
});
