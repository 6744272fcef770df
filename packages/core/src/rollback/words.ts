/** The rules for backups and drills in plain lines. */
import { commandInWords } from '../deployment/signed-commands.ts';
import type { BackupRule, DrillRule, RuledTier } from './types.ts';

/** `mission-critical and important devices`. */
export function tiersInWords(tiers: readonly RuledTier[]): string {
  const named = tiers.map((tier) => (tier === 'unsaid' ? 'untiered' : tier));
  const last = named.at(-1) ?? 'no';
  return `${named.length < 2 ? last : `${named.slice(0, -1).join(', ')} and ${last}`} devices`;
}

export function backupInWords({ tiers, maxAgeHours, restoreTestDays, recoverWithinMinutes, missing, probe }: BackupRule): string {
  const parts = [
    `a good backup of the last ${maxAgeHours} hours`,
    ...(restoreTestDays === null ? [] : [`a restore tested within ${restoreTestDays} days`]),
    ...(recoverWithinMinutes === null ? [] : [`back within ${recoverWithinMinutes} minutes`]),
  ];
  return `${tiersInWords(tiers)}: ${parts.join(', ')}; without it ${missing === 'forbid' ? 'they are not changed' : 'whoever approves is told'}${probe === undefined ? '' : `; asked every ${probe.everyHours} hours by the signed command ${commandInWords(probe.command)}`}`;
}

export function drillInWords({ tiers, everyDays }: DrillRule): string {
  return `${tiersInWords(tiers)}: every ${everyDays} ${everyDays === 1 ? 'day' : 'days'}`;
}
