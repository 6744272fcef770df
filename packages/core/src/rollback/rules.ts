/** Which rule holds for a device, and what a backup rule says of it. */
import type { DeviceTier } from '../risk/index.ts';
import { ageWords, hoursBetween } from './ages.ts';
import type { BackupRule, RollbackFacts, RollbackReason, RuledTier } from './types.ts';

/** The first rule that names the device's tier; null: none does. Where nobody said the tier, rules that name `unsaid` hold. */
export function ruleFor<Rule extends { readonly tiers: readonly RuledTier[] }>(
  rules: readonly Rule[],
  tier: DeviceTier | null,
): Rule | null {
  return rules.find(({ tiers }) => tiers.includes(tier ?? 'unsaid')) ?? null;
}

export type BackupKnown = Pick<RollbackFacts, 'goodBackup' | 'lastBackup' | 'restoreTest'>;

/**
 * What a rule asks and a device does not show at `now`; empty: all of it is there. A backup from the future counts as none: a clock is wrong there, and
 * nobody knows how old it is.
 */
export function backupGaps(rule: BackupRule, known: BackupKnown, now: string): readonly RollbackReason[] {
  const standing = rule.missing === 'forbid' ? 'failing' : 'attention';
  return [...freshness(rule, known, now), ...restores(rule, known, now)].map((gap) => ({ ...gap, standing }));
}

type Gap = Omit<RollbackReason, 'standing'>;

function freshness({ maxAgeHours }: BackupRule, { goodBackup, lastBackup }: BackupKnown, now: string): readonly Gap[] {
  const asked = `${maxAgeHours} ${maxAgeHours === 1 ? 'hour' : 'hours'} at most`;
  const remedy = 'Make a backup and let it be told: by the API, by the CLI or by hand.';
  const age = goodBackup === null ? null : hoursBetween(goodBackup.at, now);
  if (age === null) return [{ code: 'backup.none', sentence: `No good backup is known, and it must be ${asked} old.`, remedy }];
  if (age < 0) return [{ code: 'backup.none', sentence: 'Its last good backup lies in the future, so its age is not known.', remedy }];
  if (age <= maxAgeHours) return [];
  const failed = lastBackup !== null && !lastBackup.ok ? ' The last try failed.' : '';
  return [{ code: 'backup.old', sentence: `Its last good backup is ${ageWords(age)} old, and it must be ${asked}.${failed}`, remedy }];
}

function restores({ restoreTestDays: days }: BackupRule, { restoreTest }: BackupKnown, now: string): readonly Gap[] {
  if (days === null) return [];
  const remedy = 'Restore a backup to somewhere else, see that it works, and record the test.';
  const within = `within ${days} ${days === 1 ? 'day' : 'days'}`;
  const age = restoreTest === null ? null : hoursBetween(restoreTest.at, now);
  if (restoreTest === null || age === null || age < 0)
    return [{ code: 'restore.none', sentence: `No test of a restore is known, and one must be ${within}.`, remedy }];
  if (!restoreTest.ok) return [{ code: 'restore.failed', sentence: 'The last test of a restore failed.', remedy }];
  if (age <= days * 24) return [];
  return [{ code: 'restore.old', sentence: `The last test of a restore was ${ageWords(age)} ago, and it must be ${within}.`, remedy }];
}
