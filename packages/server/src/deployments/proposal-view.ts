/** Devices of a proposal as screens show them: asked, answered, could not, or silent. */
import type { CallOutput } from '@fettle/protocol/client';
import { answerPatience } from './plan.ts';
import type { AskedRow } from './read.ts';

type ProposalDevice = NonNullable<CallOutput<'getDeployment'>['proposal']>['devices'][number];

/** Have the devices had the time in which they are waited for? */
export function isPatienceOver(asked: readonly Pick<AskedRow, 'asked_at'>[], now: Temporal.Instant): boolean {
  const isOver = patienceAt(now);
  return asked.every(isOver);
}

/** `now` null: the spec is made, nobody waits for an answer any more. */
export function proposalDevices(asked: readonly AskedRow[], now: Temporal.Instant | null): ProposalDevice[] {
  const isOver = now === null ? () => true : patienceAt(now);
  return asked.map((row) => ({
    deviceId: row.device_id,
    deviceName: row.name,
    state: row.answered_at !== null ? (row.trouble === null ? 'answered' : 'failed') : isOver(row) ? 'no answer' : 'asked',
    because: row.trouble?.cause ?? null,
    leftOut: row.left_out.map((one) => ({ ...one })),
    // The schema's arrays may be written to; nobody writes to these.
    simulation: row.simulation as ProposalDevice['simulation'],
  }));
}

type Asking = Pick<AskedRow, 'asked_at'>;

/** Devices are asked many at once: each moment is reckoned with once. */
function patienceAt(now: Temporal.Instant): (row: Asking) => boolean {
  const known = new Map<string, boolean>();
  return ({ asked_at: at }) => {
    const isOver = known.get(at) ?? Temporal.Instant.compare(now, Temporal.Instant.from(at).add(answerPatience)) >= 0;
    known.set(at, isOver);
    return isOver;
  };
}
