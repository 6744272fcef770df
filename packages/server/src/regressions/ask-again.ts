/** Asks devices for their checks days after a change, as the policy of its deployment said. */
import { rulesOf } from '@fettle/core/deployment';
import { readShares, readSpec } from '../deployments/index.ts';
import { issueInstruction } from '../instructions/index.ts';
import { allClientIds, inClients } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { carryCommands } from '../trust/index.ts';
import { answerWithinHours, clientsDue, dueOf, noteAsked, putOff } from './store.ts';
import type { DueRow } from './store.ts';

const mostAtOnce = 100;

/** One round over all clients; how many were asked. */
export async function askAgain(context: Context, signal?: AbortSignal): Promise<number> {
  const now = context.now();
  const due = await inClients(context.db, await allClientIds(context.db), (tx) => clientsDue(tx, now));
  let asked = 0;
  for (const clientId of due) {
    if (signal?.aborted === true) break;
    asked += await inClients(context.db, [clientId], async (tx) => {
      const rows = await dueOf(tx, clientId, now, mostAtOnce);
      const devices = await statusesOf(tx, clientId, rows);
      let count = 0;
      for (const [deploymentId, own] of Map.groupBy(rows, ({ deployment_id: id }) => id)) {
        const checksOf = await checksOfDevices(tx, clientId, deploymentId, own);
        for (const row of own) {
          const of = { status: devices.get(row.device_id) ?? null, checks: checksOf.get(row.device_id) ?? [] };
          if (await ask(tx, context, clientId, row, of)) count += 1;
        }
      }
      return count;
    });
  }
  return asked;
}

async function statusesOf(tx: Tx, clientId: string, rows: readonly DueRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = rows.map((row) => row.device_id);
  if (ids.length === 0) return new Map();
  const found = await tx.selectFrom('device').select(['id', 'status']).where('client_id', '=', clientId).where('id', 'in', ids).execute();
  return new Map(found.map(({ id, status }) => [id, status]));
}

type Checks = ReturnType<typeof rulesOf>['checks'];

async function checksOfDevices(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  rows: readonly DueRow[],
): Promise<ReadonlyMap<string, Checks>> {
  const spec = await readSpec(tx, clientId, deploymentId);
  if (spec === null) return new Map();
  const ids = [...new Set(rows.map((row) => row.device_id))];
  const shares = await readShares(tx, clientId, deploymentId, ids);
  return new Map(shares.map((share) => [share.deviceId, rulesOf(spec.header, share).checks]));
}

type Asked = { readonly status: string | null; readonly checks: Checks };

/** False where there is nothing to ask: no checks, or the device is not there any more. */
async function ask(tx: Tx, context: Context, clientId: string, row: DueRow, { status, checks }: Asked): Promise<boolean> {
  const { deployment_id: deploymentId, device_id: deviceId, days } = row;
  const at = context.now();
  // A device in quarantine may come back: it is asked then, but for one that stays away longer than its answer would say anything.
  if (status === 'quarantined' && (await putOff(tx, clientId, row, at))) return false;
  const id = `${deploymentId}:${deviceId}:again:${days}`;
  const carry = await carryCommands(tx, clientId, [{ checks }]);
  const isAsked =
    checks.length > 0 &&
    status === 'active' &&
    (await issueInstruction(tx, context, {
      clientId,
      deviceId,
      id,
      // It belongs to no deployment any more: that may long be over.
      deploymentId: null,
      attempt: null,
      notBefore: at,
      notAfter: context.clock.now().add({ hours: answerWithinHours }).toString({ smallestUnit: 'millisecond' }),
      body: { verb: 'check', checks: [...checks], ...carry({ checks }) },
    }));
  await noteAsked(tx, clientId, row, isAsked ? id : null, at);
  return isAsked;
}
