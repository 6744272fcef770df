import { expect, test } from 'vitest';
import { whyTwoApprovers } from './four-eyes.ts';
import type { FourEyes } from './four-eyes.ts';

const rule = { devices: 2, clients: 3, missionCritical: true, removals: true };
const share = { changes: [{ manager: 'apt', name: 'lab-app', architecture: 'all', from: '1', to: '2' }] } as const;
const removal = { changes: [{ manager: 'apt', name: 'lab-old', architecture: 'all', from: '1', to: null }] } as const;

test.each<[string, FourEyes | undefined, Parameters<typeof whyTwoApprovers>[1], string | null]>([
  ['nothing is said', undefined, { shares: [share, share, share], missionCritical: 3, clients: 9 }, null],
  ['it stays within', rule, { shares: [share, share], missionCritical: 0, clients: 3 }, null],
  ['many devices', rule, { shares: [share, share, share], missionCritical: 0, clients: 1 }, '3 devices, more than 2'],
  ['many clients', rule, { shares: [share], missionCritical: 0, clients: 4 }, '4 clients, more than 3'],
  ['a campaign of the emergency lane', rule, { shares: [share], missionCritical: 0, clients: 'growing' }, 'more than 3 clients'],
  ['such a one where no number is set', { ...rule, clients: null }, { shares: [share], missionCritical: 0, clients: 'growing' }, null],
  ['mission-critical', rule, { shares: [share], missionCritical: 1, clients: 0 }, '1 of its devices'],
  ['a removal', rule, { shares: [removal], missionCritical: 0, clients: 0 }, 'removes 1 packages'],
  [
    'no bounds',
    { devices: null, clients: null, missionCritical: false, removals: false },
    { shares: [removal], missionCritical: 1, clients: 99 },
    null,
  ],
])('%s', (_what, said, of, why) => {
  const answer = whyTwoApprovers(said, of);
  if (why === null) expect(answer).toBeNull();
  else expect(answer).toContain(why);
});
