export { describeGroupRule } from './describe.ts';
export { explainGroup, inGroup } from './evaluate.ts';
export { factNames, ruleFacts, systemFamily } from './facts.ts';
export type { FactKind } from './facts.ts';
export { comparisonsOf, parseGroupRule, softwarePatterns } from './parse.ts';
export type { GroupRuleRead } from './parse.ts';
export type { Comparison, ComparisonSaid, DeviceFacts, FactName, GroupRule, RuleAnswer, RuleOperator } from './types.ts';
