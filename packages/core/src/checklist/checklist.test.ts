import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checklistOf, numberWords, ruleErrors, ruleRanges, standardRules, stepStates, stepTitles } from './index.ts';
import type { ChecklistFacts, Found } from './index.ts';

const kept = { version: 3, compared: true, withinHours: 48, parts: 8, missing: 0, overdue: 0 } as const;
const audited = {
  state: 'current',
  last: { number: 1, on: '2026-01-05' },
  nextOn: '2027-01-05',
  openActions: 3,
  overdueActions: 0,
} as const;
const none: Found = { count: 0, deploymentIds: [] };
const some: Found = { count: 2, deploymentIds: ['d2', 'd1'] };

/** Everything is known and well. */
const decided = { machines: 5, undecided: 0, undecidedLong: 0, undecidedDays: 14, reviewDue: 0, patchOverdue: 0, deviceRetired: 0 };
const well: ChecklistFacts = {
  inventory: { devices: 4, silent: 0, quarantined: 0, withoutTier: 0, withoutOwner: 0, pastSupport: 0, unmanaged: decided },
  policy: { devices: 4, standing: { state: 'good', sentence: 'All whole.', links: [] }, failing: 0, attention: 0 },
  vulnerabilities: {
    devices: 4,
    unscanned: 0,
    oldScans: 0,
    scanHours: 48,
    notAsked: 0,
    feeds: 3,
    lateFeeds: 0,
    emptyFeeds: 0,
    findings: 7,
    untriaged: 0,
  },
  risk: { devices: 4, scanned: 4, updates: 9, undecided: 0, missed: 0, atRisk: 0, riskDays: 3 },
  rollback: [{ name: 'web', standing: 'good', sentence: 'Tried.' }],
  tests: { days: 90, deployments: [{ id: 'd1', title: 'May', standing: { level: 'good', sentence: 'Tried.' } }] },
  windows: { devices: 4, looked: true, findings: [] },
  announced: { days: 90, begun: 3, withoutNotice: none },
  deployed: { days: 90, devices: 4, failed: none, rolledBack: none, missed: none, unknownEnd: none, underWay: 1, held: none },
  monitored: { days: 90, changed: 4, unverified: none, regressions: 1, undecided: none, asked: 2, notWell: none },
  told: { announced: 3, open: none },
  documents: { days: 90, ended: 3, incomplete: none, programme: kept, audits: audited },
};

const step = (facts: ChecklistFacts, number: number) => checklistOf(facts)[number - 1];

test('with all evidence and nothing against it every step is good', () => {
  const steps = checklistOf(well);
  expect(steps.map((one) => one.title)).toEqual([...stepTitles]);
  expect(steps.map(({ state }) => state)).toEqual(stepTitles.map(() => 'good'));
});

test('each number has words of its own, and no key is of two steps', () => {
  const keys = checklistOf(well).flatMap(({ numbers }) => numbers.map(({ key }) => key));
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.filter((key) => numberWords[key] === undefined)).toEqual([]);
});

test('without any evidence nothing is good', () => {
  const bare: ChecklistFacts = {
    inventory: { ...well.inventory, devices: 0, unmanaged: null },
    policy: { ...well.policy, devices: 0 },
    vulnerabilities: { ...well.vulnerabilities, devices: 0, feeds: 0 },
    risk: { ...well.risk, devices: 0, scanned: 0 },
    rollback: [],
    tests: { days: 90, deployments: [] },
    windows: { ...well.windows, devices: 0 },
    announced: { ...well.announced, begun: 0 },
    deployed: { ...well.deployed, devices: 0 },
    monitored: { ...well.monitored, changed: 0 },
    told: { ...well.told, announced: 0 },
    documents: { ...well.documents, ended: 0 },
  };
  expect(new Set(checklistOf(bare).map(({ state }) => state))).toEqual(new Set(['unknown']));
});

