/** Step 10: systems are monitored after a change. */
import { atDeployment, nothingChanged, part, stand, when } from './stand.ts';
import type { Found, StepStanding } from './types.ts';

export type MonitoredFacts = {
  readonly days: number;
  /** Devices whose change took place in the last `days`: all, and those whose last run is not proved by a scan. */
  readonly changed: number;
  readonly unverified: Found;
  /** Regressions that nobody decided about, whenever they were found. */
  readonly regressions: number;
  readonly undecided: Found;
  /** Questions after the soak that are not answered well: failed as before, could not be measured, or never answered. */
  readonly asked: number;
  readonly notWell: Found;
};

export function monitoredStep(facts: MonitoredFacts): StepStanding {
  const { days, changed, unverified, regressions, undecided, asked, notWell } = facts;
  return stand(
    [
      changed === 0 ? nothingChanged(days) : null,
      when(
        undecided.count,
        'failing',
        `${part(undecided.count, regressions, 'regression')} without a decision.`,
        atDeployment('Look and decide', undecided),
      ),
      when(
        notWell.count,
        'attention',
        `${part(notWell.count, asked, 'later check')} not known to be well.`,
        atDeployment('Look at the answers', notWell),
      ),
      when(
        unverified.count,
        'unknown',
        `No scan proves the change on ${part(unverified.count, changed, 'device')}.`,
        atDeployment('Look at it', unverified),
      ),
    ],
    [
      { key: 'unverified', value: unverified.count, of: changed },
      { key: 'undecidedRegressions', value: undecided.count, of: regressions },
      { key: 'notWell', value: notWell.count, of: asked },
    ],
    `A scan proves the change on each of ${changed} devices, and nothing got worse since without a decision.`,
  );
}
