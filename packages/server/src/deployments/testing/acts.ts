/** What a person does in tests, through the handlers of the routes. */
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { isRefusal } from '../../platform/feature.ts';
import type { Actor, ApiRefusal, Handlers } from '../../platform/feature.ts';
import { deploymentHandlers } from '../handlers.ts';
import { callOf, signedApproval, speak } from './fleet.ts';
import type { Fleet } from './fleet.ts';

export type View = CallOutput<'getDeployment'>;
type Name = Exclude<keyof Handlers, undefined>;

/** Calls a route's handler with parsed parts. */
export async function act<N extends Name>(
  fleet: Fleet,
  name: N,
  parts: Parameters<typeof callOf<N>>[2],
  actor: Actor = fleet.actor,
): Promise<CallOutput<N> | ApiRefusal> {
  const handler = deploymentHandlers(fleet.engine)[name];
  if (handler === undefined) throw new Error(`nobody answers ${name}`);
  // The table's type for one name, lost by the generic look-up.
  return (handler as (call: unknown) => Promise<CallOutput<N> | ApiRefusal>)(callOf<N>(fleet.context, actor, parts));
}

/** The answer, which must not be a refusal. */
export function shown<T>(answer: T | ApiRefusal): T {
  if (isRefusal(answer)) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return answer;
}

export type Wishes = Partial<{
  updateIds: string[] | 'policy';
  deviceIds: string[] | null;
  expiresInDays: number;
  predecessorId: string | null;
  drill: boolean;
}>;

export function proposal(fleet: Fleet, wishes: Wishes = {}) {
  const { clientId, updateId } = fleet;
  const usual = { updateIds: [updateId], deviceIds: null, expiresInDays: 14, predecessorId: null };
  return { clientId, title: 'OpenSSL', reason: 'A test', ...usual, ...wishes };
}

export async function propose(fleet: Fleet, wishes: Wishes = {}): Promise<View> {
  return shown(await act(fleet, 'proposeDeployment', { body: proposal(fleet, wishes) }));
}

export async function look(fleet: Fleet, id: string): Promise<View> {
  return shown(await act(fleet, 'getDeployment', { params: { id } }));
}

export async function approve(fleet: Fleet, id: string): Promise<View> {
  return shown(await act(fleet, 'approveDeployment', { params: { id }, body: { envelope: await signedApproval(fleet, id) } }));
}

/** Proposed, answered, planned and approved; nothing was looked at since. */
export async function approved(fleet: Fleet, wishes: Wishes = {}): Promise<string> {
  const { id } = await propose(fleet, wishes);
  await speak(fleet, id);
  await approve(fleet, id);
  return id;
}

export type Counts = { events: number; instructions: number; sent: number; audit: number };

/** What is stored of a deployment, in numbers. */
export async function counts(fleet: Fleet, id: string): Promise<Counts> {
  const found = await sql<Counts>`select
    (select count(*)::int from fettle.deployment_event where deployment_id = ${id}) as events,
    (select count(*)::int from fettle.instruction where deployment_id = ${id}) as instructions,
    (select count(*)::int from fettle.instruction where deployment_id = ${id} and verb in ('install', 'rollback')) as sent,
    (select count(*)::int from fettle.audit_entry where subject = ${`deployment:${id}`}) as audit`.execute(fleet.database.superuserDb);
  const [row] = found.rows;
  if (row === undefined) throw new Error('no counts');
  return row;
}
