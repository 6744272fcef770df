/** The twelve steps of a client, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { local } from './times.ts';

/** A line for the step with its state in words, and its reasons under it. */
export function checklistText(screen: Screen, { clientName, at, steps }: CallOutput<'getChecklist'>): string {
  const head = `${screen.paint(clean(clientName), 'strong')}, ${local(Temporal.Instant.from(at), screen.zone)}`;
  const lines = steps.flatMap(({ step, title, state, sentence: why, reasons }) => [
    `${step}. ${title}: ${screen.paint(state, state === 'unknown' ? 'muted' : state)}`,
    ...(reasons.length === 0
      ? [sentence(screen, why, '   ')]
      : reasons.map((reason) => sentence(screen, `${reason.state}: ${reason.sentence}`, '   '))),
  ]);
  return [head, ...lines].join('\n');
}
