/** Step 9: what was decided is deployed. */
import { atDeployment, nothingChanged, part, stand, when } from './stand.ts';
import type { Found, StepStanding } from './types.ts';

/** By the last run of each device in deployments of the last `days`, and by the deployments that are under way. */
export type DeployedFacts = {
  readonly days: number;
  readonly devices: number;
  readonly failed: Found;
  readonly rolledBack: Found;
  /** Refused by the device, or the window passed without it. */
  readonly missed: Found;
  readonly unknownEnd: Found;
  readonly underWay: number;
  /** Under way, and held. */
  readonly held: Found;
};

/** The counts of `failed`, `rolledBack`, `missed` and `unknownEnd` are devices, of `devices`. */
export function deployedStep(facts: DeployedFacts): StepStanding {
  const { days, devices, failed, rolledBack, missed, unknownEnd, underWay, held } = facts;
  const of = ({ count }: Found) => part(count, devices, 'device');
  return stand(
    [
      devices === 0 ? nothingChanged(days) : null,
      when(failed.count, 'failing', `The last change failed on ${of(failed)}.`, atDeployment('Look at what failed', failed)),
      when(missed.count, 'attention', `The last change did not take place on ${of(missed)}.`, atDeployment('Plan it again', missed)),
      when(rolledBack.count, 'attention', `The last change was taken back on ${of(rolledBack)}.`, atDeployment('Look at why', rolledBack)),
      when(
        held.count,
        'attention',
        `${part(held.count, underWay, 'deployment')} under way ${held.count === 1 ? 'is' : 'are'} held.`,
        atDeployment('Look at the hold', held),
      ),
      when(
        unknownEnd.count,
        'unknown',
        `How the last change ended is not known on ${of(unknownEnd)}.`,
        atDeployment('Look at it', unknownEnd),
      ),
    ],
    [
      ...Object.entries({ failed, notTaken: missed, rolledBack, unknownEnd }).map(([key, { count }]) => ({
        key,
        value: count,
        of: devices,
      })),
      { key: 'held', value: held.count, of: underWay },
    ],
    `The last change took place on each of ${devices} devices, and no deployment is held.`,
  );
}
