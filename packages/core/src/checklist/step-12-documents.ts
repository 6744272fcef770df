/** Step 12: the documentation is updated. */
import { atDeployment, missing, nothingChanged, part, stand, when } from './stand.ts';
import type { Found, StepStanding } from './types.ts';

/** Deployments of the last `days` that are over; and those of whose devices no record says how the change ended: their reports have a hole. */
export type DocumentFacts = { readonly days: number; readonly ended: number; readonly incomplete: Found };

/** Installation reports are built from records whenever they are read, so they are never old. A programme document is not kept yet: the step is at best unknown. */
export function documentStep({ days, ended, incomplete }: DocumentFacts): StepStanding {
  return stand(
    [
      ended === 0 ? nothingChanged(days) : null,
      when(
        incomplete.count,
        'attention',
        `${part(incomplete.count, ended, 'installation report')} can not say how each device ended.`,
        atDeployment('See the report', incomplete),
      ),
      missing(
        `Installation reports follow from the records (${ended} in ${days} days); no programme document is kept, so whether one is current is not known.`,
      ),
    ],
    [{ key: 'incomplete', value: incomplete.count, of: ended }],
    '',
  );
}
