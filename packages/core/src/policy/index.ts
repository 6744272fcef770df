export { decide } from './decide.ts';
export type { DecisionReason, UpdateDecision } from './decide.ts';
export { deviceSettingsOf, effectiveOf, wholePolicy } from './effective.ts';
export type { EffectivePolicy, EffectiveSetting, LevelPolicy, Origin } from './effective.ts';
export { planPolicyOf, windowForPlan } from './for-plan.ts';
export * from './groups/index.ts';
export { lintPart, lintPolicy } from './lint.ts';
export type { LintWorld, PolicyLint, PolicyLintCode } from './lint.ts';
export { parsePolicy } from './parse.ts';
export { parsePolicyPart, partBody } from './parse-part.ts';
export type { PolicyPartRead } from './parse-part.ts';
export { matchesPattern } from './pattern.ts';
export { assignRings } from './rings.ts';
export {
  deploymentSettings,
  deviceSettings,
  maySay,
  optionalSettings,
  policyLevels,
  requiredSettings,
  settingNames,
  settingsOfPolicy,
  settingWords,
} from './settings.ts';
export type { DeviceSettings, PolicyLevel, PolicyPart, PolicySettings, SettingName } from './settings.ts';
export { settingInWords } from './setting-words.ts';
export { soakSeconds } from './soak.ts';
export { startingPolicy } from './starting.ts';
export type { Policy, PolicyProblem, PolicyRead, PolicyWindow, Ring, RingMembers } from './types.ts';
