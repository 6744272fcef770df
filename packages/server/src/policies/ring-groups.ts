/** Who is in the rings that are made by rule (of a group, of stand-ins), as far as that is known just now. */
import { explainGroup, groupsInRings, ringOfStandIns } from '@fettle/core/policy';
import type { KnownMembers, Ring, StandsFor } from '@fettle/core/policy';
import type { Tx } from '../platform/feature.ts';
import { openRecords } from '../stand-ins/index.ts';
import { readDeviceFacts } from './device-facts.ts';
import { groupsFor } from './groups-store.ts';
import type { UndecidedGroup } from './undecided.ts';

export type RingGroups = {
  readonly members: KnownMembers;
  /** Devices of which it can not be said whether they are in such a group: they stand in the queue with the others, which whoever approves should be told. */
  readonly undecided: readonly UndecidedGroup[];
  /** Names of the rings whose group is not there, or is another client's. */
  readonly gone: readonly string[];
};

/** Of these devices of the client, or of all that are not retired. */
export async function readRingGroups(
  tx: Tx,
  clientId: string,
  rings: readonly Ring[],
  deviceIds: readonly string[] | null,
): Promise<RingGroups> {
  const asked = groupsInRings(rings);
  const standsFor = ringOfStandIns(rings) ? await readStandsFor(tx, clientId) : new Map<string, readonly string[]>();
  if (asked.length === 0) return { members: { groups: new Map(), standsFor }, undecided: [], gone: [] };
  const groups = (await groupsFor(tx, clientId)).filter(({ id }) => asked.includes(id));
  const facts = await readDeviceFacts(
    tx,
    [clientId],
    groups.map(({ rule }) => rule),
    deviceIds,
  );
  const judged = groups.map((group) => ({ group, devices: facts.map((device) => ({ device, ...explainGroup(group.rule, device) })) }));
  return {
    members: {
      groups: new Map(
        judged.map(({ group, devices }) => [
          group.id,
          new Set(devices.filter(({ answer }) => answer === 'yes').map(({ device }) => device.deviceId)),
        ]),
      ),
      standsFor,
    },
    undecided: judged.flatMap(({ group, devices }) => {
      const open = devices.filter(({ answer }) => answer === 'unknown');
      if (open.length === 0) return [];
      return [
        {
          name: group.name,
          devices: open.map(({ device, because }) => ({
            deviceId: device.deviceId,
            name: device.name,
            because: because.map(({ sentence }) => sentence),
          })),
        },
      ];
    }),
    gone: rings.flatMap(({ name, members }) =>
      members.kind === 'group' && !groups.some(({ id }) => id === members.groupId) ? [name] : [],
    ),
  };
}

async function readStandsFor(tx: Tx, clientId: string): Promise<StandsFor> {
  const devices = (await openRecords(tx, clientId)).filter((one) => one.stand_in_device_id !== null);
  const byStandIn = Map.groupBy(devices, (one) => one.stand_in_device_id ?? '');
  return new Map([...byStandIn].map(([standIn, records]) => [standIn, records.map((one) => one.device_id)]));
}
