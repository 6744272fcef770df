/** Devices of a proposal as screens show them: asked, answered, could not, or silent. */
import type { CallOutput } from '@fettle/protocol/client';
import { answerPatience } from './plan.ts';
import type { AskedRow } from './read.ts';

type ProposalDevice = NonNullable<CallOutput<'getDeployment'>['proposal']>['devices'][number];

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
  const patienceEnds = Temporal.Instant.from(row.asked_at).add(answerPatience);
  return now === null || Temporal.Instant.compare(now, patienceEnds) >= 0 ? 'no answer' : 'asked';
}
