/**
 * Which scan of an ordinary check-in verified a change, noted in the audit trail when the run is settled: the next scan takes its place in the inventory,
 * and "verified" must say for ever by what.
 */
import { changesAtEnd } from '@fettle/core/deployment';
import type { Share } from '@fettle/core/deployment';
import type { InstallResult } from '@fettle/protocol/agent';
import { sql } from 'kysely';
import { appendAudit, engine } from '../audit/index.ts';
import { installId } from '../deployments/index.ts';
import type { Happened } from '../deployments/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { scansAction } from './records/read-around.ts';
import type { LaterScan } from './records/types.ts';
import { judgeOwnScan } from './report/judge-scan.ts';

type Row = {
  device_id: string;
  attempt: number;
  install: Omit<InstallResult, 'receipts'>;
  share: string;
  drill: boolean;
  scanned_at: string | null;
  boot_id: string | null;
};

/** In the transaction that records the settled runs. */
export async function noteScans(tx: Tx, context: Context, { clientId, deploymentId, events }: Happened): Promise<void> {
  const verified = new Map(
    events.flatMap((event) =>
      event.kind === 'run-settled' && event.outcome === 'verified' ? [[event.deviceId, event.attempt] as const] : [],
    ),
  );
  if (verified.size === 0) return;
  const rows = await readVerified(tx, clientId, deploymentId, verified);
  const scans = rows.flatMap((row): LaterScan[] => {
    if (row.scanned_at === null) return [];
    // Written by this server from a Share.
    const share = JSON.parse(row.share) as Share;
    const own = judgeOwnScan(row.install, changesAtEnd(row.drill ? { drill: true } : {}, share));
    return own?.verdict === 'verified' ? [] : [{ deviceId: row.device_id, attempt: row.attempt, at: row.scanned_at, bootId: row.boot_id }];
  });
  if (scans.length === 0) return;
  await appendAudit(tx, clientId, {
    action: scansAction,
    actor: engine,
    subject: `deployment:${deploymentId}`,
    body: { scans },
    at: context.now(),
  });
}

/** By the instruction, since that is how reports are kept: other reports of these devices are not opened. */
async function readVerified(tx: Tx, clientId: string, deploymentId: string, attempts: ReadonlyMap<string, number>): Promise<Row[]> {
  const instructionIds = [...attempts].map(([deviceId, attempt]) => installId(deploymentId, deviceId, attempt));
  const found = await sql<Row>`
    select r.device_id, r.attempt, r.body #> '{result,install}' #- '{receipts}' as install, s.share, p.drill, v.scanned_at, v.runtime ->> 'bootId' as boot_id
    from report r
    join deployment_share s on s.client_id = r.client_id and s.deployment_id = r.deployment_id and s.device_id = r.device_id
    join deployment p on p.client_id = r.client_id and p.id = r.deployment_id
    left join device_inventory v on v.client_id = r.client_id and v.device_id = r.device_id
    where r.client_id = ${clientId} and r.instruction_id = any(${instructionIds}::text[]) and r.status = 'ended'
    order by r.device_id, r.attempt`.execute(tx);
  return found.rows;
}