const { inventory, vulnerabilities, risk, deployed, monitored } = well;
describe('each thing that is wrong is seen in its step, with how many of how many', () => {
  test.each<[number, string, RegExp, Partial<ChecklistFacts>]>([
    [1, 'failing', /^1 of 4 devices silent/, { inventory: { ...inventory, silent: 1 } }],
    [1, 'failing', /^1 of 4 devices in quarantine/, { inventory: { ...inventory, quarantined: 1 } }],
    [1, 'failing', /^2 of 4 devices past the end of support/, { inventory: { ...inventory, pastSupport: 2 } }],
    [
      1,
      'attention',
      /^3 of 5 machines without agent and without/,
      { inventory: { ...inventory, unmanaged: { ...decided, undecided: 3 } } },
    ],
    [
      1,
      'failing',
      /^1 of 5 machines without agent and for more than 14/,
      { inventory: { ...inventory, unmanaged: { ...decided, undecided: 1, undecidedLong: 1 } } },
    ],
    [
      1,
      'failing',
      /^2 of 5 machines without agent not patched/,
      { inventory: { ...inventory, unmanaged: { ...decided, patchOverdue: 2 } } },
    ],
    [1, 'attention', /^1 of 5 machines without agent waved off/, { inventory: { ...inventory, unmanaged: { ...decided, reviewDue: 1 } } }],
    [
      1,
      'attention',
      /^1 of 5 machines without agent, enrolled/,
      { inventory: { ...inventory, unmanaged: { ...decided, deviceRetired: 1 } } },
    ],
    [1, 'attention', /^4 of 4 devices without a tier.*And 1 more/, { inventory: { ...inventory, withoutTier: 4, withoutOwner: 1 } }],
    [1, 'unknown', /no list|never given/, { inventory: { ...inventory, unmanaged: null } }],
    [
      2,
      'failing',
      /^No window/,
      { policy: { devices: 4, standing: { state: 'failing', sentence: 'No window.', links: [] }, failing: 1, attention: 0 } },
    ],
    [
      2,
      'attention',
      /^Late/,
      { policy: { devices: 4, standing: { state: 'attention', sentence: 'Late.', links: [] }, failing: 0, attention: 1 } },
    ],
    [
      2,
      'unknown',
      /^Never looked/,
      { policy: { devices: 4, standing: { state: 'attention', sentence: 'Never looked.', links: [] }, failing: 0, attention: 0 } },
    ],
    [3, 'failing', /^1 of 4 devices not scanned for more than 48 hours/, { vulnerabilities: { ...vulnerabilities, oldScans: 1 } }],
    [3, 'failing', /2 of 7 findings/, { vulnerabilities: { ...vulnerabilities, untriaged: 2 } }],
    [3, 'attention', /^1 of 4 devices whose package manager/, { vulnerabilities: { ...vulnerabilities, notAsked: 1 } }],
    [3, 'attention', /^1 of 3 feeds/, { vulnerabilities: { ...vulnerabilities, lateFeeds: 1 } }],
    [3, 'unknown', /never scanned/, { vulnerabilities: { ...vulnerabilities, unscanned: 1 } }],
    [3, 'unknown', /^2 of 3 feeds never/, { vulnerabilities: { ...vulnerabilities, emptyFeeds: 2 } }],
    [3, 'unknown', /^No feed/, { vulnerabilities: { ...vulnerabilities, feeds: 0 } }],
    [4, 'failing', /^1 of 9 updates past the day/, { risk: { ...risk, missed: 1 } }],
    [4, 'failing', /^2 of 9 updates urgent/, { risk: { ...risk, undecided: 2 } }],
    [4, 'attention', /^1 of 9 updates due within 3 days/, { risk: { ...risk, atRisk: 1 } }],
    [4, 'unknown', /^1 of 4 devices never scanned/, { risk: { ...risk, scanned: 3 } }],
    [
      5,
      'failing',
      /^1 of 2 devices\. till: Untried/,
      { rollback: [...well.rollback, { name: 'till', standing: 'failing', sentence: 'Untried.' }] },
    ],
    [5, 'attention', /^1 of 1 device\. till: Slow/, { rollback: [{ name: 'till', standing: 'attention', sentence: 'Slow.' }] }],
    [
      6,
      'failing',
      /“June”: No evidence/,
      { tests: { days: 90, deployments: [{ id: 'd2', title: 'June', standing: { level: 'failing', sentence: 'No evidence.' } }] } },
    ],
    [
      7,
      'failing',
      /^Never opens/,
      { windows: { devices: 4, looked: true, findings: [{ code: 'window-never-opens', severity: 'failing', sentence: 'Never opens.' }] } },
    ],
    [
      7,
      'good',
      /^The windows open/,
      { windows: { devices: 4, looked: true, findings: [{ code: 'no-soak', severity: 'attention', sentence: 'No soak.' }] } },
    ],
    [7, 'unknown', /not looked at/, { windows: { devices: 4, looked: false, findings: [] } }],
    [8, 'failing', /^2 of 3 deployments began/, { announced: { ...well.announced, withoutNotice: some } }],
    [9, 'failing', /failed on 2 of 4 devices/, { deployed: { ...deployed, failed: some } }],
    [9, 'attention', /did not take place on 2 of 4/, { deployed: { ...deployed, missed: some } }],
    [9, 'attention', /taken back on 2 of 4/, { deployed: { ...deployed, rolledBack: some } }],
    [9, 'attention', /^2 of 3 deployments under way are held/, { deployed: { ...deployed, underWay: 3, held: some } }],
    [9, 'unknown', /not known on 2 of 4/, { deployed: { ...deployed, unknownEnd: some } }],
    [10, 'failing', /^2 of 3 regressions/, { monitored: { ...monitored, regressions: 3, undecided: some } }],
    [10, 'attention', /^2 of 2 later checks/, { monitored: { ...monitored, notWell: some } }],
    [10, 'unknown', /on 2 of 4 devices/, { monitored: { ...monitored, unverified: some } }],
    [11, 'failing', /2 of 3 announced deployments/, { told: { announced: 3, open: some } }],
    [12, 'attention', /^2 of 3 installation reports/, { documents: { ...well.documents, incomplete: some } }],
    [12, 'unknown', /^No programme document/, { documents: { ...well.documents, programme: null } }],
    [
      12,
      'unknown',
      /never audited/,
      { documents: { ...well.documents, audits: { ...audited, state: 'never', last: null, nextOn: null } } },
    ],
    [
      12,
      'attention',
      /due on 2027-01-05; the last one was on 2026-01-05/,
      { documents: { ...well.documents, audits: { ...audited, state: 'overdue' } } },
    ],
    [12, 'failing', /more than 90 days/, { documents: { ...well.documents, audits: { ...audited, state: 'long-overdue' } } }],
    [12, 'attention', /^2 of 3 open actions/, { documents: { ...well.documents, audits: { ...audited, overdueActions: 2 } } }],
    [
      12,
      'attention',
      /not compared with the records within 48 hours/,
      { documents: { ...well.documents, programme: { ...kept, compared: false } } },
    ],
    [12, 'attention', /^2 of 8 parts .* are not written/, { documents: { ...well.documents, programme: { ...kept, missing: 2 } } }],
    [12, 'attention', /^1 of 8 parts .* is overdue/, { documents: { ...well.documents, programme: { ...kept, overdue: 1 } } }],
  ])('step %i is %s: %s', (number, state, sentence, changed) => {
    const found = step({ ...well, ...changed }, number);
    expect(found).toMatchObject({ step: number, state, sentence: expect.stringMatching(sentence) });
  });
});

