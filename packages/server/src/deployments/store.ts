/** The SQL that writes deployments: proposals, specs, events and the fold. Only this file, and `fold.ts` for it, writes these tables; specs, shares, approvals and events are only added. */
import type {
  Change,
  DeploymentEvent,
  DeploymentState,
  LaterWay,
  PlannedTurn,
  PlanProblem,
  Waiting,
  Wanted,
} from '@fettle/core/deployment';
import type { DeviceSettings, Policy } from '@fettle/core/policy';
import { sha256Hex } from '@fettle/proof/hash';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { caughtUp, changedRuns, readFold, saveRuns } from './fold.ts';
import type { DeviceTrouble, LeftOutUpdate, StoredSummary } from './types.ts';

export type NewDeployment = {
  readonly clientId: string;
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly policy: { readonly id: string; readonly version: number };
  /** The whole policy as it holds now, laid together from its levels, as it is for the lane. */
  readonly effective: Policy;
  /** Null: its policy has no lanes. */
  readonly lane: string | null;
  /** Each device goes back once it is changed and well. */
  readonly drill: boolean;
  readonly predecessor: { readonly deploymentId: string; readonly kind: 'rollback' | 'successor' } | null;
  /** How it goes back, where it is to be no downgrade. */
  readonly backBy: LaterWay | null;
  readonly expiresAt: string;
  readonly at: string;
  readonly by: string;
};

/** A proposal; its state row has sequence 0 until there is a spec. */
export async function addDeployment(tx: Tx, row: NewDeployment, wakeAt: string): Promise<void> {
  await tx
    .insertInto('deployment')
    .values({
      client_id: row.clientId,
      id: row.id,
      title: row.title,
      reason: row.reason,
      policy_id: row.policy.id,
      policy_version: row.policy.version,
      effective: JSON.stringify(row.effective),
      lane: row.lane,
      drill: row.drill,
      predecessor_id: row.predecessor?.deploymentId ?? null,
      predecessor_kind: row.predecessor?.kind ?? null,
      back_by: row.backBy,
      expires_at: row.expiresAt,
      created_at: row.at,
      created_by: row.by,
    })
    .execute();
  await tx
    .insertInto('deployment_state')
    .values({ client_id: row.clientId, deployment_id: row.id, seq: 0, state: '{}', waiting: '[]', active: true, wake_at: wakeAt })
    .execute();
}

export type NewDevice = {
  readonly deviceId: string;
  readonly ring: number;
  readonly wanted: readonly Wanted[];
  readonly leftOut: readonly LeftOutUpdate[];
  readonly direction: 'forward' | 'back';
  readonly instructionId: string;
  /** Why it was not asked; null: it was. */
  readonly trouble: DeviceTrouble | null;
  /** What holds for it otherwise than for the deployment; null: nothing. */
  readonly own: DeviceSettings | null;
};

export async function addDevices(tx: Tx, clientId: string, deploymentId: string, devices: readonly NewDevice[], at: string): Promise<void> {
  const column = <T>(pick: (device: NewDevice) => T): T[] => devices.map(pick);
  await sql`
    insert into deployment_device (client_id, deployment_id, device_id, ring, wanted, direction, instruction_id, asked_at, answered_at, trouble, left_out, own)
    select ${clientId}, ${deploymentId}, g.device_id, g.ring, g.wanted::jsonb, g.direction, g.instruction_id, ${at}, case when g.trouble is null then null else ${at}::timestamptz end, g.trouble::jsonb, g.left_out::jsonb, g.own::jsonb
    from unnest(${column((d) => d.deviceId)}::uuid[], ${column((d) => d.ring)}::int[], ${column((d) => JSON.stringify(d.wanted))}::text[], ${column((d) => d.direction)}::text[],
      ${column((d) => d.instructionId)}::text[], ${column((d) => (d.trouble === null ? null : JSON.stringify(d.trouble)))}::text[],
      ${column((d) => JSON.stringify(d.leftOut))}::text[], ${column((d) => (d.own === null ? null : JSON.stringify(d.own)))}::text[]) as g(device_id, ring, wanted, direction, instruction_id, trouble, left_out, own)`.execute(
    tx,
  );
}

/** What was decided of each update when it was proposed. */
export async function addSelection(
  tx: Tx,
  row: { readonly clientId: string; readonly deploymentId: string; readonly lines: readonly unknown[]; readonly more: number },
): Promise<void> {
  const { clientId, deploymentId, lines, more } = row;
  await tx
    .insertInto('deployment_selection')
    .values({ client_id: clientId, deployment_id: deploymentId, lines: JSON.stringify(lines), more })
    .execute();
}

