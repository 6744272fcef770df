/** Groups with a policy of their own of which it can not be said whether a device is in them. */
import { explainGroup } from '@fettle/core/policy';
import type { Tx } from '../platform/feature.ts';
import { readDeviceFacts } from './device-facts.ts';
import { groupsFor } from './groups-store.ts';

export type UndecidedGroup = {
  readonly name: string;
  /** In the order of their names; with the sentences that say which fact is not known. */
  readonly devices: readonly { readonly deviceId: string; readonly name: string; readonly because: readonly string[] }[];
};

/** What is not known makes no member: such a device is planned by what holds without the group's policy, which whoever approves should be told. */
export async function undecidedGroups(tx: Tx, clientId: string, deviceIds: readonly string[]): Promise<readonly UndecidedGroup[]> {
  const groups = (await groupsFor(tx, clientId)).filter(({ policy_id: policyId }) => policyId !== null);
  if (groups.length === 0 || deviceIds.length === 0) return [];
  const facts = await readDeviceFacts(
    tx,
    [clientId],
    groups.map(({ rule }) => rule),
    deviceIds,
  );
  return groups.flatMap(({ name, rule }) => {
    const devices = facts.flatMap((device) => {
      const { answer, because } = explainGroup(rule, device);
      return answer === 'unknown'
        ? [{ deviceId: device.deviceId, name: device.name, because: because.map(({ sentence }) => sentence) }]
        : [];
    });
    return devices.length === 0 ? [] : [{ name, devices: devices.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }];
  });
}
