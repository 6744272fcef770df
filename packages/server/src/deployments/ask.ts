/** Asks devices to simulate. Those that can not be asked are kept in the proposal with the reason, so that nobody wonders where they are. */
import type { Wanted } from '@fettle/core/deployment';
import { deviceSettings } from '@fettle/core/policy';
import type { DeviceSettings } from '@fettle/core/policy';
import { canonicalise } from '@fettle/proof/canonical';
import { silentBefore } from '../clients/index.ts';
import { issueInstructions } from '../instructions/index.ts';
import { refuse } from '../platform/feature.ts';
import type { DevicePolicy } from '../policies/index.ts';
import type { ApiRefusal, Context, Tx } from '../platform/feature.ts';
import { decided, nothingLeft } from './decided.ts';
import { simulateId } from './ids.ts';
import { answerPatience } from './plan.ts';
import { devicesInContact } from './read.ts';
import type { DeviceInContact } from './read.ts';
import { addDeployment, addDevices, addUpdates } from './store.ts';
import type { NewDeployment, NewDevice } from './store.ts';
import type { DeviceTrouble, LeftOutUpdate } from './types.ts';

/** `leftOut`: what the device is offered, was asked for, and is barred there. */
export type Candidate = {
  /** By which policy it acts; not there: its client has no such device any more. */
  readonly policy: DevicePolicy | undefined;
  readonly deviceId: string;
  readonly wanted: readonly Wanted[];
  readonly leftOut: readonly LeftOutUpdate[];
};

/** An answer after that comes too late; the proposal goes on without the device much earlier. */
const simulateSpan = { hours: 1 };

export async function askDevices(
  tx: Tx,
  context: Context,
  given: {
    readonly deployment: NewDeployment;
    readonly direction: 'forward' | 'back';
    readonly candidates: readonly Candidate[];
    readonly softwareIds: readonly number[];
    /** What holds for a device of which no policy says otherwise. */
    readonly usual: DeviceSettings;
    readonly ringsOf: (deviceIds: readonly string[]) => ReadonlyMap<string, number>;
  },
): Promise<{ readonly asked: number } | ApiRefusal> {
  const { deployment, direction } = given;
  const { clientId, id } = deployment;
  const known = await devicesInContact(
    tx,
    clientId,
    given.candidates.map(({ deviceId }) => deviceId),
  );
  const judged = given.candidates.map((candidate) => {
    const device = known.get(candidate.deviceId);
    return {
      ...candidate,
      name: device?.name ?? candidate.deviceId,
      trouble: notAskable(device, silentBefore(context)) ?? notGoverned(candidate) ?? nothingWanted(candidate),
    };
  });
  const askable = judged.filter(({ trouble }) => trouble === null);
  if (askable.length === 0) {
    const errors = judged.slice(0, 50).map(({ name, trouble }) => ({ path: name, message: trouble?.cause ?? '' }));
    return refuse('deployment.nothing-to-do', 'None of the devices can be asked to simulate the change.', errors);
  }
  const rings = given.ringsOf(askable.map(({ deviceId }) => deviceId));
  await addDeployment(tx, deployment, context.clock.now().add(answerPatience).toString());
  const rows = judged.map(({ deviceId, wanted, leftOut, policy, trouble }): NewDevice => ({
    deviceId,
    ring: rings.get(deviceId) ?? 0,
    wanted,
    leftOut,
    direction,
    instructionId: trouble === null ? simulateId(id, deviceId) : '',
    trouble,
    own: ownOf(policy?.settings ?? null, given.usual),
  }));
  await addDevices(tx, clientId, id, rows, deployment.at);
  await addUpdates(tx, clientId, id, given.softwareIds);
  const notAfter = context.clock.now().add(simulateSpan).toString({ smallestUnit: 'millisecond' });
  await issueInstructions(
    tx,
    context,
    askable.map(({ deviceId, wanted }) => ({
      clientId,
      deviceId,
      id: simulateId(id, deviceId),
      deploymentId: id,
      attempt: 0,
      notBefore: deployment.at,
      notAfter,
      body: { verb: 'simulate', wanted },
    })),
  );
  return { asked: askable.length };
}

/** Kept only where it differs: most devices of a client act by what their client says. */
function ownOf(own: DeviceSettings | null, usual: DeviceSettings): DeviceSettings | null {
  return own === null || deviceSettings.every((name) => canonicalise(own[name] ?? null) === canonicalise(usual[name] ?? null)) ? null : own;
}

/** A device of which the policy is not whole: nobody said when it may change, or how. */
function notGoverned({ policy }: Candidate): DeviceTrouble | null {
  if (policy === undefined || policy.settings !== null) return null;
  return {
    code: 'policy.not-whole',
    cause: policy.because,
    retry: 'after-repair',
    nextStep: 'Say it in a policy of the provider, the client, or the device’s site or group.',
    excerpt: '',
  };
}

function nothingWanted({ wanted, leftOut }: Candidate): DeviceTrouble | null {
  return wanted.length > 0 ? null : { ...decided, cause: nothingLeft(leftOut) };
}

function notAskable(device: DeviceInContact | undefined, silentSince: string): DeviceTrouble | null {
  const trouble = (code: string, cause: string, nextStep: string): DeviceTrouble => ({
    code,
    cause,
    retry: 'after-repair',
    nextStep,
    excerpt: '',
  });
  if (device === undefined || device.status === 'retired')
    return trouble('device.retired', 'The device was retired.', 'Leave it out of the deployment.');
  if (device.status === 'quarantined')
    return trouble('device.quarantined', 'The device is in quarantine.', 'Say on its page whether it was restored or cloned.');
  if (device.mode === 'observe')
    return trouble(
      'device.observe-only',
      'The agent of this device only observes.',
      'Run the agent as root with limits that allow changes.',
    );
  if (device.last_seen_at === null || Temporal.Instant.compare(device.last_seen_at, silentSince) < 0)
    return trouble(
      'device.silent',
      'The device has not been in contact for a day or more.',
      'See whether it runs and reaches the server, then propose again.',
    );
  return null;
}