/** Which updates it brings: what Updates and Today show as being on the way. */
export async function addUpdates(tx: Tx, clientId: string, deploymentId: string, softwareIds: readonly number[]): Promise<void> {
  await sql`
    insert into deployment_update (client_id, deployment_id, software_id)
    select ${clientId}, ${deploymentId}, id from unnest(${[...softwareIds]}::int[]) as id`.execute(tx);
}

/** How long each device is expected to take, and from what that is known. */
export async function noteExpected(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  expected: readonly { readonly deviceId: string; readonly seconds: number; readonly from: unknown }[],
): Promise<void> {
  await sql`
    update deployment_device d set expected = g.expected::jsonb
    from unnest(${expected.map(({ deviceId }) => deviceId)}::uuid[], ${expected.map(({ seconds, from }) => JSON.stringify({ seconds, from }))}::text[]) as g(device_id, expected)
    where d.client_id = ${clientId} and d.deployment_id = ${deploymentId} and d.device_id = g.device_id`.execute(tx);
}

/** Its place in the order of its ring, and why. */
export async function noteTurns(tx: Tx, clientId: string, deploymentId: string, turns: readonly PlannedTurn[]): Promise<void> {
  await sql`
    update deployment_device d set turn = g.turn::jsonb
    from unnest(${turns.map(({ deviceId }) => deviceId)}::uuid[], ${turns.map(({ turn, why }) => JSON.stringify({ turn, why }))}::text[]) as g(device_id, turn)
    where d.client_id = ${clientId} and d.deployment_id = ${deploymentId} and d.device_id = g.device_id`.execute(tx);
}

export type DeviceAnswer = DeploymentOf & {
  readonly deviceId: string;
  readonly instructionId: string;
  readonly simulation: unknown;
  readonly trouble: DeviceTrouble | null;
  readonly at: string;
};

/** What devices answered. Nothing is changed where one was not asked by this instruction, or answered before. */
export async function answerDevices(tx: Tx, answers: readonly DeviceAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  const column = <T>(pick: (answer: DeviceAnswer) => T): T[] => answers.map(pick);
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  await sql`
    update deployment_device d set answered_at = g.at, simulation = g.simulation::jsonb, trouble = g.trouble::jsonb
    from unnest(${column((a) => a.clientId)}::uuid[], ${column((a) => a.deploymentId)}::uuid[], ${column((a) => a.deviceId)}::uuid[],
      ${column((a) => a.instructionId)}::text[], ${column((a) => a.at)}::timestamptz[], ${column((a) => json(a.simulation))}::text[],
      ${column((a) => json(a.trouble))}::text[]) as g (client_id, deployment_id, device_id, instruction_id, at, simulation, trouble)
    where d.client_id = g.client_id and d.deployment_id = g.deployment_id and d.device_id = g.device_id
      and d.instruction_id = g.instruction_id and d.answered_at is null`.execute(tx);
}

/** Says of devices why they are not part of the spec. */
export async function noteLeftOut(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  devices: readonly { readonly deviceId: string; readonly trouble: DeviceTrouble; readonly leftOut: readonly LeftOutUpdate[] }[],
): Promise<void> {
  await sql`
    update deployment_device d set trouble = g.trouble::jsonb, left_out = d.left_out || g.left_out::jsonb
    from unnest(${devices.map((d) => d.deviceId)}::uuid[], ${devices.map((d) => JSON.stringify(d.trouble))}::text[],
      ${devices.map((d) => JSON.stringify(d.leftOut))}::text[]) as g(device_id, trouble, left_out)
    where d.client_id = ${clientId} and d.deployment_id = ${deploymentId} and d.device_id = g.device_id`.execute(tx);
}

/** Gives a proposal up; false where it has a spec or was given up before. The state row must be locked. */
export async function withdrawDeployment(tx: Tx, clientId: string, id: string, at: string): Promise<boolean> {
  const ended = await tx
    .updateTable('deployment_state')
    .set({ active: false, wake_at: null })
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', id)
    .where('seq', '=', 0)
    .where('active', '=', true)
    .executeTakeFirst();
  if (ended.numUpdatedRows === 0n) return false;
  await tx.updateTable('deployment').set({ withdrawn_at: at }).where('client_id', '=', clientId).where('id', '=', id).execute();
  return true;
}

export type LockedState = {
  readonly seq: number;
  /** Null: a proposal without a spec. */
  readonly state: DeploymentState | null;
  /** What is waited for, as it is stored. */
  readonly waitingDigest: string;
  readonly active: boolean;
};

/**
 * Locks a deployment for the rest of the transaction. With `skip` undefined comes back where somebody else has it. `known`: a state of it that was committed; runs are read only
 * where events since do not lead from there to where it stands now.
 */
