import { expect, test } from 'vitest';
import { testIo } from '../testing/io.ts';
import { proposalLooksText } from './proposal-looks-text.ts';
import { screenOf } from './screen.ts';

const look = {
  clientId: 'c',
  clientName: 'Harbour\u0007 Dental',
  byItself: true,
  sentence: 'Fettle proposes by itself, daily at 03:10, each for 14 days.',
  nextAt: '2026-03-03T03:10:00Z',
  lookedAt: null,
  trouble: null,
  lanes: [{ lane: 'urgent', sentence: 'Nothing to do.', trouble: 'None of the devices can be asked.', deploymentIds: [] }],
};

test('what is proposed by itself is told client by client, and what a person proposes is counted', () => {
  const person = { ...look, clientId: 'd', byItself: false, nextAt: null, lanes: [] };
  const text = proposalLooksText(screenOf(testIo()), [look, person]);
  expect(text).toContain('Harbour\ufffd Dental');
  expect(text).toMatch(/Looked at\s+not yet/);
  expect(text).toMatch(/Lane urgent\s+Nothing to do\. None of the devices can be asked\./);
  expect(text).toContain('At one client a person proposes.');
  expect(proposalLooksText(screenOf(testIo()), [look])).not.toContain('a person proposes.');
});
