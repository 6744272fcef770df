/** The rollback plan as evidence: backups, tests of restores, ways back that were tried, and what follows from them. */
export { backupGaps, ruleFor } from './rules.ts';
export type { BackupKnown } from './rules.ts';
export { rollbackStanding, triedWords } from './standing.ts';
export { laterBack, previewBack, restartOfBack, standingInWords, standings } from './preview.ts';
export type { BackChange, BackPreview, PackageStanding } from './preview.ts';
export { acceptsAll } from './acceptance.ts';
export type { Acceptance } from './acceptance.ts';
export { backupFields, readBackupFile } from './read-file.ts';
export type { FileItem, FileRead } from './read-file.ts';
export { mostProbeOutput, readProbe } from './read-probe.ts';
export type { ProbedBackup, ProbeRead } from './read-probe.ts';
export { backupInWords, drillInWords, tiersInWords } from './words.ts';
export { backupSources, rollbackCodes, ruledTiers, triedKinds } from './types.ts';
export type {
  BackupFact,
  BackupProbe,
  BackupRule,
  BackupSource,
  DrillRule,
  ProbeFact,
  RestoreFact,
  RollbackCode,
  RollbackFacts,
  RollbackReason,
  RollbackStanding,
  RuledTier,
  Standing,
  Trial,
  TriedKind,
} from './types.ts';
export {
  chooseWay,
  goesBackToSnapshot,
  ownWayInWords,
  rebuildInWords,
  snapshotInWords,
  wayInWords,
  wayKinds,
  wayRuleInWords,
} from './ways.ts';
export { backOfLater, laterInWords, whyNotBy, whyNotPlanned } from './later.ts';
export { nextWays } from './next-ways.ts';
export type { NextWay } from './next-ways.ts';
export type { PlannedWay, WayRule } from './ways.ts';
export { isRebuildOpen, rebuildState, rebuildStates } from './rebuild.ts';
export type { RebuildState, RebuildWord } from './rebuild.ts';
