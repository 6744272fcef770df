import { expect, test } from 'vitest';
import { urgencyText } from './urgency-said.ts';

const said = (says: 'fault' | 'urgent' | 'normal', by: string) => ({ says, by, reason: 'Asked for', endsAt: null, clientName: 'Acme' });

test('an urgency is never told without who said otherwise, and a lowering before a newer raising', () => {
  expect(urgencyText({ urgency: 'urgent', said: [] })).toBe('urgent');
  expect(urgencyText({ urgency: 'normal', said: [said('normal', 'Ada')] })).toBe('normal (lowered by Ada)');
  expect(urgencyText({ urgency: 'urgent', said: [said('urgent', 'Bob'), said('normal', 'Ada')] })).toBe(
    'urgent (Ada would lower it; raised by Bob)',
  );
});
