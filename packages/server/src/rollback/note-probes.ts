/** What a probe said of a device's backups is recorded for that device, with its source; what could not be read is kept as that, with the reason. */
import { readProbe } from '@fettle/core/rollback';
import type { ProbeRead } from '@fettle/core/rollback';
import { appendAudit, engine } from '../audit/index.ts';
import type { ReportReaction, TakenReport } from '../instructions/index.ts';
import { notify } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import type { RollbackChanged } from './backups.ts';
import { noteProbeAnswered } from './probe-store.ts';
import { addBackups } from './store.ts';
import type { NewBackup } from './store.ts';

/** In the transaction that stores the report. */
export function noteProbes(changed: RollbackChanged): ReportReaction {
  return async (tx, context, taken) => {
    for (const one of taken) {
      const read = readAnswer(one);
      if (read !== null) await noteAnswer(tx, context, changed, one, read);
    }
  };
}

async function noteAnswer(tx: Tx, context: Context, changed: RollbackChanged, taken: TakenReport, read: ProbeRead): Promise<void> {
  const { clientId, receivedAt: at } = taken;
  const { deviceId, instructionId } = taken.report;
  const because = read.ok ? null : read.because;
  // An answer that came late, to a question that was asked anew, says what was so then: its backups are facts all the same.
  await noteProbeAnswered(tx, { clientId, deviceId, instructionId, at, because });
  const rows = read.ok ? read.backups.map((one) => rowOf(context, deviceId, one)) : [];
  const added = await addBackups(tx, clientId, rows, { source: 'probe', by: engine.id, at });
  if (added > 0) await changed(tx, context, [clientId]);
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'rollback', id: null }));
  if (added === 0 && because === null) return;
  await appendAudit(tx, clientId, {
    action: because === null ? 'backup.recorded' : 'backup.probe-failed',
    actor: engine,
    subject: `device:${deviceId}`,
    body: because === null ? { recorded: added, source: 'probe', devices: [deviceId] } : { because },
    at,
  });
}

/** Null: the report is of something else, or not the end of it. */
function readAnswer({ report: { body }, verb, receivedAt }: TakenReport): ProbeRead | null {
  if (body.status === 'refused' && verb === 'probe') return { ok: false, because: `The device refused it (${body.code}): ${body.detail}` };
  if (body.status !== 'ended' || body.result.verb !== 'probe') return null;
  const { ok, output, code, detail } = body.result;
  return ok ? readProbe(output, receivedAt) : { ok: false, because: `${detail} (${code})` };
}

function rowOf(context: Context, deviceId: string, one: Extract<ProbeRead, { ok: true }>['backups'][number]): NewBackup {
  const { what, at, ok, kind = 'backup', tool = null, covers = null, seconds = null, note = null } = one;
  return { id: context.newId(), device_id: deviceId, what, at, ok, kind, tool, covers, seconds, note, attachment: null };
}
