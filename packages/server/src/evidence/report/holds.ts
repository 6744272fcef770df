/** Holds with what ended them: a release carries what exactly was accepted. */
import { holdLabels } from '@fettle/core/deployment';
import type { Material } from './build.ts';
import type { HoldReport } from './types.ts';

/** In their order, the first hold of every deployment (waiting for approval) left out: it stands with the approvals. */
export function holdsOf({ records, names }: Material): readonly HoldReport[] {
  return records.events.flatMap((event, index) => {
    if (event.kind !== 'hold-placed') return [];
    const { hold } = event;
    const end = records.events.slice(index + 1).find((later) => later.kind === 'hold-released' && later.holdId === hold.id);
    return [
      {
        reason: holdLabels[hold.reason].label,
        ring: hold.ring === null ? null : names.ring(hold.ring),
        since: hold.since,
        by: names.person(hold.by),
        detail: hold.detail,
        released:
          end?.kind === 'hold-released'
            ? {
                at: end.at,
                by: names.person(end.by),
                because: end.content.because,
                accepted: end.content.acceptedDeviceIds.map(names.device).toSorted(),
              }
            : null,
      },
    ];
  });
}
