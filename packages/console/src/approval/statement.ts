import type { Spec } from '@fettle/core/deployment';
import { reachOf } from './reach.ts';

/** The sentence that the person sees and signs. Plain words without formatting: it stands in the evidence as it is. */
export function statementOf(spec: Spec, clientName: string): string {
  const { header } = spec;
  const reach = reachOf(spec);
  const back = reach.withoutWayBack === 0 ? 'each of them with its way back' : `${reach.withoutWayBack} of them without a way back`;
  return (
    `I approve the deployment “${header.title}” for ${clientName}: ${counted(reach.changes, 'change')} of packages on ` +
    `${counted(reach.devices, 'device')} in ${counted(header.rings.length, 'ring')}, ${back}; nothing of it starts after ${header.expiresAt}.`
  );
}

/** `1 device`, `12 devices`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