export async function lockState(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  how: 'wait' | 'skip',
  known?: DeploymentState,
): Promise<LockedState | undefined> {
  const query = tx
    .selectFrom('deployment_state')
    .select(['seq', 'waiting_digest', 'active'])
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .forUpdate();
  const row = await (how === 'skip' ? query.skipLocked() : query).executeTakeFirst();
  if (row === undefined) return undefined;
  const { seq, active, waiting_digest: waitingDigest } = row;
  // By statements of their own: whoever waited for the lock would see the runs as they were before.
  const state =
    seq === 0 ? null : ((await caughtUp(tx, clientId, deploymentId, known, seq)) ?? (await readFold(tx, clientId, deploymentId)));
  return { seq, active, waitingDigest, state };
}

export type NewState = {
  readonly clientId: string;
  readonly deploymentId: string;
  /** The fold, and what is stored of it, null where nothing is; null: it is as it was. What is not written keeps its place on disk. */
  readonly fold: { readonly stored: DeploymentState | null; readonly state: DeploymentState } | null;
  readonly summary: StoredSummary;
  readonly waiting: readonly Waiting[];
  /** What is waited for as it is stored; undefined: nobody has looked, and it is written. */
  readonly waitingDigest?: string | undefined;
  readonly active: boolean;
  readonly wakeAt: string | null;
};

/** Writes the document, and the runs that are not those that are stored. */
export async function saveFold(
  tx: Tx,
  row: Pick<NewState, 'clientId' | 'deploymentId'> & { readonly stored: DeploymentState | null; readonly state: DeploymentState },
): Promise<void> {
  const { clientId, deploymentId, stored, state } = row;
  await tx
    .updateTable('deployment_state')
    .set(foldColumns(state))
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .execute();
  await saveRuns(tx, clientId, deploymentId, changedRuns(stored, state));
}

/** Writes what is not as it was; whether it waits for something else now. */
export async function saveState(tx: Tx, row: NewState): Promise<boolean> {
  const { clientId, deploymentId, fold } = row;
  const waiting = JSON.stringify(row.waiting);
  const waitingDigest = sha256Hex(waiting);
  const waitsAnew = waitingDigest !== row.waitingDigest;
  await tx
    .updateTable('deployment_state')
    .set({
      ...(fold === null ? {} : foldColumns(fold.state)),
      summary: JSON.stringify(row.summary),
      ...(waitsAnew ? { waiting, waiting_digest: waitingDigest } : {}),
      active: row.active,
      wake_at: row.wakeAt,
    })
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .execute();
  if (fold !== null) await saveRuns(tx, clientId, deploymentId, changedRuns(fold.stored, fold.state));
  return waitsAnew;
}

function foldColumns({ runs: _, ...state }: DeploymentState): { readonly seq: number; readonly state: string } {
  return { seq: state.seq, state: JSON.stringify(state) };
}

/** Has every open deployment of these clients looked at; how many there are. */
export async function wakeAllActive(tx: Tx, clientIds: readonly string[], at: string): Promise<number> {
  const woken = await tx
    .updateTable('deployment_state')
    .set({ wake_at: at })
    .where(sql<boolean>`client_id = any(${[...clientIds]}::uuid[])`)
    .where('active', '=', true)
    .executeTakeFirst();
  return Number(woken.numUpdatedRows);
}

/** Has these deployments looked at as soon as the transaction has committed; the hint is the caller's. */
export async function wakeDeployments(tx: Tx, deploymentIds: readonly string[], at: string): Promise<void> {
  await sql`update deployment_state set wake_at = ${at} where deployment_id = any(${[...deploymentIds]}::uuid[]) and active`.execute(tx);
}

export type DeploymentOf = { readonly clientId: string; readonly deploymentId: string };

/**
 * Has these deployments looked at once this is committed, without waiting for anybody: a row is added for each, where changing that of the deployment would wait for the end of a look that is under way, and hold
 * up the next one. The hint is the caller's.
 */
export async function addWakes(tx: Tx, which: readonly DeploymentOf[], at: string): Promise<void> {
  const once = [...new Map(which.map((one) => [one.deploymentId, one])).values()];
  if (once.length === 0) return;
  await sql`
    insert into deployment_wake (client_id, deployment_id, at)
    select g.client_id, g.deployment_id, ${at} from unnest(${once.map((one) => one.clientId)}::uuid[], ${once.map((one) => one.deploymentId)}::uuid[]) as g (client_id, deployment_id)`.execute(
    tx,
  );
}

/** What a look begins with: all that it was woken by and that is committed by now, it will read. What is added from here on stays for the next one. */
export async function takeWakes(tx: Tx, clientId: string, deploymentId: string): Promise<void> {
  await tx.deleteFrom('deployment_wake').where('client_id', '=', clientId).where('deployment_id', '=', deploymentId).execute();
}

