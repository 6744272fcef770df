/**
 * How likely it is that an update itself does harm on a device. Fixed rules that a person can follow, nothing learnt. It chooses how
 * carefully an update goes out (rings, window, backup first) and never touches its urgency or deadline.
 */
import type { DeviceRole, DeviceTier } from './types.ts';

/** What is known of harm that an update does: its maker published it, or a person wrote it down. */
export type KnownIssue = {
  /** What people call it, such as the KB. */
  readonly id: string;
  readonly text: string;
  /** On what it happens, in the maker's words; null: on everything. */
  readonly condition: string | null;
  /** Whether this device is such a one; null: not known, which counts as yes. */
  readonly affectsDevice: boolean | null;
  /** This version is free of it again, or it no longer happens to any. */
  readonly resolved: boolean;
  /** The first version that is free of it; null: none is known. */
  readonly mendedIn: string | null;
  readonly link: string | null;
};

export type PatchRiskInput = {
  /** Null: not known; it then counts as needed. */
  readonly restartNeeded: boolean | null;
  readonly kind: 'kernel' | 'driver' | 'firmware' | 'other' | null;
  /** Whether the device can come back from it; null: nobody checked, which counts as no. */
  readonly wayBack: boolean | null;
  /** Devices that had it before, in the rings of deployments of this provider: how many it went well and badly on. */
  readonly results: { readonly succeeded: number; readonly failed: number };
  readonly knownIssues: readonly KnownIssue[];
  /** How often it was taken back at other clients of this provider. A count only: nothing of another client is shown. */
  readonly rolledBackElsewhere: number;
  /** How often it was taken back at this client. */
  readonly rolledBackHere: number;
  readonly role: DeviceRole | null;
  readonly tier: DeviceTier | null;
};

export type PatchRiskCode =
  | 'known-issue'
  | 'failed-before'
  | 'rolled-back-elsewhere'
  | 'rolled-back-here'
  | 'no-way-back'
  | 'deep-in-the-system'
  | 'restart'
  | 'server'
  | 'mission-critical'
  | 'nothing-known-against';

export type PatchRiskReason = {
  readonly code: PatchRiskCode;
  readonly weight: 'raises' | 'high' | 'none';
  readonly sentence: string;
  /** Where its maker tells of it. */
  readonly link: string | null;
};

export type PatchRisk = { readonly level: 'low' | 'raised' | 'high'; readonly reasons: readonly PatchRiskReason[] };

/** At and above this share of failures it is high, below it raised. */
const highShareOfFailures = 0.1;

/**
 * High: an open known issue that this device may meet, a tenth or more of failures in the rings so far, no way back for a change
 * deep in the system, or three reasons of any kind. Raised: any reason. Low: none.
 */
export function patchRiskOf(input: PatchRiskInput): PatchRisk {
  return weighed([
    ...input.knownIssues.flatMap(knownIssue),
    ...failures(input.results),
    ...rollbacks(input),
    ...wayBack(input),
    ...nature(input),
    ...place(input),
  ]);
}

/** What of it is the same wherever the update goes: the least that its risk is on any device. Each device may add its own. */
export function patchRiskOfUpdate(input: Omit<PatchRiskInput, 'wayBack' | 'role' | 'tier'>): PatchRisk {
  return weighed([...input.knownIssues.flatMap(issueSomewhere), ...failures(input.results), ...rollbacks(input), ...nature(input)]);
}

function weighed(reasons: readonly PatchRiskReason[]): PatchRisk {
  if (reasons.length === 0)
    return { level: 'low', reasons: [reason('nothing-known-against', 'none', 'Nothing is known that makes it risky.')] };
  const high = reasons.some(({ weight }) => weight === 'high') || reasons.length >= 3;
  return { level: high ? 'high' : 'raised', reasons };
}

function reason(code: PatchRiskCode, weight: PatchRiskReason['weight'], sentence: string, link: string | null = null): PatchRiskReason {
  return { code, weight, sentence, link };
}

function knownIssue(issue: KnownIssue): readonly PatchRiskReason[] {
  const { affectsDevice, condition, resolved } = issue;
  if (resolved || affectsDevice === false) return [];
  if (condition === null) return [reason('known-issue', 'high', issueSentence(issue, ''), issue.link)];
  const here = affectsDevice === null ? 'whether this device is one is not known' : 'this device is one';
  return [reason('known-issue', 'high', issueSentence(issue, `; ${here}`), issue.link)];
}

/** Of no device in particular: one with a condition raises it, since some devices may be free of it. */
function issueSomewhere(issue: KnownIssue): readonly PatchRiskReason[] {
  const { affectsDevice, resolved } = issue;
  if (resolved || affectsDevice === false) return [];
  if (affectsDevice === true) return [reason('known-issue', 'high', issueSentence(issue, ''), issue.link)];
  return [reason('known-issue', 'raises', issueSentence(issue, '; each device says whether it is one'), issue.link)];
}

function issueSentence({ id, condition, text, mendedIn }: KnownIssue, here: string): string {
  const where = condition === null ? '' : ` on ${condition}`;
  const mended = mendedIn === null ? '' : ` ${mendedIn} is free of it.`;
  return `An issue is known (${id})${where}${here}: ${text}${mended}`;
}

function failures({ succeeded, failed }: PatchRiskInput['results']): readonly PatchRiskReason[] {
  if (failed === 0) return [];
  const weight = failed / (succeeded + failed) >= highShareOfFailures ? 'high' : 'raises';
  return [reason('failed-before', weight, `A change that brought it failed on ${failed} of ${succeeded + failed} devices.`)];
}

function rollbacks({
  rolledBackHere,
  rolledBackElsewhere,
}: Pick<PatchRiskInput, 'rolledBackHere' | 'rolledBackElsewhere'>): readonly PatchRiskReason[] {
  return [
    ...(rolledBackHere === 0 ? [] : [reason('rolled-back-here', 'raises', `It was taken back ${times(rolledBackHere)} here.`)]),
    ...(rolledBackElsewhere === 0
      ? []
      : [reason('rolled-back-elsewhere', 'raises', `It was taken back ${times(rolledBackElsewhere)} at other clients.`)]),
  ];
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function wayBack({ wayBack: exists, kind }: PatchRiskInput): readonly PatchRiskReason[] {
  if (exists === true) return [];
  const deep = kind !== null && kind !== 'other';
  const sentence = exists === null ? 'Whether there is a way back was not checked.' : 'There is no way back from it.';
  return [reason('no-way-back', deep ? 'high' : 'raises', sentence)];
}

function nature({ kind, restartNeeded }: Pick<PatchRiskInput, 'kind' | 'restartNeeded'>): readonly PatchRiskReason[] {
  const reasons: PatchRiskReason[] = [];
  if (kind !== null && kind !== 'other') reasons.push(reason('deep-in-the-system', 'raises', kindSentences[kind]));
  if (restartNeeded !== false) {
    const sentence = restartNeeded === null ? 'Whether the device must restart is not known.' : 'The device must restart.';
    reasons.push(reason('restart', 'raises', sentence));
  }
  return reasons;
}

const kindSentences = { kernel: 'It changes the kernel.', driver: 'It changes a driver.', firmware: 'It changes firmware.' } as const;

function place({ role, tier }: PatchRiskInput): readonly PatchRiskReason[] {
  const reasons: PatchRiskReason[] = [];
  if (role === 'server' || role === 'network-device') reasons.push(reason('server', 'raises', 'Others depend on such a device.'));
  if (tier === 'mission-critical') reasons.push(reason('mission-critical', 'raises', 'The device is mission-critical.'));
  return reasons;
}
