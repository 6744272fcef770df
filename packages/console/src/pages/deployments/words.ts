/** How the states of deployments, rings and runs look and read here: the core's words, and the six looks of the console. */
import { gateLabels, holdLabels, outcomeLabels, phaseLabels, ringLabels, runTone, statusLabels } from '@fettle/core/deployment';
import type { Status } from '../../ui/status.ts';
import { absolute, duration, viewerZone } from '../../ui/time.ts';
import type { Deployment, DeploymentRow, ProposalDevice, Run } from './types.ts';

export type Look = { readonly status: Status; readonly word: string; readonly means: string };

/** The one word for a deployment: what holds it comes before how it runs. */
export function lookOf(row: Pick<DeploymentRow, 'status' | 'holds' | 'inFlight' | 'failed'>): Look {
  switch (row.status) {
    case 'proposed':
      return { status: 'waiting', word: 'Proposed', means: 'The devices simulate the change; then there is a spec to approve.' };
    case 'succeeded':
      return { status: 'good', word: statusLabels.succeeded.label, means: statusLabels.succeeded.means };
    case 'ended with failures':
      return { status: 'failing', word: statusLabels['ended with failures'].label, means: statusLabels['ended with failures'].means };
    case 'cancelled':
      return { status: 'unknown', word: statusLabels.cancelled.label, means: statusLabels.cancelled.means };
    case 'active': {
      const hold = row.holds.find(({ reason }) => reason !== 'approval') ?? row.holds[0];
      if (hold !== undefined) return { status: 'attention', word: holdLabels[hold.reason].label, means: holdLabels[hold.reason].means };
      if (row.inFlight > 0) return { status: 'running', word: 'Running', means: 'Devices are at work.' };
      return { status: 'waiting', word: 'Waiting', means: 'Nothing runs just now; it says below what it waits for.' };
    }
  }
}

/** A run's label with its look. Unknown is never good; what was called off is not known to be in either. */
export function runLook(run: Pick<Run, 'label' | 'outcome' | 'phase'>): Look {
  const words = run.outcome === null ? phaseLabels[run.phase] : outcomeLabels[run.outcome];
  const tone = runTone(run.label);
  const idle = run.outcome === null && (run.phase === 'planned' || run.phase === 'sent' || run.phase === 'waiting for window');
  const status = idle ? 'waiting' : tone === 'neutral' ? 'unknown' : tone;
  return { status, word: words.label, means: words.means };
}

/** A ring's look: what holds it, else its answer, else its phase. A ring of a deployment that is over does not run any more. */
export function ringLook(
  ring: Deployment['rings'][number],
  deployment: Pick<Deployment, 'status' | 'holds'>,
): { readonly status: Status; readonly word: string } {
  if (ring.phase === 'passed') return { status: 'good', word: ringLabels.passed.label };
  if (deployment.status !== 'active') return { status: ring.failed > 0 ? 'failing' : 'unknown', word: 'Not passed' };
  if (deployment.holds.some((hold) => hold.ring === ring.index)) {
    return { status: 'attention', word: ring.answer === null ? 'Held' : `Held: ${gateLabels[ring.answer].label.toLowerCase()}` };
  }
  if (ring.answer === 'failed') return { status: 'failing', word: gateLabels.failed.label };
  return { status: ring.phase === 'closed' ? 'waiting' : 'running', word: ringLabels[ring.phase].label };
}

/** What its gate asks for, and the time that stands in its way: the end of its soak, or the signed earliest begin. */
export function ringGate(ring: Deployment['rings'][number], now: number): string {
  const here = (at: string): string => absolute(at, viewerZone(), now);
  const asks = gateSentence(ring.gate);
  if (ring.phase === 'soaking' && ring.soakUntil !== null) return `${asks}; soaks until ${here(ring.soakUntil)}`;
  if (ring.phase === 'closed' && Date.parse(ring.earliest) > now) return `${asks}; not before ${here(ring.earliest)}`;
  return asks;
}

type GateOf = { readonly minVerified: number; readonly minRate: number; readonly soak: string };

/** `asks for 3 verified, 90 % of those settled, then 1 day of soak`. */
export function gateSentence(gate: GateOf): string {
  const parts = [
    gate.minVerified > 0 && `at least ${gate.minVerified} verified`,
    gate.minRate > 0 && `${Math.round(gate.minRate * 1000) / 10} % of those settled`,
  ].filter((part) => part !== false);
  const asks = parts.length === 0 ? 'asks for nothing' : `asks for ${parts.join(' and ')}`;
  return `${asks}, ${soakWords(gate.soak)}`;
}

/** `then 1 day of soak`, `no soak`; a duration that can not be read is shown as it is. */
export function soakWords(soak: string): string {
  const seconds = isoSeconds(soak);
  if (seconds === null) return `soak ${soak}`;
  return seconds === 0 ? 'no soak' : `then ${duration(seconds)} of soak`;
}

/** Seconds of an ISO 8601 duration without years and months; null where it is none. */
export function isoSeconds(text: string): number | null {
  try {
    return Temporal.Duration.from(text).total({ unit: 'seconds', relativeTo: Temporal.PlainDate.from('2026-01-01') });
  } catch {
    return null;
  }
}

/** How a device answered when it was asked to simulate. */
export const answerLooks: Readonly<Record<ProposalDevice['state'], { readonly status: Status; readonly word: string }>> = {
  asked: { status: 'running', word: 'Asked' },
  answered: { status: 'good', word: 'Answered' },
  failed: { status: 'failing', word: 'Failed' },
  'no answer': { status: 'unknown', word: 'No answer' },
};

/** Who did it, as people say it. */
export function byWhom(by: string): string {
  return by === 'engine' ? 'Fettle' : by;
}

/** `1 device`, `12 devices`. */
export function devices(count: number): string {
  return `${count} ${count === 1 ? 'device' : 'devices'}`;
}
