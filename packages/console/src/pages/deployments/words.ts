/** How the states of deployments, rings and runs look and read here: the core's words, and the six looks of the console. */
import { gateLabels, holdLabels, outcomeLabels, phaseLabels, ringLabels, runTone, statusLabels } from '@fettle/core/deployment';
import type { Status } from '../../ui/status.ts';
import { absolute, duration, viewerZone } from '../../ui/time.ts';
import type { Deployment, DeploymentRow, Hold, ProposalDevice, Run } from './types.ts';

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
  const status = tone !== 'neutral' ? tone : run.outcome === null ? 'waiting' : 'unknown';
  return { status, word: words.label, means: words.means };
}

/** A ring's look: its answer where it has one, else its phase. */
export function ringLook(
  ring: Deployment['rings'][number],
  holds: readonly Hold[],
  now: number,
): { readonly status: Status; readonly word: string } {
  const here = (at: string): string => absolute(at, viewerZone(), now);
  if (holds.some((hold) => hold.ring === ring.index)) return { status: 'attention', word: `Held: ${gateWord(ring) ?? 'a person decides'}` };
  switch (ring.phase) {
    case 'passed':
      return { status: 'good', word: ringLabels.passed.label };
    case 'soaking':
      return { status: 'running', word: ring.soakUntil === null ? ringLabels.soaking.label : `Soaking until ${here(ring.soakUntil)}` };
    case 'open':
      return ring.answer === 'failed'
        ? { status: 'failing', word: gateLabels.failed.label }
        : { status: 'running', word: ringLabels.open.label };
    case 'closed':
      return {
        status: 'waiting',
        word: Date.parse(ring.earliest) > now ? `Closed, not before ${here(ring.earliest)}` : ringLabels.closed.label,
      };
  }
}

function gateWord(ring: Deployment['rings'][number]): string | null {
  return ring.answer === null || ring.answer === 'passed' ? null : gateLabels[ring.answer].label.toLowerCase();
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