test('what failed leads to the newest deployment of it', () => {
  expect(step({ ...well, deployed: { ...deployed, failed: some } }, 9)?.reasons[0]?.remedy).toEqual({
    label: 'Look at what failed',
    place: 'deployment',
    deploymentId: 'd2',
  });
});

const amount = fc.nat(4);
const found = amount.map((count): Found => ({ count, deploymentIds: Array.from({ length: count }, (_, index) => `d${index}`) }));
const facts = fc.record({
  inventory: fc.record({ silent: amount, quarantined: amount, withoutTier: amount, withoutOwner: amount, pastSupport: amount }),
  vulnerabilities: fc.record({
    unscanned: amount,
    oldScans: amount,
    notAsked: amount,
    lateFeeds: amount,
    emptyFeeds: amount,
    untriaged: amount,
  }),
  risk: fc.record({ undecided: amount, missed: amount, atRisk: amount }),
  deployed: fc.record({ failed: found, rolledBack: found, missed: found, unknownEnd: found, held: found }),
  monitored: fc.record({ unverified: found, undecided: found, notWell: found }),
  told: fc.record({ open: found }),
});
type Wrong = typeof facts extends fc.Arbitrary<infer T> ? T : never;
const withWrong = (wrong: Wrong): ChecklistFacts => ({
  ...well,
  inventory: { ...inventory, ...wrong.inventory },
  vulnerabilities: { ...vulnerabilities, ...wrong.vulnerabilities },
  risk: { ...risk, ...wrong.risk },
  deployed: { ...deployed, ...wrong.deployed },
  monitored: { ...monitored, ...wrong.monitored },
  told: { ...well.told, ...wrong.told },
});

