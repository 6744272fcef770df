/** What was not applied, and why: devices that were left out or did not end verified, and updates that were not part of it. */
import type { RunOutcome, RunPhase } from '@fettle/core/deployment';
import type { Material } from './build.ts';
import type { DeviceReport, NotApplied } from './types.ts';

const nextSteps: Partial<Record<RunOutcome | RunPhase, string>> = {
  failed: 'Mend the cause, then propose the updates again.',
  'rolled back': 'Find the cause before the updates are proposed again.',
  refused: 'See whether the limits on the device are meant so, then propose again.',
  missed: 'Propose again, in a window in which the device is on.',
  unknown: 'Look at the device: nobody can tell whether the change is in.',
  cancelled: 'Propose again when it is wanted.',
};

export function notAppliedOf(material: Material, devices: readonly DeviceReport[]): readonly NotApplied[] {
  return [...leftOut(material), ...notVerified(devices), ...notSimulated(material), ...notWanted(material)];
}

function leftOut({ records, state }: Material): readonly NotApplied[] {
  return records.devices
    .filter(({ id }) => state.runs[id] === undefined)
    .map(({ name, trouble }) => ({
      subject: name,
      kind: 'device',
      because: trouble?.cause ?? 'It is not part of the approved spec; why is not recorded.',
      nextStep: trouble?.nextStep ?? null,
    }));
}

function notVerified(devices: readonly DeviceReport[]): readonly NotApplied[] {
  return devices
    .filter(({ label }) => label !== 'verified')
    .map(({ name, label, why, troubles }) => ({
      subject: name,
      kind: 'device',
      because: why,
      nextStep: troubles.at(-1)?.trouble.nextStep ?? nextSteps[label] ?? null,
    }));
}

/** Asked of a device and not among what it said it would do. */
function notSimulated({ records }: Material): readonly NotApplied[] {
  return records.spec.shares.flatMap((share) => {
    const device = records.devices.find(({ id }) => id === share.deviceId);
    const changed = new Set(share.changes.map(({ name, architecture, to }) => `${name}\n${architecture}\n${to ?? ''}`));
    const missing = (device?.wanted ?? []).filter(
      ({ name, architecture, version }) => !changed.has(`${name}\n${architecture}\n${version}`),
    );
    return missing.map(({ name, version }) => ({
      subject: `${name} ${version} on ${device?.name ?? share.deviceId}`,
      kind: 'update on a device' as const,
      because: "It was asked for, and is not part of what the device's own package manager said it would do.",
      nextStep: null,
    }));
  });
}

function notWanted({ records }: Material): readonly NotApplied[] {
  return (records.basis?.notWanted ?? []).map(({ name, to, because, devices }) => ({
    subject: `${name} ${to}, offered to ${devices === 1 ? '1 device' : `${devices} devices`}`,
    kind: 'update',
    because,
    nextStep: null,
  }));
}
