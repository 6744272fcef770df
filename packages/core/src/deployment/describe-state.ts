/** States, holds and ends as words and sentences. */
import type { DeploymentStatus, GateAnswer, Hold, HoldReason, RingPhase, RunOutcome, RunPhase, RunState } from './types.ts';
import type { Words } from './words.ts';
import { ended, who } from './words.ts';

export const statusLabels: Readonly<Record<DeploymentStatus, { readonly label: string; readonly means: string }>> = {
  active: { label: 'Active', means: 'It is under way, or says what it waits for.' },
  succeeded: { label: 'Succeeded', means: 'Every ring passed and every device was verified by a later scan.' },
  'ended with failures': { label: 'Ended with failures', means: 'It is over, and at least one device did not end verified.' },
  cancelled: { label: 'Cancelled', means: 'A person cancelled it; what ran, finished.' },
};

export const phaseLabels: Readonly<Record<RunPhase, { readonly label: string; readonly means: string }>> = {
  planned: { label: 'Planned', means: 'Nothing was sent yet.' },
  sent: { label: 'Sent', means: 'The instruction is ready for the device, or on its way.' },
  accepted: { label: 'Accepted', means: 'The device checked the instruction and took it on.' },
  getting: { label: 'Getting', means: 'The device makes sure that it has every package.' },
  'waiting for window': { label: 'Waiting for window', means: 'The device is ready and waits for its maintenance window.' },
  changing: { label: 'Changing', means: 'The package manager is at work.' },
  restarting: { label: 'Restarting', means: 'The device restarts.' },
  checking: { label: 'Checking', means: 'The device runs its health checks.' },
  reported: { label: 'Reported', means: 'The device says that it is done; a scan has yet to show it.' },
};

export const outcomeLabels: Readonly<Record<RunOutcome, { readonly label: string; readonly means: string }>> = {
  verified: { label: 'Verified', means: 'A scan taken after the change saw the new versions.' },
  failed: { label: 'Failed', means: 'The change failed, or a later scan did not see it.' },
  'rolled back': { label: 'Rolled back', means: 'The change failed and the device took itself back to the versions it had.' },
  refused: { label: 'Refused', means: 'The device, or the limits on it, said no; nothing was changed.' },
  missed: { label: 'Missed', means: 'It was not started in time; nothing was changed.' },
  unknown: { label: 'Unknown', means: 'Nobody can tell whether the change is in: no report, or no scan that shows it.' },
  cancelled: { label: 'Cancelled', means: 'It was called off before it began.' },
};

export const ringLabels: Readonly<Record<RingPhase, { readonly label: string; readonly means: string }>> = {
  closed: { label: 'Closed', means: 'Its turn has not come.' },
  open: { label: 'Open', means: 'Its devices are changed, each in its window.' },
  soaking: { label: 'Soaking', means: 'All its devices are settled; it must stay healthy for a while.' },
  passed: { label: 'Passed', means: 'It showed what its gate asks for.' },
};

export const gateLabels: Readonly<Record<GateAnswer, { readonly label: string; readonly means: string }>> = {
  passed: { label: 'Passed', means: 'Enough devices are verified, and they stayed healthy.' },
  failed: { label: 'Failed', means: 'Too many devices failed or were rolled back, or a health check failed.' },
  'could not measure': {
    label: 'Could not measure',
    means: 'Too few devices were changed to judge, or checks gave no answer. A person decides.',
  },
  'cannot tell': { label: 'Cannot tell', means: 'Devices ended in a way that nobody can judge. A person decides.' },
};

export const holdLabels: Readonly<Record<HoldReason, { readonly label: string; readonly means: string; readonly endsBy: string }>> = {
  approval: {
    label: 'Waiting for approval',
    means: 'Nobody has approved the spec yet.',
    endsBy: 'An approval signed over exactly this spec.',
  },
  operator: { label: 'Held by a person', means: 'A person stopped it for a while.', endsBy: 'A release.' },
  'failure budget': {
    label: 'Too many failures',
    means: 'More went wrong than the policy allows.',
    endsBy: 'A release that names the failures it accepts, or a cancellation.',
  },
  inconclusive: {
    label: 'Inconclusive',
    means: 'The ring did not show enough to go on.',
    endsBy: 'A release that names the devices it goes on without, or a cancellation.',
  },
  'no progress': {
    label: 'No progress',
    means: 'A device began and tells nothing.',
    endsBy: 'A release, once somebody has looked at the device.',
  },
  freeze: { label: 'Freeze', means: 'The client agreed to no changes just now.', endsBy: 'The end of the freeze.' },
  'advisory recalled': {
    label: 'Advisory recalled',
    means: 'What this change rests on was withdrawn.',
    endsBy: 'A release, or a cancellation.',
  },
  'stand-in': {
    label: 'Stand-in',
    means: 'The stand-in of a mission-critical device has not shown the change, and its policy asks for that.',
    endsBy: 'A release with the reason why the device changes all the same, another stand-in that has shown it, or a cancellation.',
  },
  dependant: {
    label: 'Dependant',
    means: 'A device that depends on a changed one is worse than before, or could not be asked.',
    endsBy: 'A release that names the devices that it accepts as they are; the others are asked again. Or a cancellation.',
  },
  'campaign stop': {
    label: 'Campaign stopped',
    means: 'A person stopped the campaign that this deployment is part of.',
    endsBy: 'The release of the campaign.',
  },
  test: {
    label: 'Test',
    means: 'A step of the test plan did not pass, or was not done.',
    endsBy: 'A better result of that step, a release that says why it goes on without, or a cancellation.',
  },
  'panic stop': { label: 'Panic stop', means: 'The provider stopped every change everywhere.', endsBy: 'The lifting of the panic stop.' },
};

/** A hold as one sentence: what it is, its detail, since when and by whom. */
export function describeHold(hold: Hold, words: Words): string {
  const by = hold.by === 'engine' ? '' : ` by ${who(words, hold.by)}`;
  const ring = hold.ring === null ? '' : ` in ring ${words.ring(hold.ring)}`;
  return `${holdLabels[hold.reason].label}${ring} since ${words.time(hold.since)}${by}: ${ended(hold.detail)}`;
}

/** How a run ended, or how far it is, as one sentence. */
export function describeRun(run: RunState, words: Words): string {
  const name = words.device(run.deviceId);
  if (run.outcome === null) return `${name}: ${phaseLabels[run.phase].label.toLowerCase()}. ${phaseLabels[run.phase].means}`;
  const detail = run.outcomeDetail === null || run.outcomeDetail.trim() === '' ? outcomeLabels[run.outcome].means : run.outcomeDetail;
  return `${name}: ${outcomeLabels[run.outcome].label.toLowerCase()}. ${ended(detail)}`;
}
