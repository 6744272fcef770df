/** What a standing approval of a client's policy would grant just now: laid together from all levels, as each device acts. */
import { closedDays } from '@fettle/core/calendar';
import { makeGrant } from '@fettle/core/standing';
import type { Grant, GrantDevice } from '@fettle/core/standing';
import type { Policy } from '@fettle/core/policy';
import { sql } from 'kysely';
import { readLists } from '../freezes/index.ts';
import { devicePolicies, effectivePolicy } from '../policies/index.ts';
import type { Context, Tx } from '../platform/feature.ts';

/** The grant, or why there can be none, in a sentence. */
export type Granting = { readonly grant: Grant } | { readonly grant: null; readonly because: string };

/** An opening may have begun a week ago, and four weeks after the day of its rule; a standing approval holds for a year at most. */
const daysBack = -40;
const daysAhead = 367;

export async function grantFor(tx: Tx, context: Context, clientId: string): Promise<Granting> {
  const inForce = await effectivePolicy(tx, clientId);
  if (inForce === null) return none('This client has no policy, so there is nothing that could be approved.');
  const devices = await readDevices(tx, clientId);
  const lent = devices.flatMap(({ settings }) => settings ?? [])[0];
  const whole = inForce.read.ok ? inForce.read.policy : lent === undefined ? null : inForce.withDevice(lent);
  if (whole === null) return none(`Policy “${inForce.name}” is not whole or can not be read, so nothing could be done by it.`);
  const named = [
    ...new Set(
      [...windowsOf(whole), ...devices.flatMap(({ settings }) => settings?.window ?? [])].flatMap(({ closedOn }) => closedOn ?? []),
    ),
  ];
  const lists = await readLists(tx, clientId, named);
  if (lists.length < named.length)
    return none('A window of this policy names a list of holidays that is gone. Take it out of the policy first.');
  const today = context.clock.now().toZonedDateTimeISO('UTC').toPlainDate();
  const [firstDay, lastDay] = [daysBack, daysAhead].map((days) => today.add({ days }).toString()) as [string, string];
  return {
    grant: makeGrant({
      clientId,
      policy: { id: inForce.id, version: inForce.version },
      whole,
      isWhole: inForce.read.ok,
      devices,
      zone: await firstZone(tx, clientId),
      closedDaysOf: (ids) =>
        closedDays(
          lists.filter(({ id }) => ids.includes(id)),
          firstDay,
          lastDay,
        ),
      firstDay,
    }),
  };
}

function none(because: string): Granting {
  return { grant: null, because };
}

function windowsOf(policy: Policy): readonly Policy['window'][] {
  return [policy.window, ...(policy.lanes ?? []).flatMap(({ window }) => window ?? [])];
}

/** By id, so that the same devices give the same grant. */
async function readDevices(tx: Tx, clientId: string): Promise<readonly GrantDevice[]> {
  const found = await sql<{ id: string; zone: string }>`
    select d.id, s.zone from device d join site s on s.client_id = d.client_id and s.id = d.site_id
    where d.client_id = ${clientId} and d.status <> 'retired' order by d.id`.execute(tx);
  const policies = await devicePolicies(
    tx,
    clientId,
    found.rows.map(({ id }) => id),
  );
  return found.rows.map(({ id, zone }) => ({ deviceId: id, zone, settings: policies.get(id)?.settings ?? null }));
}

async function firstZone(tx: Tx, clientId: string): Promise<string> {
  const found = await tx
    .selectFrom('site')
    .select('zone')
    .where('client_id', '=', clientId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return found?.zone ?? 'UTC';
}
