import type { Say } from './facts.ts';
import type { DeviceInput, DeviceRole, DeviceTier, Exposure, SoftwareClass } from './types.ts';
import { readExposure, readRole, readSoftwareClass, readTier } from './words.ts';

export type DeviceFacts = {
  readonly tier: DeviceTier;
  /** Mission and well-being impact of SSVC: tier 1 high, 2 medium, 3 and 4 low. */
  readonly mission: 'low' | 'medium' | 'high';
  /** Null: not known; `exposed` then says what was taken. */
  readonly exposure: Exposure | null;
  readonly exposed: boolean;
  readonly role: DeviceRole | null;
  readonly softwareClass: SoftwareClass | null;
};

const missionOfTier = {
  'mission-critical': 'high',
  important: 'medium',
  standard: 'low',
  low: 'low',
} as const satisfies Record<DeviceTier, DeviceFacts['mission']>;

/** Reads what is known of the device. Role and class of software have no default: whoever needs them says what follows. */
export function readDevice(input: DeviceInput, say: Say): DeviceFacts {
  const tier = readTier(input.tier ?? '');
  if (tier === null)
    say('device.tier', 'important', 'How critical the device is was not set: the second tier is taken, neither the worst nor the best.');
  const role = readRole(input.role ?? '');
  const exposure = input.exposure === undefined || input.exposure === null ? null : readExposure(input.exposure);
  return {
    tier: tier ?? 'important',
    mission: missionOfTier[tier ?? 'important'],
    exposure,
    exposed: exposure === null ? presumedExposed(input, role, say) : exposure === 'internet',
    role,
    softwareClass: readSoftwareClass(input.softwareClass ?? ''),
  };
}

/** What listens in public is exposed; a workstation where nothing is known to listen is not; all else may be, so it is. */
function presumedExposed({ listensPublicly }: DeviceInput, role: DeviceRole | null, say: Say): boolean {
  if (listensPublicly === true) {
    say('device.exposure', 'internet', 'Not set; something on the device listens on a public address.');
    return true;
  }
  if (listensPublicly === false) {
    say('device.exposure', 'internal', 'Not set; nothing on the device listens on a public address.');
    return false;
  }
  if (role === 'workstation') {
    say('device.exposure', 'internal', 'Not known; a workstation is taken as not reachable from the internet.');
    return false;
  }
  say('device.exposure', 'internet', 'Not known: that it can be reached from the internet is the safe side.');
  return true;
}
