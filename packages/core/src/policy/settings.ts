/** The settings that a policy is made of, and which level may say which. */
import { noHooks } from '../deployment/signed-commands.ts';
import { noAftercare } from './aftercare.ts';
import type { Policy } from './types.ts';

export type PolicySettings = Omit<Policy, 'name' | 'owner' | 'reviewAt'>;
export type SettingName = keyof PolicySettings;
/** What a setting says where it is said. */
export type SettingValue<Name extends SettingName> = NonNullable<PolicySettings[Name]>;

/** Settings of a device: any level may say them. */
export const deviceSettings = [
  'select',
  'window',
  'restart',
  'restartWhen',
  'missed',
  'checks',
  'hooks',
  'rollback',
  'ways',
  'backup',
  'withoutWayBack',
  'drills',
  'startOffline',
  'rules',
  'pins',
] as const satisfies readonly SettingName[];
/** Settings of a deployment as a whole: one deployment has one value, so that only provider and client may say them. */
export const deploymentSettings = [
  'rings',
  'failureBudget',
  'maxParallel',
  'devicesPerHour',
  'notices',
  'lanes',
  'aftercare',
  'testPlan',
  'standIns',
  'fourEyes',
  'proposing',
] as const satisfies readonly SettingName[];
export const settingNames = [...deviceSettings, ...deploymentSettings] as const;

/** Settings that nobody has to say, with what holds where no level says one: as it was before there was the setting, so that older policies stay whole. */
export const unsaidSettings = {
  rules: [],
  pins: [],
  lanes: [],
  aftercare: noAftercare,
  testPlan: [],
  standIns: 'ask',
  fourEyes: { devices: null, clients: null, missionCritical: false, removals: false },
  proposing: { kind: 'by-person' },
  restartWhen: { kind: 'at-once' },
  missed: { kind: 'next-window' },
  hooks: noHooks,
  ways: [],
  backup: [],
  withoutWayBack: 'allow',
  drills: [],
} as const satisfies { readonly [Name in SettingName]?: SettingValue<Name> };
export type OptionalSetting = keyof typeof unsaidSettings;

/** Whether a policy is whole without this setting. */
export function isOptional(name: SettingName): name is OptionalSetting {
  return name in unsaidSettings;
}

/** What must be said by one level or another before anything is done. */
export const requiredSettings: readonly SettingName[] = settingNames.filter((name) => !isOptional(name));

/** Whether everything is said that must be. */
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
  restartWhen: 'when a restart takes place',
  missed: 'a missed window',
  checks: 'health checks',
  hooks: 'commands around a change',
  rollback: 'rolling back',
  ways: 'ways back',
  backup: 'backups',
  withoutWayBack: 'changes without a way back',
  drills: 'drills of the way back',
  startOffline: 'starting out of contact',
  rings: 'rings',
  failureBudget: 'failures borne',
  maxParallel: 'devices at once',
  devicesPerHour: 'devices an hour',
  notices: 'notices',
  rules: 'selection rules',
  pins: 'pins',
  lanes: 'lanes',
  aftercare: 'aftercare',
  testPlan: 'test plan',
  standIns: 'stand-ins',
  fourEyes: 'two approvers',
  proposing: 'who proposes',
};

/** What one level says: some of the settings, and who answers for it. */
export type PolicyPart = Pick<Policy, 'name' | 'owner' | 'reviewAt'> & { readonly settings: Partial<PolicySettings> };

/** A policy's settings alone. */
export function settingsOfPolicy({ name: _name, owner: _owner, reviewAt: _reviewAt, ...settings }: Policy): PolicySettings {
  return settings;
}
