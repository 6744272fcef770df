/** Policies: the rules for devices, in versions, on five levels from the provider to the device; and groups of devices by rule. */
import { parsePolicy } from '@fettle/core/policy';
import type { DeviceSettings, EffectivePolicy, Lane, Origin, Policy, PolicyRead } from '@fettle/core/policy';
import type { Feature, Tx } from '../platform/feature.ts';
import { groupHandlers } from './group-handlers.ts';
import { handlers } from './handlers.ts';
import { deviceSettingsIn, layForClient, layForDevices, notWhole, wholeOf } from './lay.ts';
import { levelHandlers } from './level-handlers.ts';
import { effectiveOfDeployment, onePolicyVersion } from './store.ts';
import type { UnsavedPolicy } from './unsaved.ts';

export { groupMembers } from './group-members.ts';
export { aheadFor, readAhead } from './ahead.ts';
export { notCovered, readCovered } from './coverage.ts';
export { alikeWindows, clientsWithNarrowWindows, readDeviceWindows } from './device-windows.ts';
export type { DeviceWindow } from './device-windows.ts';
export { layForClient, layForDevices, notWhole, wholeOf } from './lay.ts';
export type { LaidDevice } from './lay.ts';
export { lookAgainAtPolicies, policyLookTopic } from './owners.ts';
export { wallOf } from './openings.ts';
export { undecidedGroups } from './undecided.ts';
export type { UndecidedGroup } from './undecided.ts';
export { readCoverDevices, withSoftware } from './cover-devices.ts';
export { readRingGroups } from './ring-groups.ts';
export type { RingGroups } from './ring-groups.ts';
export { clientPolicies } from './store.ts';
export { unsavedPolicy } from './unsaved.ts';
export type { UnsavedPolicy } from './unsaved.ts';

/** What holds, under the id and version of the client's own policy, or of the provider's. `read` may say that it is not whole or can not be read: then its window is closed and it selects nothing. */
export type PolicyInForce = {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly read: PolicyRead;
  /** The policies that it is made of, the widest first. */
  readonly from: readonly Origin[];
  /** The whole policy where a device says what provider and client leave open; null where settings of deployments are lacking too, or one can not be read. */
  readonly withDevice: (settings: DeviceSettings) => Policy | null;
};

/** What provider and client say for all devices of a client just now; null: neither says anything. The transaction must have the client in its scope. */
export async function effectivePolicy(tx: Tx, clientId: string): Promise<PolicyInForce | null> {
  const laid = await layForClient(tx, clientId);
  const { nearest } = laid;
  if (nearest === null) return null;
  const policy = wholeOf(laid);
  const read: PolicyRead =
    policy !== null
      ? { ok: true, policy }
      : {
          ok: false,
          problems: [
            ...laid.unreadable.flatMap(({ problems }) => problems),
            ...laid.effective.unsaid.map((path) => ({ path, message: 'No level says it.' })),
          ],
        };
  return {
    id: nearest.id,
    name: nearest.name,
    version: nearest.version,
    read,
    from: laid.effective.from,
    withDevice: (settings) => wholeOf(laid, settings),
  };
}

/** A policy as it is kept with what it planned. */
export type StoredInForce = Pick<PolicyInForce, 'id' | 'name' | 'version' | 'read'>;

/** What holds for one device: its settings, or why it has none. */
export type DevicePolicy =
  | {
      readonly settings: DeviceSettings;
      readonly because: null;
      /** Of the policy that says what is selected. */
      readonly name: string;
      /** Who says the rules and the pins; null: nobody does. */
      readonly saidBy: { readonly rules: Origin | null; readonly pins: Origin | null };
    }
  | { readonly settings: null; readonly because: string; readonly name?: never };

/** What each of these devices acts by just now. A device that is not there is not in the answer. */
export async function devicePolicies(
  tx: Tx,
  clientId: string,
  deviceIds: readonly string[],
  unsaved: UnsavedPolicy | null = null,
): Promise<ReadonlyMap<string, DevicePolicy>> {
  const laid = await layForDevices(tx, clientId, deviceIds, unsaved);
  return new Map(
    [...laid].map(([id, one]): [string, DevicePolicy] => {
      const settings = deviceSettingsIn(one);
      return settings === null
        ? [id, { settings, because: notWhole(one, 'device') ?? 'It is not whole.' }]
        : [id, { settings, because: null, name: one.effective.settings.select?.origin.name ?? '', saidBy: saidByIn(one) }];
    }),
  );
}

function saidByIn({ effective: { settings } }: { readonly effective: EffectivePolicy }): { rules: Origin | null; pins: Origin | null } {
  return { rules: settings.rules?.origin ?? null, pins: settings.pins?.origin ?? null };
}

/** The lanes in which this client's updates go; none: all go in one. Only provider and client say them. */
export async function clientLanes(tx: Tx, clientId: string, unsaved: UnsavedPolicy | null = null): Promise<readonly Lane[]> {
  return (await layForClient(tx, clientId, unsaved)).effective.settings.lanes?.value ?? [];
}

/** The client's devices of which the policy is not whole, or can not be read, by name. */
export async function ungovernedDevices(
  tx: Tx,
  clientId: string,
): Promise<readonly { readonly deviceId: string; readonly name: string; readonly because: string }[]> {
  const laid = await layForDevices(tx, clientId, null);
  return [...laid].flatMap(([deviceId, { name, ...one }]) => {
    const because = notWhole(one);
    return because === null ? [] : [{ deviceId, name, because }];
  });
}

/** The policy by which a deployment was proposed: as it was laid together then, or, of one from before there were levels, the version that it names. */
export async function deploymentPolicy(tx: Tx, clientId: string, deploymentId: string): Promise<StoredInForce | null> {
  const row = await effectiveOfDeployment(tx, clientId, deploymentId);
  if (row === undefined) return null;
  if (row.effective === null) return policyVersion(tx, clientId, row.policy_id, row.policy_version);
  const read = parsePolicy(row.effective);
  return { id: row.policy_id, version: row.policy_version, name: read.ok ? read.policy.name : '', read };
}

/** One version of a client's whole policy. */
export async function policyVersion(tx: Tx, clientId: string, policyId: string, version: number): Promise<StoredInForce | null> {
  const stored = await onePolicyVersion(tx, clientId, policyId, version);
  return stored === undefined ? null : { id: stored.id, name: stored.name, version: stored.version, read: parsePolicy(stored.body) };
}

export const policies: Feature = { name: 'policies', handlers: { ...handlers, ...levelHandlers, ...groupHandlers } };
