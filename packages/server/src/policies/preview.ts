/** A policy before it is saved: when it would open, what is unwise about it, and which device would be in which ring. */
import { shortestTime } from '@fettle/core/frameworks';
import { assignRings, parsePolicy, startingPolicy } from '@fettle/core/policy';
import type { Policy } from '@fettle/core/policy';
import { frameworksOf } from '../agreements/index.ts';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler } from '../platform/feature.ts';
import { openRecords } from '../stand-ins/index.ts';
import { aheadFor, readAhead } from './ahead.ts';
import { coverageView, notCovered, readCovered } from './coverage.ts';
import type { Covered } from './coverage.ts';
import { lookAhead } from './outlook.ts';
import { readClient } from './store.ts';

/** Without a body the policy that a client would begin with is shown. With a device the openings are that device's, in its ring. */
export const previewPolicy: Handler<'previewPolicy'> = async ({ context, actor, params, body }) => {
  const { client, known, held } = await inClients(context.db, [params.id], async (tx) => ({
    client: await readClient(tx, params.id),
    known: await readAhead(tx, context, [params.id]),
    held: await frameworksOf(tx, params.id, context.now().slice(0, 10)),
  }));
  if (client === null) return refuse('not-found', 'There is no such client, or it is out of your reach.');
  const device = body.deviceId === undefined ? null : client.devices.find(({ id }) => id === body.deviceId);
  if (device === undefined)
    return refuse('request.invalid', 'This is no device of the client.', [{ path: 'deviceId', message: 'is no device of this client' }]);
  const siteId = body.siteId ?? device?.siteId;
  const site = siteId === undefined ? null : client.sites.find(({ id }) => id === siteId);
  if (site === undefined)
    return refuse('request.invalid', 'This is no site of the client.', [{ path: 'siteId', message: 'is no site of this client' }]);
  const given =
    body.body ??
    startingPolicy({ name: client.name.slice(0, 100), owner: actor.name.slice(0, 200), reviewAt: inAYear(context.clock.now()) });
  const [first] = client.sites;
  const clientZone = first === undefined ? null : { zone: first.zone, site: first.name };
  const read = parsePolicy(given);
  if (!read.ok) return { problems: [...read.problems], lint: [], openings: [], clientZone, rings: [], coverage: null };
  const zones = site === null ? [...new Set(client.sites.map(({ zone }) => zone))] : [site.zone];
  const { freezes, lists, ofDevices } = aheadFor(known, params.id, read.policy);
  const { covered, standIns } = await inClients(context.db, [params.id], async (tx) => ({
    covered: await readCovered(tx, params.id, read.policy),
    standIns: await openRecords(tx, params.id),
  }));
  const rings = ringsOf(read.policy, client.devices, covered);
  const ring = device === null ? null : (rings.find(({ devices }) => devices.some(({ id }) => id === device.id))?.name ?? null);
  const subject = { siteId: site?.id ?? null, ring };
  const lacking = notCovered(
    read.policy,
    covered,
    client.devices.map(({ id }) => id),
  );
  const clientsZone = first?.zone ?? null;
  const ahead = lookAhead(read.policy, zones, context.clock.now(), {
    freezes,
    lists,
    ofDevices,
    notCovered: lacking,
    subject,
    // Of all of its devices: of whom a framework does not speak is looked at when it holds.
    promised: shortestTime(held, new Set([null])) ?? undefined,
    ringDevices: rings.map(({ devices }) => devices.length),
    clientZone: clientsZone,
  });
  return {
    problems: [...goneLists(read.policy, lists.length), ...goneGroups(read.policy, covered)],
    lint: [...ahead.lint],
    openings: [...ahead.openings],
    clientZone,
    rings: rings.map(({ name, devices }) => ({ name, devices: devices.map(({ id, name: deviceName }) => ({ id, name: deviceName })) })),
    coverage: coverageView(read.policy, covered, client.devices, standIns),
  };
};

function goneLists({ window }: Policy, known: number) {
  const gone = (window.closedOn ?? []).length - known;
  return gone === 0
    ? []
    : [
        {
          path: 'window.closedOn',
          message: `names ${gone === 1 ? 'a list that is' : `${gone} lists that are`} not there: nothing can be planned`,
        },
      ];
}

function goneGroups({ rings }: Policy, { groups }: Covered) {
  return rings.flatMap(({ name }, index) =>
    groups.gone.includes(name)
      ? [{ path: `rings[${index}].members.groupId`, message: 'names a group that is not there for this client: nothing can be planned' }]
      : [],
  );
}

function ringsOf<D extends { readonly id: string }>(policy: Policy, devices: readonly D[], { groups }: Covered) {
  const rings = assignRings(
    policy,
    devices.map(({ id }) => id),
    groups.members,
  );
  const members = Map.groupBy(devices, ({ id }) => rings.get(id));
  return policy.rings.map(({ name }, index) => ({ name, devices: members.get(index) ?? [] }));
}

function inAYear(now: Temporal.Instant): string {
  return now.toZonedDateTimeISO('UTC').add({ years: 1 }).toPlainDate().toString();
}
