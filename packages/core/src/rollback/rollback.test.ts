import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acceptsAll } from './acceptance.ts';
import { backupGaps, ruleFor } from './rules.ts';
import { rollbackStanding } from './standing.ts';
import { backupSources } from './types.ts';
import type { BackupRule, RollbackFacts, Trial } from './types.ts';
import { backupInWords, drillInWords } from './words.ts';

const now = '2026-03-10T12:00:00Z';
const hoursAgo = (hours: number) => new Date(Date.parse(now) - hours * 3_600_000).toISOString();
const rule: BackupRule = {
  tiers: ['mission-critical'],
  maxAgeHours: 24,
  restoreTestDays: 90,
  recoverWithinMinutes: null,
  missing: 'forbid',
};
const good = (hours: number) => ({ at: hoursAgo(hours), ok: true, source: 'api' as const });
const tried = (change: Partial<Trial> = {}): Trial => ({
  at: hoursAgo(24),
  what: 'drill',
  wayBack: 'downgrade',
  passed: true,
  seconds: 60,
  on: 'device',
  ...change,
});
const known: RollbackFacts = {
  tier: 'mission-critical',
  backupRule: rule,
  drillRule: null,
  probe: null,
  goodBackup: good(2),
  lastBackup: good(2),
  restoreTest: { ...good(24), seconds: 300 },
  trials: [tried()],
};

describe('a rule holds for the tiers that it names', () => {
  test('the first that names the tier, and “unsaid” where nobody said one', () => {
    const rules = [rule, { ...rule, tiers: ['standard' as const, 'unsaid' as const], maxAgeHours: 48 }];
    expect(ruleFor(rules, 'mission-critical')?.maxAgeHours).toBe(24);
    expect(ruleFor(rules, 'standard')?.maxAgeHours).toBe(48);
    expect(ruleFor(rules, null)?.maxAgeHours).toBe(48);
    expect(ruleFor(rules, 'low')).toBeNull();
  });

  test('it reads as a sentence does', () => {
    expect(backupInWords({ ...rule, recoverWithinMinutes: 30 })).toBe(
      'mission-critical devices: a good backup of the last 24 hours, a restore tested within 90 days, back within 30 minutes; without it they are not changed',
    );
    expect(drillInWords({ tiers: ['important', 'unsaid'], everyDays: 90 })).toBe('important and untiered devices: every 90 days');
  });
});

describe('what a backup lacks', () => {
  test.each([
    ['nothing is known', { goodBackup: null, lastBackup: null }, ['backup.none']],
    ['the last good one is as old as it may be', { goodBackup: good(24), lastBackup: good(24) }, []],
    ['it is older', { goodBackup: good(24.01), lastBackup: good(24.01) }, ['backup.old']],
    ['the last try failed, and the good one is fresh', { goodBackup: good(2), lastBackup: { ...good(1), ok: false } }, []],
    ['it lies in the future: a clock is wrong', { goodBackup: good(-2), lastBackup: good(-2) }, ['backup.none']],
    ['no restore was ever tested', { restoreTest: null }, ['restore.none']],
    ['the last test is too long ago', { restoreTest: { ...good(91 * 24), seconds: null } }, ['restore.old']],
    ['the last test failed', { restoreTest: { ...good(1), ok: false, seconds: null } }, ['restore.failed']],
  ])('%s', (_, change, codes) => {
    expect(backupGaps(rule, { ...known, ...change }, now).map(({ code }) => code)).toEqual(codes);
  });

  test('a failed try is told beside the age', () => {
    const [gap] = backupGaps(rule, { ...known, goodBackup: good(50), lastBackup: { ...good(1), ok: false } }, now);
    expect(gap?.sentence).toBe('Its last good backup is 2 days old, and it must be 24 hours at most. The last try failed.');
  });

  test('an older backup never lacks less', () => {
    const age = fc.double({ min: 0, max: 10_000, noNaN: true });
    fc.assert(
      fc.property(age, age, (a, b) => {
        const lacks = (hours: number) => backupGaps(rule, { ...known, goodBackup: good(hours) }, now).length;
        expect(lacks(Math.max(a, b))).toBeGreaterThanOrEqual(lacks(Math.min(a, b)));
      }),
    );
  });
});

