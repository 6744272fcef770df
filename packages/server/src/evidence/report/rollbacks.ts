/** What was taken back: by devices themselves as the spec allows, and by deployments that people made for it. */
import type { FailedWay } from '../../deployments/index.ts';
import type { Material } from './build.ts';
import type { DeviceReport, RollbackReport } from './types.ts';

export function rollbacksOf({ records }: Material, devices: readonly DeviceReport[]): readonly RollbackReport[] {
  const byThemselves = devices.flatMap((device) => {
    const tried = device.receipts.filter(({ step }) => step === 'roll-back');
    if (device.label !== 'rolled back' && tried.length === 0 && !records.failedWays.has(device.id)) return [];
    const worked = device.label === 'rolled back';
    return [
      {
        subject: device.name,
        at: tried.at(-1)?.endedAt ?? device.settledAt,
        sentence: worked
          ? 'The device took itself back to the versions it had, as the approved spec says.'
          : `The device tried to take itself back, and it is not certain that all of it is back.${afterwards(records.failedWays.get(device.id))}`,
      },
    ];
  });
  const byPeople = records.successors
    .filter(({ kind }) => kind === 'rollback')
    .map(({ id, title, created_at: at }) => ({
      subject: title,
      at,
      sentence: `A deployment of its own takes devices back (${id}).`,
    }));
  const own = records.predecessor;
  const goesBack =
    own?.kind === 'rollback'
      ? [
          {
            subject: own.title,
            at: records.deployment.created_at,
            sentence: `This deployment itself takes that one back (${own.id}).`,
          },
        ]
      : [];
  return [...goesBack, ...byThemselves, ...byPeople];
}

/** Which way that was, and what may follow it. */
function afterwards(failed: FailedWay | undefined): string {
  if (failed === undefined) return '';
  const { tried, next } = failed;
  if (next.length === 0) return ` It went by ${tried}; the plan of its policy names no way after that.`;
  return ` It went by ${tried}. After that the plan of its policy names: ${next.map(({ way, sentence }) => `${way} (${sentence})`).join('; ')}`;
}
