/**
 * Whether a change is in. Only a scan can say so, and only one that was taken after the change and, where a restart was
 * due, after that restart: then the new version must be in, whole, and the update must not be offered any more. What the
 * scan can not show makes the verdict unknown; unknown is neither good nor bad and waits for a person or a later scan.
 */
import type { Change } from '../deployment/change.ts';
import { packageKey } from '../inventory/keys.ts';
import type { InstalledPackage, Offer } from '../inventory/types.ts';
import { compareVersions, schemeOf } from '../versions/index.ts';

export type Seen = {
  /** What was to change; forward, or back to older versions. */
  readonly changes: readonly Change[];
  /** What the device said at the start of the same run, before the change. Its boot id shows later whether it restarted. */
  readonly before: { readonly at: string; readonly bootId: string | null } | null;
  /** When the last step of the change itself ended on the device, by the device's clock (RFC 3339). */
  readonly appliedAt: string;
  /** Whether the change is in use only after a restart. */
  readonly restartDue: boolean;
  readonly scan: {
    /** By the device's clock (RFC 3339). */
    readonly at: string;
    readonly bootId: string | null;
    /** At least every installed version of the packages in `changes`; `null`: their manager could not be asked. */
    readonly installed: readonly Pick<InstalledPackage, 'name' | 'architecture' | 'version' | 'condition'>[] | null;
    /** At least every offer for the packages in `changes`; `null`: their manager could not be asked. */
    readonly offers: readonly Pick<Offer, 'name' | 'architecture' | 'to'>[] | null;
  };
};

export type VerificationReason = {
  readonly code:
    | 'nothing-to-verify'
    | 'time-unreadable'
    | 'scan-before-change'
    | 'boot-unknown'
    | 'not-restarted'
    | 'could-not-ask'
    | 'not-installed'
    | 'still-installed'
    | 'old-version-still-there'
    | 'other-version-there'
    | 'newer-version-there'
    | 'version-not-comparable'
    | 'half-done'
    | 'still-offered';
  readonly sentence: string;
};

export type Verification =
  | { readonly verdict: 'verified' }
  | { readonly verdict: 'failed' | 'unknown'; readonly reasons: readonly VerificationReason[] };

type Doubt = { readonly proves: 'failed' | 'unknown' } & VerificationReason;

/** Judges one device's change by one scan. A proof of failure outweighs a doubt; a scan from before the change proves nothing. */
export function verify(seen: Seen): Verification {
  const timing = judgeTime(seen);
  if (timing !== null) return told([timing]);
  const doubts = [...judgeRestart(seen), ...judgePackages(seen)];
  return doubts.length === 0 ? { verdict: 'verified' } : told(doubts);
}

function told(doubts: readonly Doubt[]): Verification {
  const proofs = doubts.filter((doubt) => doubt.proves === 'failed');
  const reasons = (proofs.length > 0 ? proofs : doubts).map(({ code, sentence }) => ({ code, sentence }));
  return { verdict: proofs.length > 0 ? 'failed' : 'unknown', reasons };
}

function judgeTime({ changes, appliedAt, scan }: Seen): Doubt | null {
  if (changes.length === 0) return unknown('nothing-to-verify', 'No change is named, so no scan can show it.');
  const applied = instant(appliedAt);
  const scanned = instant(scan.at);
  if (applied === null || scanned === null)
    return unknown('time-unreadable', 'When the change or the scan took place can not be read, so which came first is not known.');
  if (Temporal.Instant.compare(scanned, applied) > 0) return null;
  return unknown('scan-before-change', `The scan of ${scan.at} does not come after the change, which ended at ${appliedAt}.`);
}

function judgeRestart({ restartDue, before, appliedAt, scan }: Seen): readonly Doubt[] {
  if (!restartDue) return [];
  const bootBefore = before !== null && isEarlier(before.at, appliedAt) ? before.bootId : null;
  if (bootBefore === null || scan.bootId === null)
    return [unknown('boot-unknown', 'Whether the device restarted is not known: its boot before or after the change was not recorded.')];
  return bootBefore === scan.bootId
    ? [unknown('not-restarted', 'The change needs a restart, and the scan was taken in the same boot.')]
    : [];
}

function isEarlier(a: string, b: string): boolean {
  const [left, right] = [instant(a), instant(b)];
  return left !== null && right !== null && Temporal.Instant.compare(left, right) < 0;
}

function judgePackages({ changes, scan: { installed, offers } }: Seen): readonly Doubt[] {
  if (installed === null || offers === null)
    return [unknown('could-not-ask', 'The package manager could not be asked what is installed and what it offers.')];
  const installedByPackage = Map.groupBy(installed, packageKey);
  const offersByPackage = Map.groupBy(offers, packageKey);
  return changes.flatMap((change) => {
    const present = installedByPackage.get(packageKey(change)) ?? [];
    const doubt = change.to === null ? judgeRemoval(change, present) : judgeVersion(change, change.to, present);
    return [...(doubt === null ? [] : [doubt]), ...judgeOffers(change, offersByPackage.get(packageKey(change)) ?? [])];
  });
}

type Present = readonly Pick<InstalledPackage, 'version' | 'condition'>[];

function judgeRemoval(change: Change, present: Present): Doubt | null {
  return present.length === 0
    ? null
    : failed('still-installed', `${change.name} should be gone and is installed as ${present.map((item) => item.version).join(', ')}.`);
}

function judgeVersion(change: Change, to: string, present: Present): Doubt | null {
  const wanted = present.find((item) => isSame(change, item.version, to));
  if (wanted?.condition === 'installed') return null;
  if (wanted !== undefined) return failed('half-done', `${change.name} ${to} is there, but not whole: it is ${wanted.condition}.`);
  const [other] = present;
  if (other === undefined) return failed('not-installed', `${change.name} should be ${to} and is not installed.`);
  if (present.some((item) => change.from !== null && isSame(change, item.version, change.from)))
    return failed('old-version-still-there', `${change.name} should be ${to} and is still ${change.from}.`);
  return judgeOtherVersion(change, to, other.version);
}

/** Neither the old version nor the new one: somebody else changed it meanwhile. */
function judgeOtherVersion(change: Change, to: string, is: string): Doubt {
  switch (compareVersions(schemeOf(change.manager), is, to)) {
    case 1:
      return unknown('newer-version-there', `${change.name} should be ${to} and is ${is}, which is newer: something else changed it.`);
    case 'unknown':
      return unknown('version-not-comparable', `${change.name} should be ${to} and is ${is}; which of them is newer is not known.`);
    case 0:
    case -1:
      return failed('other-version-there', `${change.name} should be ${to} and is ${is}.`);
  }
}

function judgeOffers(change: Change, offers: readonly Pick<Offer, 'to'>[]): readonly Doubt[] {
  const { to } = change;
  if (to === null || !offers.some((offer) => isSame(change, offer.to, to))) return [];
  return [failed('still-offered', `${change.name} ${to} is still offered as an update.`)];
}

function isSame(change: Change, a: string, b: string): boolean {
  return a === b || compareVersions(schemeOf(change.manager), a, b) === 0;
}

function instant(text: string): Temporal.Instant | null {
  try {
    return Temporal.Instant.from(text);
  } catch {
    return null;
  }
}

function failed(code: VerificationReason['code'], sentence: string): Doubt {
  return { proves: 'failed', code, sentence };
}

function unknown(code: VerificationReason['code'], sentence: string): Doubt {
  return { proves: 'unknown', code, sentence };
}
