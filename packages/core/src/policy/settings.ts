/** The settings that a policy is made of, and which level may say which. */
import type { Policy } from './types.ts';

export type PolicySettings = Omit<Policy, 'name' | 'owner' | 'reviewAt'>;
export type SettingName = keyof PolicySettings;

/** Settings of a device: any level may say them. */
export const deviceSettings = [
  'select',
  'window',
  'restart',
  'restartWhen',
  'missed',
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
] as const satisfies readonly SettingName[];
export const settingNames = [...deviceSettings, ...deploymentSettings] as const;

/** Settings that nobody needs to say: each has a value that holds where no level says it, so that policies of before they were there stay whole. */
export const optionalSettings = ['restartWhen', 'missed'] as const satisfies readonly SettingName[];
export type OptionalSetting = (typeof optionalSettings)[number];
/** What holds of each where nobody says it. */
export const unsaidSettings: { readonly [Name in OptionalSetting]: NonNullable<PolicySettings[Name]> } = {
  restartWhen: { kind: 'at-once' },
  missed: { kind: 'next-window' },
};

/** Whether a policy is whole without it. */
export function isOptional(name: SettingName): name is OptionalSetting {
  return optionalSettings.some((one) => one === name);
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
  restartWhen: 'when a restart takes place',
  missed: 'a missed window',
  checks: 'health checks',
  rollback: 'rolling back',
  startOffline: 'starting out of contact',
  rings: 'rings',
  failureBudget: 'failures borne',
  maxParallel: 'devices at once',
  devicesPerHour: 'devices an hour',
  notices: 'notices',
};

/** What one level says: some of the settings, and who answers for it. */
export type PolicyPart = Pick<Policy, 'name' | 'owner' | 'reviewAt'> & { readonly settings: Partial<PolicySettings> };

/** A policy's settings alone. */
export function settingsOfPolicy({ name: _name, owner: _owner, reviewAt: _reviewAt, ...settings }: Policy): PolicySettings {
  return settings;
}
