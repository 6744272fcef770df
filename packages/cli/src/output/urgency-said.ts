import { saidLine } from '@fettle/core/urgency-words';
import type { CallOutput } from '@fettle/protocol/client';

type Update = Pick<CallOutput<'listUpdates'>['items'][number], 'urgency' | 'said'>;

/** `urgent`; and never without who said otherwise: `normal (lowered by Ada)`, `urgent (Ada would lower it; raised by Bob)`. */
export function urgencyText({ urgency, said }: Update): string {
  const line = saidLine(urgency, said);
  return line === null ? urgency : `${urgency} (${line})`;
}
