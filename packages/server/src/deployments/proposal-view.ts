/** Devices of a proposal as screens show them: asked, answered, could not, or silent. */
import type { CallOutput } from '@fettle/protocol/client';
import { answerPatience } from './plan.ts';
import type { AskedRow } from './read.ts';

type ProposalDevice = NonNullable<CallOutput<'getDeployment'>['proposal']>['devices'][number];

/** Have the devices had the time in which they are waited for? */
export function isPatienceOver(asked: readonly Pick<AskedRow, 'asked_at'>[], now: Temporal.Instant): boolean {
  return asked.every((row) => Temporal.Instant.compare(now, patienceEnds(row)) >= 0);
}

/** `now` null: the spec is made, nobody waits for an answer any more. */
export function proposalDevices(asked: readonly AskedRow[], now: Temporal.Instant | null): ProposalDevice[] {
  return asked.map((row) => ({
    deviceId: row.device_id,
    deviceName: row.name,
    state: stateOf(row, now),
    because: row.trouble?.cause ?? null,
    // The schema's arrays may be written to; nobody writes to these.
    simulation: row.simulation as ProposalDevice['simulation'],
  }));
}

function stateOf(row: AskedRow, now: Temporal.Instant | null): ProposalDevice['state'] {
  if (row.answered_at !== null) return row.trouble === null ? 'answered' : 'failed';
  return now === null || Temporal.Instant.compare(now, patienceEnds(row)) >= 0 ? 'no answer' : 'asked';
}

function patienceEnds(row: Pick<AskedRow, 'asked_at'>): Temporal.Instant {
  return Temporal.Instant.from(row.asked_at).add(answerPatience);
}
