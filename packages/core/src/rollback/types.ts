/** What shows that a device comes back: its backups, tests of them, and ways back that were tried. Times are RFC 3339 in UTC. */
import type { SignedCommandRef } from '../deployment/signed-commands.ts';
import type { DeviceTier } from '../risk/index.ts';

/** Where a fact about a backup comes from; `hand`: a person typed it. */
export const backupSources = ['api', 'cli', 'hand', 'probe'] as const;
export type BackupSource = (typeof backupSources)[number];

/** A backup that ended, or a test that restored one. `seconds`: how long a restore took; null: nobody said. */
export type BackupFact = { readonly at: string; readonly ok: boolean; readonly source: BackupSource };
export type RestoreFact = BackupFact & { readonly seconds: number | null };

/** Ways back that are tried by drills and rollbacks. */
export const triedKinds = ['downgrade', 'command', 'history', 'uninstall', 'reinstall', 'snapshot', 'restore backup', 'rebuild'] as const;
export type TriedKind = (typeof triedKinds)[number];

/** One time that a device went back, as a drill or because it had to. */
export type Trial = {
  readonly at: string;
  readonly what: 'drill' | 'rollback';
  readonly wayBack: TriedKind;
  readonly passed: boolean;
  /** From the order to go back until its checks were in; null: not known. */
  readonly seconds: number | null;
  /** On the device itself, or on one of the same system and tier. */
  readonly on: 'device' | 'alike';
};

/** Tier as people said it; `unsaid` where nobody did. */
export const ruledTiers = ['mission-critical', 'important', 'standard', 'low', 'unsaid'] as const;
export type RuledTier = (typeof ruledTiers)[number];

/** What is asked of devices of some tiers before they change. The first rule that names a tier holds for it. */
export type BackupRule = {
  readonly tiers: readonly RuledTier[];
  /** The recovery point: the last good backup is no older than that. */
  readonly maxAgeHours: number;
  /** A restore was tested within so many days; null: not asked. */
  readonly restoreTestDays: number | null;
  /** The recovery time that was promised; null: none. */
  readonly recoverWithinMinutes: number | null;
  /** `forbid`: without it the device is not changed. `warn`: whoever approves is told. */
  readonly missing: 'forbid' | 'warn';
  /** The signed command that the device runs to find its backups; not there: they are told from elsewhere. */
  readonly probe?: BackupProbe;
};

/** A signed command of purpose probe, at most once in so many hours. What it writes is read by `readProbe`. */
export type BackupProbe = { readonly command: SignedCommandRef; readonly everyHours: number };

/** The last time that a device was asked by its probe, as far as it answered. `because`: why nothing could be read of it; null: it was read. */
export type ProbeFact = { readonly at: string; readonly because: string | null };

/** How often the way back of devices of some tiers is tried. */
export type DrillRule = { readonly tiers: readonly RuledTier[]; readonly everyDays: number };

/** What is known of one device. */
export type RollbackFacts = {
  readonly tier: DeviceTier | null;
  readonly backupRule: BackupRule | null;
  readonly drillRule: DrillRule | null;
  /** Null: it has no probe, or has not answered yet. */
  readonly probe: ProbeFact | null;
  /** The last good one; null: none is known. */
  readonly goodBackup: BackupFact | null;
  /** The last one, good or not. */
  readonly lastBackup: BackupFact | null;
  readonly restoreTest: RestoreFact | null;
  /** The newest first. */
  readonly trials: readonly Trial[];
};

export type RollbackReason = {
  readonly code: RollbackCode;
  readonly standing: Exclude<Standing, 'good'>;
  readonly sentence: string;
  /** What mends it, as a sentence. */
  readonly remedy: string;
};
export const rollbackCodes = [
  'backup.none',
  'backup.old',
  'backup.failed',
  'backup.probe-failed',
  'restore.none',
  'restore.old',
  'restore.failed',
  'way-back.failed',
  'way-back.untried',
  'way-back.too-slow',
  'drill.overdue',
  'backup.no-rule',
] as const;
export type RollbackCode = (typeof rollbackCodes)[number];
export type Standing = 'good' | 'attention' | 'failing';
export type RollbackStanding = {
  readonly standing: Standing;
  /** The first of the reasons, or what it rests on where there is none. */
  readonly sentence: string;
  readonly reasons: readonly RollbackReason[];
};
