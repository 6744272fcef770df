import type { CallOutput } from '@fettle/protocol/client';

type Update = Pick<CallOutput<'listUpdates'>['items'][number], 'urgency' | 'said'>;

/** `urgent`; and never without who said otherwise: `normal (lowered by Ada)`, `urgent (Ada would lower it)` where that is not followed, or not everywhere. */
export function urgencyText({ urgency, said }: Update): string {
  const [first] = said;
  if (first === undefined) return urgency;
  const lowers = first.says === 'normal';
  const followed = lowers === (urgency === 'normal');
  const words = followed ? `${lowers ? 'lowered' : 'raised'} by ${first.by}` : `${first.by} would ${lowers ? 'lower' : 'raise'} it`;
  return `${urgency} (${words}${said.length > 1 ? ', and others' : ''})`;
}
