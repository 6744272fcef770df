/** How each device of a client comes back, with its standing; and the trials of ways back. */
import { deviceTiers } from '@fettle/core/risk';
import { rollbackStanding, ruleFor } from '@fettle/core/rollback';
import type { RollbackStanding } from '@fettle/core/rollback';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { isId } from '../platform/ids.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { devicePolicies } from '../policies/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { backupsOf, trialsOf } from './known.ts';
import { probeFacts } from './probe-store.ts';
import { readDevices, readTrials } from './store.ts';
import type { KnownDevice } from './store.ts';

type Row = CallOutput<'listRollback'>['items'][number];

export const listRollback: Handler<'listRollback'> = async ({ context, actor, params, query }) => {
  const { after, limit, deviceId } = query;
  const key = readPageKey(after, ['number', 'text', 'id']);
  if (key === null)
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  if (!actor.scopeFor('device.read').includes(params.id))
    return refuse('not-found', 'There is no such client, or it is out of your reach.');
  const rows = await inClients(context.db, [params.id], (tx) => rollbackRows(tx, params.id, context.now()));
  const count = (standing: RollbackStanding['standing']) => rows.filter((row) => row.standing === standing).length;
  const wanted = rows.filter(
    (row) => (deviceId === undefined || row.deviceId === deviceId) && (key === undefined || compare(keyOf(row), key) > 0),
  );
  const items = wanted.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    next: wanted.length > limit && last !== undefined ? pageKeyText(keyOf(last)) : null,
    counts: { good: count('good'), attention: count('attention'), failing: count('failing') },
  };
};

/** Every device of a client that is not retired, or of these: the most critical first, then by name. */
export async function rollbackRows(
  tx: Tx,
  clientId: string,
  now: string,
  deviceIds: readonly string[] | null = null,
): Promise<readonly Row[]> {
  const devices = await readDevices(tx, clientId, deviceIds);
  const policies = await devicePolicies(
    tx,
    clientId,
    devices.map(({ id }) => id),
  );
  const backups = await backupsOf(tx, clientId, null);
  const trials = await trialsOf(tx, clientId);
  const probes = await probeFacts(tx, clientId);
  return devices
    .map((device): Row => {
      const { tier } = device;
      const settings = policies.get(device.id)?.settings ?? null;
      const backupRule = ruleFor(settings?.backup ?? [], tier);
      const drillRule = ruleFor(settings?.drills ?? [], tier);
      const known = backups(device.id);
      const tried = trials(device);
      const { standing, sentence, reasons } = rollbackStanding(
        { tier, backupRule, drillRule, probe: probes.get(device.id) ?? null, ...known, trials: tried },
        now,
      );
      const trial = tried.find(({ on }) => on === 'device') ?? tried[0] ?? null;
      return {
        deviceId: device.id,
        deviceName: device.name,
        tier,
        osName: device.os_name,
        standing,
        sentence,
        reasons: [...reasons],
        plan: planWords(device.way_back),
        backupRule: backupRule === null ? null : ruleView(backupRule),
        drillEveryDays: drillRule?.everyDays ?? null,
        backup: known.goodBackup,
        lastBackup: known.lastBackup,
        restoreTest: known.restoreTest,
        trial: trial === null ? null : { at: trial.at, what: trial.what, passed: trial.passed, seconds: trial.seconds, on: trial.on },
      };
    })
    .toSorted((a, b) => compare(keyOf(a), keyOf(b)));
}

function ruleView({
  maxAgeHours,
  restoreTestDays,
  recoverWithinMinutes,
  missing,
}: NonNullable<Row['backupRule']>): NonNullable<Row['backupRule']> {
  return { maxAgeHours, restoreTestDays, recoverWithinMinutes, missing };
}

/** How the last change that was planned for it comes back. */
function planWords(wayBack: KnownDevice['way_back']): string {
  if (wayBack === null) return 'Not known: no change was planned for it yet.';
  return wayBack.kind === 'none'
    ? `None. ${wayBack.because ?? ''}`.trim()
    : `By ${{ command: 'a signed command', snapshot: 'a snapshot', rebuild: 'a rebuild, by a person' }[wayBack.kind] ?? wayBack.kind}, checked before the change.`;
}

type Key = readonly [number, string, string];

function keyOf({ tier, deviceName, deviceId }: Row): Key {
  return [tier === null ? deviceTiers.length : deviceTiers.indexOf(tier), deviceName, deviceId];
}

function compare(a: Key, b: Key): number {
  return a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0) || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
}

export const listTrials: Handler<'listTrials'> = async ({ context, actor, query }) => {
  const { after, clientId, deviceId, what, limit } = query;
  if (after !== undefined && !isId(after))
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  const scope = actor.scopeFor('deployment.read').filter((id) => clientId === undefined || id === clientId);
  const where = sql`t.client_id = any(${[...scope]}::uuid[])
    and ${after === undefined ? sql`true` : sql`t.id < ${after}::uuid`}
    and ${deviceId === undefined ? sql`true` : sql`t.device_id = ${deviceId}`}
    and ${what === undefined ? sql`true` : sql`t.what = ${what}`}`;
  const rows = await inClients(context.db, scope, (tx) => readTrials(tx, where, limit + 1));
  return {
    items: rows.slice(0, limit).map((row) => ({
      id: row.id,
      clientId: row.client_id,
      clientName: row.client_name,
      deviceId: row.device_id,
      deviceName: row.device_name,
      deploymentId: row.deployment_id,
      deploymentTitle: row.title,
      what: row.what,
      wayBack: row.way_back,
      passed: row.passed,
      detail: row.detail,
      seconds: row.seconds,
      at: row.at,
    })),
    next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
  };
};
