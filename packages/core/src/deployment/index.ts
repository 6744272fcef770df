export { acceptableDevices } from './acceptable.ts';
export { approvalsNeeded, countApprovers, isApproved } from './approvals.ts';
export { apply, applyAll, replay } from './apply.ts';
export * from './change.ts';
export { without } from './openings.ts';
export { checkPlan } from './check-plan.ts';
export type { PlanToCheck } from './check-plan.ts';
export * from './checks.ts';
export * from './check-words.ts';
export * from './signed-commands.ts';
export { approve, command, isRefusal } from './command.ts';
export type { Approval } from './command.ts';
export { bytesPerSecond, fetchAtOnce, fetchMs, megabitsAt, nextHours } from './bandwidth.ts';
export type { Bandwidth, BandwidthHours, Download } from './bandwidth.ts';
export { boundKinds, boundLimits, nobodyElse } from './bounds.ts';
export type { Bound, BoundKind, BoundLimit } from './bounds.ts';
export { describeTurn, orderDevices } from './order.ts';
export type { PlannedTurn, ToOrder, TurnReason } from './order.ts';
export { canCommand, commandNames, commands } from './commands-table.ts';
export type { Command, CommandName, CommandRefusal } from './commands-table.ts';
export { createdEvent } from './create.ts';
export { decide } from './decide.ts';
export { dependantsOf, unwellDependants } from './dependants.ts';
export { describeEvent } from './describe-event.ts';
export {
  describeHold,
  describeRun,
  gateLabels,
  holdLabels,
  outcomeLabels,
  phaseLabels,
  ringLabels,
  statusLabels,
} from './describe-state.ts';
export { describeWaiting } from './describe-waiting.ts';
export type { WaitingLine } from './describe-waiting.ts';
export { countRing, judgeCounts } from './gate.ts';
export type { RingCounts } from './gate.ts';
export { toInstant, toMs } from './instants.ts';
export { whyTwoApprovers } from './four-eyes.ts';
export type { CampaignClients, FourEyes } from './four-eyes.ts';
export { maxAttempts, patience } from './patience.ts';
export { expectedSeconds, plan } from './plan.ts';
export type * from './plan-types.ts';
export { currentRing } from './rings.ts';
export { runLabel, runTone, waitingOf } from './run-label.ts';
export type { Tone } from './run-label.ts';
export { restsOnSilence } from './apply-run.ts';
export { decidedOtherwise, isInFlight, isPlanned, runsOf } from './runs.ts';
export * from './spec.ts';
export * from './test-steps.ts';
export type { GateEvidence } from './gate-evidence.ts';
export { evidenceInWords } from './evidence-words.ts';
export { promotableRing } from './promotable.ts';
export type { Promotable } from './promotable.ts';
export { testStanding } from './test-standing.ts';
export type { TestStanding } from './test-standing.ts';
export { deploymentTransitions, mayFollow, ringTransitions, runTransitions } from './transitions.ts';
export type { Transition } from './transitions.ts';
export { freezeAt } from './freezes.ts';
export { nextTurn } from './turns.ts';
export type { ContactFrom } from './turns.ts';
export * from './types.ts';
export type { Words } from './words.ts';
