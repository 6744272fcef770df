/** A policy before it is saved: when it would open, what is unwise about it, and which device would be in which ring. */
import { assignRings, parsePolicy, startingPolicy } from '@fettle/core/policy';
import type { Policy } from '@fettle/core/policy';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { lookAhead } from './outlook.ts';
import { readClient } from './store.ts';

/** Without a body the policy that a client would begin with is shown. */
export const previewPolicy: Handler<'previewPolicy'> = async ({ context, actor, params, body }) => {
  const client = await inClients(context.db, [params.id], (tx) => readClient(tx, params.id));
  if (client === null) return refuse('not-found', 'There is no such client, or it is out of your reach.');
  const site = body.siteId === undefined ? null : client.sites.find(({ id }) => id === body.siteId);
  if (site === undefined)
    return refuse('request.invalid', 'This is no site of the client.', [{ path: 'siteId', message: 'is no site of this client' }]);
  const given =
    body.body ??
    startingPolicy({ name: client.name.slice(0, 100), owner: actor.name.slice(0, 200), reviewAt: inAYear(context.clock.now()) });
  const read = parsePolicy(given);
  if (!read.ok) return { problems: [...read.problems], lint: [], openings: [], rings: [] };
  const zones = site === null ? [...new Set(client.sites.map(({ zone }) => zone))] : [site.zone];
  const ahead = lookAhead(read.policy, zones, context.clock.now());
  return {
    problems: [],
    lint: [...ahead.lint],
    openings: [...ahead.openings],
    rings: ringsOf(read.policy, client.devices),
  };
};

function ringsOf(policy: Policy, devices: readonly { readonly id: string; readonly name: string }[]) {
  const rings = assignRings(
    policy,
    devices.map(({ id }) => id),
  );
  const members = Map.groupBy(devices, ({ id }) => rings.get(id));
  return policy.rings.map(({ name }, index) => ({ name, devices: members.get(index) ?? [] }));
}

function inAYear(now: Temporal.Instant): string {
  return now.toZonedDateTimeISO('UTC').add({ years: 1 }).toPlainDate().toString();
}