/** What was known of the urgency of a deployment's updates when it was planned. */
export async function addUrgency(
  tx: Tx,
  row: { readonly clientId: string; readonly deploymentId: string; readonly updates: number; readonly urgent: number },
): Promise<void> {
  const { clientId, deploymentId, updates, urgent } = row;
  await tx.insertInto('deployment_urgency').values({ client_id: clientId, deployment_id: deploymentId, updates, urgent }).execute();
}

/**
 * Has the deployment looked at from this time on. Always writes: where a look is under way this waits for its end and then still counts, so that
 * what this transaction brings is seen.
 */
export async function wakeDeployment(tx: Tx, clientId: string, deploymentId: string, at: string): Promise<void> {
  await tx
    .updateTable('deployment_state')
    .set({ wake_at: at })
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .where('active', '=', true)
    .execute();
}

export async function addEvents(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  after: number,
  events: readonly DeploymentEvent[],
): Promise<void> {
  const column = <T>(pick: (event: DeploymentEvent) => T): T[] => events.map(pick);
  await sql`
    insert into deployment_event (client_id, deployment_id, seq, at, kind, event)
    select ${clientId}, ${deploymentId}, ${after}::int + g.place::int, g.at, g.kind, g.event::jsonb
    from unnest(${column((e) => e.at)}::timestamptz[], ${column((e) => e.kind)}::text[], ${column((e) => JSON.stringify(e))}::text[]) with ordinality as g(at, kind, event, place)`.execute(
    tx,
  );
}

/** Shares are large: so many travel to the database at once. */
const sharesAtOnce = 100;

/** The spec as the exact texts that were hashed. */
export async function addSpec(
  tx: Tx,
  row: {
    readonly clientId: string;
    readonly deploymentId: string;
    readonly hash: string;
    readonly header: string;
    readonly shares: readonly { readonly deviceId: string; readonly text: () => string }[];
    /** What whoever approves should know. */
    readonly notes: readonly PlanProblem[];
    readonly at: string;
  },
): Promise<void> {
  await tx
    .insertInto('deployment_spec')
    .values({
      client_id: row.clientId,
      deployment_id: row.deploymentId,
      hash: row.hash,
      header: row.header,
      notes: JSON.stringify(row.notes),
      created_at: row.at,
    })
    .execute();
  for (let from = 0; from < row.shares.length; from += sharesAtOnce) {
    const some = row.shares.slice(from, from + sharesAtOnce);
    await sql`
      insert into deployment_share (client_id, deployment_id, index, device_id, share)
      select ${row.clientId}, ${row.deploymentId}, ${from}::int + g.place::int - 1, g.device_id, g.share
      from unnest(${some.map((s) => s.deviceId)}::uuid[], ${some.map((s) => s.text())}::text[]) with ordinality as g(device_id, share, place)`.execute(
      tx,
    );
  }
}

/** What the changes of a spec end on its devices, as their offers tell it now. What no offer tells is not known then. */
export async function addEnded(tx: Tx, clientId: string, deploymentId: string, changes: readonly Change[]): Promise<void> {
  await sql`
    insert into deployment_ended (client_id, deployment_id, software_id, ended_set, ids, device_ids, offered_at)
    select ${clientId}, ${deploymentId}, s.id, coalesce(e.id, 0), coalesce(e.ids, '{}'), array_agg(o.device_id order by o.device_id), min(o.first_seen_at)
    from unnest(${changes.map((c) => c.manager)}::text[], ${changes.map((c) => c.name)}::text[], ${changes.map((c) => c.architecture)}::text[],
      ${changes.map((c) => c.to)}::text[]) as g (manager, name, architecture, version)
    join software s on s.name = g.name and s.version = g.version and s.architecture = g.architecture and s.manager = g.manager
    join device_offer o on o.client_id = ${clientId} and o.software_id = s.id
    join deployment_share h on h.client_id = o.client_id and h.deployment_id = ${deploymentId} and h.device_id = o.device_id
    left join ended_set e on e.id = o.ended_set
    where e.id is not null or o.basis <> 'unmatched'
    group by s.id, e.id`.execute(tx);
}

/** False where this key has approved before. */
export async function addApproval(
  tx: Tx,
  row: {
    readonly clientId: string;
    readonly deploymentId: string;
    readonly keyId: string;
    readonly envelope: unknown;
    readonly at: string;
  },
): Promise<boolean> {
  const added = await tx
    .insertInto('approval')
    .values({
      client_id: row.clientId,
      deployment_id: row.deploymentId,
      key_id: row.keyId,
      envelope: JSON.stringify(row.envelope),
      at: row.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The standing approvals under which a deployment was approved. */
export async function addStandingOf(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  approvalIds: readonly string[],
  at: string,
): Promise<void> {
  await tx
    .insertInto('deployment_standing')
    .values(approvalIds.map((approvalId) => ({ client_id: clientId, deployment_id: deploymentId, approval_id: approvalId, at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
