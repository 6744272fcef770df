export { cleanMac } from './mac.ts';
export { planDiscovered, sameMachines } from './plan.ts';
export type { DiscoveredEntry, DiscoveredPlan, KnownDiscovered } from './plan.ts';
export { discoveredTitles, readDiscovered } from './read-file.ts';
export type { DiscoveredRow } from './read-file.ts';
export { discoveredAnswers, discoveredGaps, discoveredKinds } from './types.ts';
export type { DiscoveredAnswer, DiscoveredFacts, DiscoveredGap, DiscoveredKind } from './types.ts';
export { discoveredSentence } from './words.ts';
export type { DiscoveredStanding } from './words.ts';
