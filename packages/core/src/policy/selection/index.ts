export { blockOfNew, choose, pinOf } from './choose.ts';
export type { Choice, Choosing } from './choose.ts';
export { approvalLateAt, laneNames, laneOf, policyInLane, restLane, windowInLane } from './lanes.ts';
export type { Lane } from './lanes.ts';
export { asksAge } from './match.ts';
export type {
  CountedFrom,
  RuleAction,
  RuleCondition,
  RuleSeverity,
  RuleUrgency,
  SelectionRule,
  UpdateCondition,
  UpdateFacts,
  VersionPin,
} from './types.ts';
export { actionInWords, conditionInWords, laneInWords, pinInWords, ruleInWords } from './words.ts';
