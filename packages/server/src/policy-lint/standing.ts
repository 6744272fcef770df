/** How the policies of a client stand, by what the last look found. */
import { isLookFresh, policyStanding } from '@fettle/core/policy';
import type { PolicyStanding, StandingFinding } from '@fettle/core/policy';
import { sql } from 'kysely';
import type { Context, Tx } from '../platform/feature.ts';
import { lookAtPolicies } from './look.ts';
import { readFindings, readLooks } from './store.ts';
import type { FindingRow, LookRow } from './store.ts';

/** Open findings that are read at once; more are counted and not linked. */
export const mostOpen = 20_000;

/** `looked`: the last look was whole, and is not too old. */
export type ClientStanding = { readonly looked: boolean; readonly standing: PolicyStanding; readonly findings: readonly StandingFinding[] };

export function clientStanding(look: LookRow, open: readonly FindingRow[], now: string): ClientStanding {
  const findings = open.map(({ code, severity, sentence, policy_id: policyId }) => ({ code, severity, sentence, policyId }));
  const standing = policyStanding({ devices: look.devices, lookedAt: look.looked_at, now, trouble: look.trouble, findings });
  return { looked: look.trouble === null && isLookFresh(look.looked_at, now), standing, findings };
}

/** Null: there is no such client in view. */
export async function standingOfClient(tx: Tx, clientId: string, now: string): Promise<ClientStanding | null> {
  const [look] = await readLooks(tx, [clientId]);
  if (look === undefined) return null;
  return clientStanding(look, await readFindings(tx, sql`f.client_id = ${clientId} and f.gone_at is null`, mostOpen), now);
}

/** How the policies of some devices of a client stand: looked at just now as the daily look does. */
export async function standingOfDevices(tx: Tx, context: Context, clientId: string, deviceIds: readonly string[]): Promise<ClientStanding> {
  const now = context.now();
  const { devices, found: findings } = await lookAtPolicies(tx, context, clientId, deviceIds);
  return { looked: true, standing: policyStanding({ devices, lookedAt: now, now, trouble: null, findings }), findings };
}
