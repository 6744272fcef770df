/** The settings that a policy is made of, and which level may say which. */
import type { Policy } from './types.ts';

export type PolicySettings = Omit<Policy, 'name' | 'owner' | 'reviewAt'>;
export type SettingName = keyof PolicySettings;

/** Settings of a device: any level may say them. */
export const deviceSettings = [
  'select',
  'window',
  'restart',
  'checks',
  'rollback',
  'startOffline',
] as const satisfies readonly SettingName[];
/** Settings of a deployment as a whole: one deployment has one value, so that only provider and client may say them. */
export const deploymentSettings = [
  'rings',
  'failureBudget',
  'maxParallel',
  'devicesPerHour',
  'notices',
  'fourEyes',
] as const satisfies readonly SettingName[];
export const settingNames = [...deviceSettings, ...deploymentSettings] as const;

/** Settings without which a policy is whole: where no level says one, it does not apply. */
export const optionalSettings: readonly SettingName[] = ['fourEyes'];
export const requiredSettings: readonly SettingName[] = settingNames.filter((name) => !optionalSettings.includes(name));

/** Whether every setting is said without which nothing may be done. */
export function isWholePolicy(settings: Partial<PolicySettings>): settings is PolicySettings {
  return requiredSettings.every((name) => settings[name] !== undefined);
}

export type DeviceSettings = Pick<PolicySettings, (typeof deviceSettings)[number]>;

/** From the widest to the narrowest: what a narrower level says goes before. */
export const policyLevels = ['provider', 'client', 'site', 'group', 'device'] as const;
export type PolicyLevel = (typeof policyLevels)[number];

/** Whether a level may say a setting. */
export function maySay(level: PolicyLevel, setting: SettingName): boolean {
  return level === 'provider' || level === 'client' || deviceSettings.some((one) => one === setting);
}

/** Settings in the words of the screens. */
export const settingWords: Readonly<Record<SettingName, string>> = {
  select: 'what is selected',
  window: 'window',
  restart: 'restarts',
  checks: 'health checks',
  rollback: 'rolling back',
  startOffline: 'starting out of contact',
  rings: 'rings',
  failureBudget: 'failures borne',
  maxParallel: 'devices at once',
  devicesPerHour: 'devices an hour',
  notices: 'notices',
  fourEyes: 'two approvers',
};

/** What one level says: some of the settings, and who answers for it. */
export type PolicyPart = Pick<Policy, 'name' | 'owner' | 'reviewAt'> & { readonly settings: Partial<PolicySettings> };

/** A policy's settings alone. */
export function settingsOfPolicy({ name: _name, owner: _owner, reviewAt: _reviewAt, ...settings }: Policy): PolicySettings {
  return settings;
}
