import { expect, test } from 'vitest';
import { patchRiskOf, riskStatement } from './index.ts';
import type { StatementInput } from './index.ts';

const quiet = patchRiskOf({
  restartNeeded: false,
  kind: 'other',
  wayBack: true,
  results: { succeeded: 0, failed: 0 },
  knownIssues: [],
  rolledBackElsewhere: 0,
  rolledBackHere: 0,
  role: null,
  tier: null,
});
const input: StatementInput = {
  device: 'till-1',
  service: 'the tills of the shop',
  outage: 'nobody can pay by card',
  update: 'lab-app 2.0-1',
  urgency: 'urgent',
  why: 'CVE-2026-10001: the catalogue of known exploited vulnerabilities has it.',
  due: { at: '2026-03-06 00:00', by: 'Lab rules 1.2', isOver: false },
  patchRisk: quiet,
};
const said = (change: Partial<StatementInput> = {}) => riskStatement({ ...input, ...change }).map(({ sentence }) => sentence);

test('says the service, the urgency, the deadline and the risk of the update, each for itself', () => {
  expect(said()).toEqual([
    'till-1 carries the tills of the shop. What its outage means: nobody can pay by card.',
    'lab-app 2.0-1 is urgent here: CVE-2026-10001: the catalogue of known exploited vulnerabilities has it.',
    'It must be in by 2026-03-06 00:00 (Lab rules 1.2).',
    'The risk of the update itself is low here: Nothing is known that makes it risky.',
  ]);
});

test.each<[string, Partial<StatementInput>, string]>([
  ['nothing is set', { service: null, outage: null }, 'Which business service till-1 carries is not set, nor what its outage means.'],
  ['no outage is set', { outage: null }, 'till-1 carries the tills of the shop. What its outage means is not set.'],
  [
    'no service is set',
    { service: null },
    'Which business service till-1 carries is not set. What its outage means: nobody can pay by card.',
  ],
  ['it is not urgent', { urgency: 'normal', why: null }, 'lab-app 2.0-1 is not urgent here.'],
  ['there is no deadline', { due: null }, 'No deadline holds for it here.'],
  [
    'it is overdue',
    { due: { at: '2026-03-06 00:00', by: 'Lab rules 1.2', isOver: true } },
    'It had to be in by 2026-03-06 00:00 (Lab rules 1.2) and is overdue.',
  ],
])('where %s it says so', (_what, change, sentence) => expect(said(change)).toContain(sentence));
