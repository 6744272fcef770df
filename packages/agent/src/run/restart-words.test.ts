import { expect, test } from 'vitest';
import type { RestartStep } from '@fettle/core/restarts';
import { goingBackMessage, restartMessage } from './restart-words.ts';

const now = '2026-11-22T20:00:00Z';
const at = Temporal.Instant.from(now).add({ minutes: 15 }).epochMilliseconds;
const step: Extract<RestartStep, { do: 'tell' }> = {
  do: 'tell',
  progress: { dueAt: at, roundAt: at, restartAt: at, postponed: 0, shown: [] },
  postponesLeft: 0,
};
const loss = { since: '2026-11-22T18:30:00Z', folders: ['/home', '/srv'] };
const ask = { kind: 'ask', postpones: 0, minutes: 5, deadlineMinutes: 30, mayEndAfterWindow: false } as const;

test('before a restart that an update needs people are told to save their work', () => {
  const { text } = restartMessage({ kind: 'window-end' }, step, now, null);
  expect(text).toContain('in 15 minutes. Save your work.');
  expect(text).not.toContain('lost');
});

test.each([
  ['that is forced', { kind: 'window-end' }, 'in 15 minutes'],
  ['that is asked and forced', { ...ask, atEnd: 'force' }, 'in 15 minutes'],
  ['that is left to them', { ...ask, atEnd: 'leave-pending' }, 'Please restart this device'],
] as const)('before one %s and goes back to a snapshot they are told what is lost, and never to save it there', (_, rule, words) => {
  const { text } = restartMessage(rule, step, now, loss);
  for (const said of [words, 'An update failed', 'is lost, in /home, /srv too: save your work somewhere else'])
    expect(text).toContain(said);
  expect(text).not.toContain('Updates are in');
});

test('when it begins to go back the same is said without a time', () => {
  expect(goingBackMessage(loss).text).toMatch(/how it was at 2026-11-22 \d\d:30\. What was saved on it since then is lost/);
  expect(goingBackMessage({ ...loss, folders: [] }).text).toContain('since then is lost: save');
});