test('more that is wrong never gives a better state, and a state is good exactly where there is no reason against it', () => {
  const rank = (wrong: Wrong) => checklistOf(withWrong(wrong)).map(({ state }) => stepStates.indexOf(state));
  fc.assert(
    fc.property(facts, fc.nat(4), (wrong, extra) => {
      const worse: Wrong = {
        ...wrong,
        inventory: { ...wrong.inventory, silent: wrong.inventory.silent + extra },
        risk: { ...wrong.risk, atRisk: wrong.risk.atRisk + extra },
        vulnerabilities: { ...wrong.vulnerabilities, unscanned: wrong.vulnerabilities.unscanned + extra },
      };
      const before = rank(wrong);
      rank(worse).forEach((now, index) => expect(now).toBeLessThanOrEqual(before[index] ?? -1));
      for (const { state, reasons } of checklistOf(withWrong(wrong))) expect(state === 'good').toBe(reasons.length === 0);
    }),
  );
});

test('a step of which attention is not enough fails where it asked for a person; good and unknown stay', () => {
  fc.assert(
    fc.property(facts, fc.uniqueArray(fc.integer({ min: 1, max: 12 })), (wrong, attentionFails) => {
      const standard = checklistOf(withWrong(wrong));
      const strict = checklistOf(withWrong(wrong), { attentionFails });
      for (const [index, one] of strict.entries()) {
        const before = standard[index]!;
        const isRaised = attentionFails.includes(one.step) && before.state === 'attention';
        expect(one.state).toBe(isRaised ? 'failing' : before.state);
        expect(one.reasons.map(({ sentence }) => sentence).toSorted()).toEqual(before.reasons.map(({ sentence }) => sentence).toSorted());
        expect(one.reasons.some(({ state }) => state === 'attention')).toBe(
          !attentionFails.includes(one.step) && before.reasons.some(({ state }) => state === 'attention'),
        );
      }
    }),
  );
});

test('rules are never looser than the standard', () => {
  expect(ruleErrors(standardRules)).toEqual([]);
  expect(ruleErrors({ scanHours: 4, riskDays: 30, attentionFails: [1, 12] })).toEqual([]);
  const paths = (more: Partial<typeof standardRules>) => ruleErrors({ ...standardRules, ...more }).map(({ path }) => path);
  expect(paths({ scanHours: ruleRanges.scanHours.standard + 1 })).toEqual(['scanHours']);
  expect(paths({ scanHours: 3 })).toEqual(['scanHours']);
  expect(paths({ scanHours: 24.5 })).toEqual(['scanHours']);
  expect(paths({ riskDays: 2 })).toEqual(['riskDays']);
  expect(paths({ attentionFails: [0] })).toEqual(['attentionFails']);
  expect(paths({ attentionFails: [3, 3] })).toEqual(['attentionFails']);
});
