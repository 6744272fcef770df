/** Which devices can go back, and to what: only where the way back was checked before the change. */
import { canCommand, wantedOf } from '@fettle/core/deployment';
import type { DeploymentState, Share, Wanted } from '@fettle/core/deployment';
import type { Candidate } from './ask.ts';
import type { KnownShare } from './spec-memory.ts';

export type GoingBack =
  | { readonly ok: true; readonly candidates: readonly Omit<Candidate, 'policy'>[] }
  | { readonly ok: false; readonly code: string; readonly sentence: string };

type End = DeploymentState['runs'][string]['outcome'];

/** Whether the change may be in after this end. Of a drill, which is well when its devices are back, only where that did not work, or nobody knows: then somebody has to order it. */
function mayBeIn({ header }: DeploymentState, outcome: End): boolean {
  return outcome === 'failed' || outcome === 'unknown' || (outcome === 'verified' && header.drill !== true);
}

/** Whether anything could go back, for a page: without the shares themselves. */
export function canGoBack(state: DeploymentState, shares: ReadonlyMap<string, KnownShare>): { allowed: boolean; sentence: string | null } {
  const changed = changedDevices(state, null);
  if (!changed.ok) return { allowed: false, sentence: changed.sentence };
  const reasons = changed.deviceIds.map((id) => shares.get(id)?.noWayBack ?? null);
  return reasons.includes(null) ? { allowed: true, sentence: null } : { allowed: false, sentence: noneChecked(reasons[0] ?? '') };
}

/** The devices that were changed and have a checked way back, each with its old versions. `deviceIds` null: all of them. */
export async function whatGoesBack(
  state: DeploymentState,
  deviceIds: readonly string[] | null,
  readShares: (deviceIds: readonly string[]) => Promise<readonly Share[]>,
): Promise<GoingBack> {
  const changed = changedDevices(state, deviceIds);
  if (!changed.ok) return changed;
  const shares = await readShares(changed.deviceIds);
  const candidates = shares.flatMap((share) => {
    const wanted = oldVersions(share);
    return wanted.length === 0 ? [] : [{ deviceId: share.deviceId, wanted, leftOut: [] }];
  });
  if (candidates.length > 0) return { ok: true, candidates };
  const reasons = shares.flatMap(({ wayBack }) => (wayBack.kind === 'none' ? [wayBack.because] : []));
  return { ok: false, code: 'deployment.no-way-back', sentence: noneChecked(reasons[0] ?? '') };
}

/** Whether anything may be ordered, and of each device that would not go back why not. */
export function devicesOfBack(state: DeploymentState): {
  readonly allowed: boolean;
  readonly sentence: string | null;
  readonly leftOut: ReadonlyMap<string, string>;
} {
  const changed = changedDevices(state, null);
  const leftOut = new Map(
    Object.values(state.runs)
      .filter(({ outcome }) => !mayBeIn(state, outcome))
      .map(({ deviceId, outcome }) => [
        deviceId,
        outcome === null
          ? 'It is not over on this device.'
          : `It ended as ${outcome} there: the change is not in${outcome === 'verified' ? ' any more' : ''}.`,
      ]),
  );
  return { allowed: changed.ok, sentence: changed.ok ? null : changed.sentence, leftOut };
}

type Changed = { readonly ok: true; readonly deviceIds: readonly string[] } | Extract<GoingBack, { readonly ok: false }>;

function changedDevices(state: DeploymentState, asked: readonly string[] | null): Changed {
  const answer = canCommand(state, 'roll-back');
  if (!answer.allowed) return { ok: false, code: answer.code, sentence: answer.sentence };
  const deviceIds = Object.values(state.runs)
    .filter(({ deviceId, outcome }) => mayBeIn(state, outcome) && (asked === null || asked.includes(deviceId)))
    .map(({ deviceId }) => deviceId);
  if (deviceIds.length > 0) return { ok: true, deviceIds };
  const sentence =
    state.header.drill === true
      ? 'It is a drill: its devices go back by themselves, and none of these failed to.'
      : 'None of these devices was changed by this deployment.';
  return { ok: false, code: 'deployment.nothing-changed', sentence };
}

/** What was newly installed has no old version and stays: Fettle removes nothing. */
function oldVersions({ wayBack }: Share): readonly Wanted[] {
  if (wayBack.kind === 'none') return [];
  return wantedOf(wayBack.changes);
}

function noneChecked(because: string): string {
  return `No way back was checked before the change: ${because === '' ? 'it would change nothing.' : because}`;
}
