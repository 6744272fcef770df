/** How states are shown: derived from the records, never stored beside them. */
import type { DeploymentState, RunOutcome, RunPhase, RunState, Waiting } from './types.ts';

/** The one word for a run: how it ended, or how far it is. */
export function runLabel(run: Pick<RunState, 'phase' | 'outcome'>): RunPhase | RunOutcome {
  return run.outcome ?? run.phase;
}

export type Tone = 'good' | 'attention' | 'failing' | 'unknown' | 'running' | 'neutral';

/** The tone of a run's label. Unknown is never good. */
export function runTone(label: RunPhase | RunOutcome): Tone {
  switch (label) {
    case 'verified':
      return 'good';
    case 'failed':
    case 'rolled back':
      return 'failing';
    case 'refused':
    case 'missed':
      return 'attention';
    case 'unknown':
      return 'unknown';
    case 'planned':
    case 'cancelled':
      return 'neutral';
    default:
      return 'running';
  }
}

/** What this device waits for: its own line if there is one, else what holds or precedes its ring. Null: nothing, it is over. */
export function waitingOf(state: Pick<DeploymentState, 'status'>, run: RunState, waitingOn: readonly Waiting[]): Waiting | null {
  if (run.outcome !== null || state.status !== 'active') return null;
  const own = waitingOn.find((waiting) => 'deviceId' in waiting && waiting.deviceId === run.deviceId);
  if (own !== undefined) return own;
  const held = waitingOn.find(({ what }) => what === 'hold' || what === 'panic stop');
  return held ?? waitingOn.find((waiting) => waiting.what === 'ring' && waiting.ring === run.ring) ?? null;
}
