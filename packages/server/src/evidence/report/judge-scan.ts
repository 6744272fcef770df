/** The look at the end of a change, judged by the core: by the same rules and from the same records as when the run was settled. */
import type { Change } from '@fettle/core/deployment';
import { verify } from '@fettle/core/verification';
import type { InstallResult } from '@fettle/protocol/agent';
import type { ScanLine } from './types.ts';

/** `changes`: what must be in by then. Null: the device sent no look with its result. */
export function judgeOwnScan(install: Omit<InstallResult, 'receipts'>, changes: readonly Change[]): ScanLine | null {
  const { after } = install;
  if (after === null) return null;
  const bootId = after.bootId === '' ? null : after.bootId;
  const judged = verify({
    changes,
    before:
      install.startedAt === null ? null : { at: install.startedAt, bootId: install.bootIdBefore === '' ? null : install.bootIdBefore },
    appliedAt: install.appliedAt ?? '',
    restartDue: install.restartDue || after.restartPending === true,
    scan: { at: after.at, bootId, installed: after.packages, offers: after.offers },
  });
  return {
    from: 'run',
    at: after.at,
    bootId,
    verdict: judged.verdict,
    reasons: judged.verdict === 'verified' ? [] : judged.reasons.map(({ sentence }) => sentence),
    restartPending: after.restartPending,
  };
}
