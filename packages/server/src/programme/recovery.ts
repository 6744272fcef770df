/** Pillar 7: how each machine comes back, what its backups must be, and when a way back was tried last. Ages of backups stand on the page of the ways back: they change by the hour. */
import type { ProgrammeTable } from '@fettle/core/programme';
import type { Tx } from '../platform/database/index.ts';
import { rollbackRows } from '../rollback/index.ts';
import { mostRows } from './inventory.ts';

export async function recoveryTables(tx: Tx, clientId: string, now: string): Promise<readonly ProgrammeTable[]> {
  const rows = await rollbackRows(tx, clientId, now);
  return [
    {
      id: 'ways',
      title: 'Ways back by criticality',
      columns: ['Device', 'Tier', 'Way back', 'Backup may be old', 'Must be back within', 'Restore tested', 'Way back tried'],
      rows: rows.slice(0, mostRows).map(({ deviceId, deviceName, tier, plan, backupRule, restoreTest, trial }) => ({
        key: deviceId,
        cells: [
          deviceName,
          tier ?? 'not said',
          plan,
          backupRule === null ? 'nothing is asked' : `${backupRule.maxAgeHours} h`,
          backupRule?.recoverWithinMinutes === undefined || backupRule.recoverWithinMinutes === null
            ? 'not said'
            : `${backupRule.recoverWithinMinutes} min`,
          restoreTest === null ? 'never' : restoreTest.at.slice(0, 10),
          trial === null
            ? 'never'
            : `${trial.at.slice(0, 10)}: ${trial.passed ? 'worked' : 'did not work'}${trial.seconds === null ? '' : `, ${Math.ceil(trial.seconds / 60)} min`}${trial.on === 'device' ? '' : ', on another device like it'}`,
        ],
      })),
      more: Math.max(0, rows.length - mostRows),
      empty: 'No device is enrolled.',
    },
  ];
}
