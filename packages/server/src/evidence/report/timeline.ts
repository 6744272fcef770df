/** What happened, in order, as sentences; and the entries of the audit trail that bind it. */
import { describeEvent, runTone } from '@fettle/core/deployment';
import type { DeploymentEvent, Tone } from '@fettle/core/deployment';
import type { Material } from './build.ts';
import type { AuditLine, TimelineLine } from './types.ts';

/** Steps on the way of a device: they stand with the device, and would hide the course of the whole here. */
const small: readonly DeploymentEvent['kind'][] = [
  'securing-sent',
  'rate-refused',
  'secured',
  'run-progressed',
  'check-sent',
  'dependant-asked',
];

/** In a fleet of this size a line for every device that was told to begin, or that ended well, would hide the course too. */
const fewDevices = 20;
/** And in one where this many went wrong, a line for each of them: they stand with the devices. */
const mostEnds = 100;

export function timelineOf({ records, state, words }: Material): readonly TimelineLine[] {
  const few = Object.keys(state.runs).length <= fewDevices;
  const ends = records.events.filter((event) => event.kind === 'run-settled' && event.outcome !== 'verified').length;
  const isLeftOut = (event: DeploymentEvent) =>
    small.includes(event.kind) ||
    (!few && (event.kind === 'run-sent' || event.kind === 'run-planned-again' || isUsualEnd(event))) ||
    (ends > mostEnds && event.kind === 'run-settled');
  return records.events.flatMap((event, index) =>
    isLeftOut(event) ? [] : [{ seq: index + 1, at: event.at, sentence: describeEvent(event, words), tone: toneOf(event) }],
  );
}

function isUsualEnd(event: DeploymentEvent): boolean {
  return event.kind === 'run-settled' && event.outcome === 'verified';
}

function toneOf(event: DeploymentEvent): Tone {
  switch (event.kind) {
    case 'run-settled':
      return runTone(event.outcome);
    case 'ring-judged':
      return event.answer === 'passed' ? 'good' : event.answer === 'failed' ? 'failing' : 'unknown';
    case 'dependant-judged':
      return event.answer === 'passed' ? 'good' : event.answer === 'failed' ? 'failing' : 'unknown';
    case 'hold-placed':
      return 'attention';
    case 'finished':
      return event.status === 'succeeded' ? 'good' : event.status === 'cancelled' ? 'neutral' : 'failing';
    default:
      return 'neutral';
  }
}

export function auditOf({ records }: Material): readonly AuditLine[] {
  return records.audit.map(({ seq, at, action, actor }) => ({ seq, at, action, actor: actorName(actor, records.names) }));
}

/** `person:ID` by name; `system:engine` is Fettle. */
function actorName(actor: string, names: ReadonlyMap<string, string>): string {
  const [kind = '', id = ''] = actor.split(':');
  if (kind === 'system') return 'Fettle';
  return names.get(id) ?? actor.replace(':', ' ');
}
