import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { StatusMark } from '../ui/StatusMark.tsx';
import { Age } from '../ui/Time.tsx';

export type RollbackRow = CallOutput<'listRollback'>['items'][number];
export type Backup = CallOutput<'listBackups'>['items'][number];
export type Trial = CallOutput<'listTrials'>['items'][number];

/** Where a fact comes from; what a person typed is marked so. */
export const sourceWords: Readonly<Record<Backup['source'], string>> = {
  api: 'by the API',
  cli: 'by a script',
  hand: 'entered by hand',
  probe: 'by a signed probe',
};

/** How old a backup or a test is, how it ended, and where that is known from. */
export function BackupAge({ fact, absent }: { fact: RollbackRow['backup']; absent: string }): ReactNode {
  if (fact === null) return <StatusMark status="unknown" word={absent} quiet />;
  return (
    <>
      {fact.ok ? '' : 'failed '}
      <Age at={fact.at} />, {sourceWords[fact.source]}
    </>
  );
}

/** When a way back was tried last, and how that ended. */
export function TrialAge({ trial }: { trial: RollbackRow['trial'] }): ReactNode {
  if (trial === null) return <StatusMark status="unknown" word="never tried" quiet />;
  return (
    <>
      <StatusMark status={trial.passed ? 'good' : 'failing'} word={trial.passed ? 'worked' : 'failed'} quiet /> <Age at={trial.at} />
      {trial.on === 'alike' ? ', on a device like it' : ''}
    </>
  );
}

/** `2 minutes`: how long going back took. */
export function tookWords(seconds: number | null): string {
  if (seconds === null) return 'not known';
  return seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}

/** What a policy asks of a device's backups, in words. */
export function ruleWords({ backupRule: rule, drillEveryDays }: Pick<RollbackRow, 'backupRule' | 'drillEveryDays'>): string {
  const drill = drillEveryDays === null ? '' : ` Its way back is tried every ${drillEveryDays} days.`;
  if (rule === null) return `Its policy asks nothing of its backups.${drill}`;
  const test = rule.restoreTestDays === null ? '' : `, a restore tested within ${rule.restoreTestDays} days`;
  const back = rule.recoverWithinMinutes === null ? '' : `, back within ${rule.recoverWithinMinutes} minutes`;
  const missing = rule.missing === 'forbid' ? 'Without that it is not changed.' : 'Without that whoever approves is told.';
  return `A good backup of the last ${rule.maxAgeHours} hours${test}${back}. ${missing}${drill}`;
}
