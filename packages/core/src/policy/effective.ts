/**
 * The one policy that holds for a device. Levels lie over each other: provider, client, site, groups, device; of each setting the narrowest level that
 * says it counts, and what it overrode is kept. Between groups a client's go before the provider's, and then the smaller rank.
 */
import type { PolicyLevel, PolicySettings, SettingName } from './settings.ts';
import { deviceSettings, isWholePolicy, policyLevels, requiredSettings, settingNames } from './settings.ts';
import type { DeviceSettings, SettingValue } from './settings.ts';
import type { Policy } from './types.ts';

/** The policy of one level, as it was saved last. */
export type LevelPolicy = {
  readonly level: PolicyLevel;
  readonly policyId: string;
  readonly version: number;
  readonly name: string;
  readonly owner: string;
  readonly reviewAt: string;
  readonly savedAt: string;
  readonly savedBy: string;
  /** Of which site, group or device it is; null for provider and client. */
  readonly subjectId: string | null;
  /** The name of that client, site, group or device. */
  readonly subject: string;
  /** Of a group: whose it is, and its place among those; null for other levels. */
  readonly group: { readonly of: 'provider' | 'client'; readonly rank: number } | null;
  readonly settings: Partial<PolicySettings>;
};

export type Origin = Omit<LevelPolicy, 'settings'>;

/** One setting: its value, who says it, and what that goes before, the nearest first. */
export type EffectiveSetting<Name extends SettingName = SettingName> = {
  readonly value: SettingValue<Name>;
  readonly origin: Origin;
  readonly overrode: readonly { readonly value: SettingValue<Name>; readonly origin: Origin }[];
};

export type EffectivePolicy = {
  readonly settings: { readonly [Name in SettingName]?: EffectiveSetting<Name> };
  /** Settings that no level says, and of which nothing holds by itself. Where there is one, the policy is not whole, and nothing is done by it. */
  readonly unsaid: readonly SettingName[];
  /** The policies that it is made of, the widest first. */
  readonly from: readonly Origin[];
};

/** Lays levels over each other. In which order they are given never matters. */
export function effectiveOf(levels: readonly LevelPolicy[]): EffectivePolicy {
  const ordered = levels.toSorted(fromWideToNarrow);
  const narrowFirst = ordered.toReversed().map((level) => ({ origin: originOf(level), says: level.settings }));
  const settings: { [Name in SettingName]?: EffectiveSetting<Name> } = {};
  for (const name of settingNames) lay(settings, name, narrowFirst);
  return {
    settings,
    unsaid: requiredSettings.filter((name) => settings[name] === undefined),
    from: ordered.map(originOf),
  };
}

function lay<Name extends SettingName>(
  into: { [Each in SettingName]?: EffectiveSetting<Each> },
  name: Name,
  levels: readonly { readonly origin: Origin; readonly says: Partial<PolicySettings> }[],
): void {
  const said = levels.flatMap(({ origin, says }) => {
    const value: PolicySettings[Name] | undefined = says[name];
    return value === undefined || value === null ? [] : [{ value, origin }];
  });
  const [first, ...overrode] = said;
  if (first !== undefined) Object.assign(into, { [name]: { ...first, overrode } satisfies EffectiveSetting<Name> });
}

function fromWideToNarrow(a: LevelPolicy, b: LevelPolicy): number {
  const level = policyLevels.indexOf(a.level) - policyLevels.indexOf(b.level);
  if (level !== 0) return level;
  const owner = Number(a.group?.of === 'client') - Number(b.group?.of === 'client');
  if (owner !== 0) return owner;
  const rank = (b.group?.rank ?? 0) - (a.group?.rank ?? 0);
  if (rank !== 0) return rank;
  // Ranks differ among the groups of one owner; the id only keeps the order the same should they not.
  return a.policyId < b.policyId ? -1 : a.policyId > b.policyId ? 1 : 0;
}

function originOf({ settings: _settings, ...origin }: LevelPolicy): Origin {
  return origin;
}

/** The whole policy, under the name and owner of `named`; null where a setting is said by nobody, nor by `more`. */
export function wholePolicy(
  effective: EffectivePolicy,
  named: Pick<Policy, 'name' | 'owner' | 'reviewAt'>,
  more: Partial<PolicySettings> = {},
): Policy | null {
  const settings: Partial<PolicySettings> = { ...more, ...valuesOf(effective) };
  return isWholePolicy(settings) ? { name: named.name, owner: named.owner, reviewAt: named.reviewAt, ...settings } : null;
}

function valuesOf({ settings }: EffectivePolicy): Partial<PolicySettings> {
  return Object.fromEntries(settingNames.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name].value]])));
}

/** The settings of the device alone; null where one of them is said by nobody. */
export function deviceSettingsOf(effective: EffectivePolicy): DeviceSettings | null {
  if (deviceSettings.some((name) => effective.unsaid.includes(name))) return null;
  const { select, window, restart, restartWhen, missed, checks, hooks, rollback, startOffline, rules, pins } = effective.settings;
  const { ways, backup, withoutWayBack, drills } = effective.settings;
  if (!select || !window || !restart || !checks || !rollback || !startOffline) return null;
  return {
    select: select.value,
    window: window.value,
    restart: restart.value,
    ...(restartWhen === undefined ? {} : { restartWhen: restartWhen.value }),
    ...(missed === undefined ? {} : { missed: missed.value }),
    checks: checks.value,
    rollback: rollback.value,
    ...(hooks === undefined ? {} : { hooks: hooks.value }),
    startOffline: startOffline.value,
    ...(rules === undefined ? {} : { rules: rules.value }),
    ...(pins === undefined ? {} : { pins: pins.value }),
    ...(ways === undefined ? {} : { ways: ways.value }),
    ...(backup === undefined ? {} : { backup: backup.value }),
    ...(withoutWayBack === undefined ? {} : { withoutWayBack: withoutWayBack.value }),
    ...(drills === undefined ? {} : { drills: drills.value }),
  };
}
