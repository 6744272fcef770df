/** Step 8: the expected impact is communicated before a change begins. */
import { atDeployment, nothingChanged, part, stand, when } from './stand.ts';
import type { Found, StepStanding } from './types.ts';

/** Deployments of the last `days` in which a device began to change: all, and those in which somebody of its site was not told before. */
export type AnnouncedFacts = { readonly days: number; readonly begun: number; readonly withoutNotice: Found };

export function announcedStep({ days, begun, withoutNotice }: AnnouncedFacts): StepStanding {
  const { count } = withoutNotice;
  return stand(
    [
      begun === 0 ? nothingChanged(days) : null,
      when(
        count,
        'failing',
        `${part(count, begun, 'deployment')} began before anybody was told.`,
        atDeployment('See whom it concerned', withoutNotice),
      ),
    ],
    [{ key: 'withoutNotice', value: count, of: begun }],
    `Somebody was told before each of the ${begun} deployments of the last ${days} days.`,
  );
}
