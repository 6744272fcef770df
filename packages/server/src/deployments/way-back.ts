/** Which devices can go back, and to what: only where the way back was checked before the change. */
import { canCommand } from '@fettle/core/deployment';
import type { DeploymentState, Share, Wanted } from '@fettle/core/deployment';
import type { Candidate } from './ask.ts';

export type GoingBack =
  | { readonly ok: true; readonly candidates: readonly Candidate[] }
  | { readonly ok: false; readonly code: string; readonly sentence: string };

/** Ends after which the change may be in. */
const changed: readonly (string | null)[] = ['verified', 'failed', 'unknown'];

/** The devices that were changed and have a checked way back, each with its old versions. `deviceIds` null: all of them. */
export function whatGoesBack(state: DeploymentState, shares: readonly Share[], deviceIds: readonly string[] | null): GoingBack {
  const answer = canCommand(state, 'roll-back');
  if (!answer.allowed) return { ok: false, code: answer.code, sentence: answer.sentence };
  const asked = shares.filter(({ deviceId }) => deviceIds === null || deviceIds.includes(deviceId));
  const were = asked.filter(({ deviceId }) => changed.includes(state.runs[deviceId]?.outcome ?? null));
  if (were.length === 0)
    return { ok: false, code: 'deployment.nothing-changed', sentence: 'None of these devices was changed by this deployment.' };
  const candidates = were.flatMap((share) => {
    const wanted = oldVersions(share);
    return wanted.length === 0 ? [] : [{ deviceId: share.deviceId, wanted }];
  });
  if (candidates.length === 0)
    return { ok: false, code: 'deployment.no-way-back', sentence: `No way back was checked before the change: ${reasonOf(were)}` };
  return { ok: true, candidates };
}

/** What was newly installed has no old version and stays: Fettle removes nothing. */
function oldVersions({ wayBack }: Share): Wanted[] {
  if (wayBack.kind === 'none') return [];
  return wayBack.changes.flatMap(({ manager, name, architecture, to }) =>
    to === null ? [] : [{ manager, name, architecture, version: to }],
  );
}

function reasonOf(shares: readonly Share[]): string {
  const reasons = shares.flatMap(({ wayBack }) => (wayBack.kind === 'none' ? [wayBack.because] : []));
  return reasons[0] ?? 'it would change nothing.';
}
