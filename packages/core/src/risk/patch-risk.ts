/**
 * How likely it is that an update itself does harm on a device. Fixed rules that a person can follow, nothing learnt. It chooses how
 * carefully an update goes out (rings, window, backup first) and never touches its urgency or deadline.
 */
import type { DeviceRole, DeviceTier } from './types.ts';

/** What the maker of an update has published about harm that it does. */
export type KnownIssue = {
  readonly id: string;
  readonly text: string;
  /** On what it happens, in the maker's words; null: on everything. */
  readonly condition: string | null;
  /** Whether this device is such a one; null: not known, which counts as yes. */
  readonly affectsDevice: boolean | null;
  /** The maker has mended it in an update that comes with or after this one. */
  readonly resolved: boolean;
};

export type PatchRiskInput = {
  /** Null: not known; it then counts as needed. */
  readonly restartNeeded: boolean | null;
  readonly kind: 'kernel' | 'driver' | 'firmware' | 'other' | null;
  /** Whether the device can come back from it; null: nobody checked, which counts as no. */
  readonly wayBack: boolean | null;
  /** Devices that had it before, in the rings of this change: how many it went well and badly on. */
  readonly results: { readonly succeeded: number; readonly failed: number };
  readonly knownIssues: readonly KnownIssue[];
  /** How often it was taken back at other clients of this provider. A count only: nothing of another client is shown. */
  readonly rolledBackElsewhere: number;
  readonly role: DeviceRole | null;
  readonly tier: DeviceTier | null;
};

export type PatchRiskCode =
  | 'known-issue'
  | 'failed-here'
  | 'rolled-back-elsewhere'
  | 'no-way-back'
  | 'deep-in-the-system'
  | 'restart'
  | 'server'
  | 'mission-critical'
  | 'nothing-known-against';

export type PatchRiskReason = { readonly code: PatchRiskCode; readonly weight: 'raises' | 'high' | 'none'; readonly sentence: string };

export type PatchRisk = { readonly level: 'low' | 'raised' | 'high'; readonly reasons: readonly PatchRiskReason[] };

/** At and above this share of failures it is high, below it raised. */
const highShareOfFailures = 0.1;

/**
 * High: an open known issue that this device may meet, a tenth or more of failures in the rings so far, no way back for a change
 * deep in the system, or three reasons of any kind. Raised: any reason. Low: none.
 */
export function patchRiskOf(input: PatchRiskInput): PatchRisk {
  const reasons = [
    ...input.knownIssues.flatMap(knownIssue),
    ...failures(input.results),
    ...rollbacks(input.rolledBackElsewhere),
    ...wayBack(input),
    ...nature(input),
    ...place(input),
  ];
  if (reasons.length === 0)
    return {
      level: 'low',
      reasons: [{ code: 'nothing-known-against', weight: 'none', sentence: 'Nothing is known that makes it risky here.' }],
    };
  const high = reasons.some((reason) => reason.weight === 'high') || reasons.length >= 3;
  return { level: high ? 'high' : 'raised', reasons };
}

function knownIssue({ id, text, condition, affectsDevice, resolved }: KnownIssue): readonly PatchRiskReason[] {
  if (resolved || affectsDevice === false) return [];
  const where = condition === null ? 'on every device' : `on ${condition}`;
  const here = affectsDevice === null ? 'whether this device is one is not known' : 'this device is one';
  const sentence = `Its maker knows an issue (${id}) ${where}; ${here}: ${text}`;
  return [{ code: 'known-issue', weight: 'high', sentence }];
}

function failures({ succeeded, failed }: PatchRiskInput['results']): readonly PatchRiskReason[] {
  if (failed === 0) return [];
  const weight = failed / (succeeded + failed) >= highShareOfFailures ? 'high' : 'raises';
  return [{ code: 'failed-here', weight, sentence: `It failed on ${failed} of ${succeeded + failed} devices that had it before.` }];
}

function rollbacks(count: number): readonly PatchRiskReason[] {
  if (count === 0) return [];
  const times = count === 1 ? 'once' : `${count} times`;
  return [{ code: 'rolled-back-elsewhere', weight: 'raises', sentence: `It was taken back ${times} at other clients.` }];
}

function wayBack({ wayBack: exists, kind }: PatchRiskInput): readonly PatchRiskReason[] {
  if (exists === true) return [];
  const deep = kind !== null && kind !== 'other';
  const sentence = exists === null ? 'Whether there is a way back was not checked.' : 'There is no way back from it.';
  return [{ code: 'no-way-back', weight: deep ? 'high' : 'raises', sentence }];
}

function nature({ kind, restartNeeded }: PatchRiskInput): readonly PatchRiskReason[] {
  const reasons: PatchRiskReason[] = [];
  if (kind !== null && kind !== 'other') reasons.push({ code: 'deep-in-the-system', weight: 'raises', sentence: `It changes a ${kind}.` });
  if (restartNeeded !== false) {
    const sentence = restartNeeded === null ? 'Whether the device must restart is not known.' : 'The device must restart.';
    reasons.push({ code: 'restart', weight: 'raises', sentence });
  }
  return reasons;
}

function place({ role, tier }: PatchRiskInput): readonly PatchRiskReason[] {
  const reasons: PatchRiskReason[] = [];
  if (role === 'server' || role === 'network-device')
    reasons.push({ code: 'server', weight: 'raises', sentence: 'Others depend on such a device.' });
  if (tier === 'mission-critical')
    reasons.push({ code: 'mission-critical', weight: 'raises', sentence: 'The device is mission-critical.' });
  return reasons;
}