describe('how a device stands', () => {
  test.each<[string, Partial<RollbackFacts>, string, string[]]>([
    ['backed up, restored and tried', {}, 'good', []],
    ['mission-critical and never tried', { trials: [] }, 'failing', ['way-back.untried']],
    ['of a lower tier and never tried', { tier: 'standard', backupRule: null, trials: [] }, 'attention', ['way-back.untried']],
    ['tried on a device like it', { trials: [tried({ on: 'alike' })] }, 'good', []],
    ['tried, and that failed', { trials: [tried({ passed: false })] }, 'failing', ['way-back.failed']],
    [
      'failed here, passed later on a device like it',
      { trials: [tried({ on: 'alike' }), tried({ passed: false })] },
      'failing',
      ['way-back.failed'],
    ],
    ['passed here, failed later on a device like it', { trials: [tried({ on: 'alike', passed: false }), tried()] }, 'good', []],
    ['without a rule for its backups', { backupRule: null }, 'attention', ['backup.no-rule']],
    ['of a backup that its policy forbids', { goodBackup: null }, 'failing', ['backup.none']],
    ['of a backup that its policy warns of', { backupRule: { ...rule, missing: 'warn' }, goodBackup: null }, 'attention', ['backup.none']],
    ['slower than promised', { backupRule: { ...rule, recoverWithinMinutes: 4 } }, 'attention', ['way-back.too-slow']],
    [
      'overdue for a drill',
      { drillRule: { tiers: ['mission-critical'], everyDays: 1 }, trials: [tried({ at: hoursAgo(30) })] },
      'attention',
      ['drill.overdue'],
    ],
  ])('%s', (_, change, standing, codes) => {
    const judged = rollbackStanding({ ...known, ...change }, now);
    expect([judged.standing, judged.reasons.map(({ code }) => code)]).toEqual([standing, codes]);
    expect(judged.sentence).not.toBe('');
  });

  test('the worst is said first, and every reason says what mends it', () => {
    const judged = rollbackStanding({ ...known, trials: [], restoreTest: null, backupRule: { ...rule, missing: 'warn' } }, now);
    expect(judged.sentence).toBe('It is mission-critical, and its way back was never tried.');
    expect(judged.reasons.every(({ remedy }) => remedy.endsWith('.'))).toBe(true);
  });

  test('it is never good where nothing was seen', () => {
    const tier = fc.constantFrom('mission-critical', 'important', 'standard', 'low', null);
    fc.assert(
      fc.property(tier, fc.option(fc.constantFrom(...backupSources)), (someTier, source) => {
        const backup = source === null ? null : { ...good(1), source };
        const facts = { ...known, tier: someTier, goodBackup: backup, lastBackup: backup, trials: [] };
        expect(rollbackStanding(facts, now).standing).not.toBe('good');
      }),
    );
  });
});

describe('a change without a way back is accepted', () => {
  const acceptance = { id: 'a', scope: { kind: 'client' as const }, software: 'legacy*', until: hoursAgo(-24), revokedAt: null };
  const device = { deviceId: 'v1', siteId: 's1' };
  test.each([
    ['where its pattern fits every package', [acceptance], ['legacy-db', 'legacy-app'], true],
    ['not where one package is left', [acceptance], ['legacy-db', 'nginx'], false],
    ['by two together', [acceptance, { ...acceptance, software: 'nginx' }], ['legacy-db', 'nginx'], true],
    ['not after its end', [{ ...acceptance, until: hoursAgo(1) }], ['legacy-db'], false],
    ['not once it was taken back', [{ ...acceptance, revokedAt: hoursAgo(1) }], ['legacy-db'], false],
    ['at its sites', [{ ...acceptance, scope: { kind: 'site' as const, ids: ['s1'] } }], ['legacy-db'], true],
    ['not at others', [{ ...acceptance, scope: { kind: 'devices' as const, ids: ['v2'] } }], ['legacy-db'], false],
  ])('%s', (_, acceptances, packages, expected) => {
    expect(acceptsAll(acceptances, device, packages, now)).toBe(expected);
  });
});
