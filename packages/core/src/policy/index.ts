export { aftercareInWords, latestAgainDays, mostAgain, noAftercare } from './aftercare.ts';
export type { Aftercare } from './aftercare.ts';
export { decide } from './decide.ts';
export type { DecisionReason, UpdateDecision } from './decide.ts';
export { deviceSettingsOf, effectiveOf, wholePolicy } from './effective.ts';
export type { EffectivePolicy, EffectiveSetting, LevelPolicy, Origin } from './effective.ts';
export { planPolicyOf, windowForPlan } from './for-plan.ts';
export * from './groups/index.ts';
export { lintPart, lintPolicy } from './lint.ts';
export type { LintWorld, PolicyLint, PolicyLintCode } from './lint.ts';
export { longestWait } from './lint-gap.ts';
export type { PromisedTime, Wait } from './lint-gap.ts';
export { parsePolicy } from './parse.ts';
export { parsePolicyPart, partBody } from './parse-part.ts';
export type { PolicyPartRead } from './parse-part.ts';
export { matchesPattern } from './pattern.ts';
export { coverGaps, coverSentences, ringsToCover, suggestTestDevices, traitKinds, traitKindWords } from './coverage.ts';
export type { CoverDevice, CoverGap, CoverRing, Suggestion, Trait } from './coverage.ts';
export { lastProposing, mostProposalDays, nextProposing, proposingInWords } from './proposing.ts';
export type { Proposing, ProposingByItself } from './proposing.ts';
export { assignRings, groupsInRings, ringOfStandIns } from './rings.ts';
export type { GroupMembers, KnownMembers, StandsFor } from './rings.ts';
export { standInPlaceOf, standInPlaces, standInPlaceSentence } from './stand-in-places.ts';
export type { StandInBy, StandInPlace } from './stand-in-places.ts';
export * from './selection/index.ts';
export {
  deploymentSettings,
  deviceSettings,
  isOptional,
  isWholePolicy,
  maySay,
  policyLevels,
  requiredSettings,
  settingNames,
  settingsOfPolicy,
  settingWords,
  unsaidSettings,
} from './settings.ts';
export type { DeviceSettings, OptionalSetting, PolicyLevel, PolicyPart, PolicySettings, SettingName, SettingValue } from './settings.ts';
export { settingInWords, unsaidInWords } from './setting-words.ts';
export { soakSeconds } from './soak.ts';
export { isLookFresh, policyStanding } from './standing.ts';
export type { PolicyFacts, PolicyStanding, StandingFinding } from './standing.ts';
export { startingPolicy } from './starting.ts';
export type { Policy, PolicyProblem, PolicyRead, PolicyWindow, Ring, RingMembers } from './types.ts';
