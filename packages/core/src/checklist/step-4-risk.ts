/** Step 4: risk is assessed, and what is urgent is decided. */
import { at, missing, noDevice, part, stand, when } from './stand.ts';
import type { StepStanding } from './types.ts';

export type RiskFacts = {
  readonly devices: number;
  readonly scanned: number;
  /** Updates on offer that some device does not withhold; the other numbers count among them. */
  readonly updates: number;
  /** Urgent on some device, in no deployment under way, and nothing is decided. */
  readonly undecided: number;
  /** The day by which it had to be in has passed. */
  readonly missed: number;
  /** That day is less than `riskDays` away, and no deployment under way has it. */
  readonly atRisk: number;
  readonly riskDays: number;
};

/** Failing: a deadline that has passed, or something urgent without a decision. */
export function riskStep({ devices, scanned, updates, undecided, missed, atRisk, riskDays }: RiskFacts): StepStanding {
  const of = (value: number) => part(value, updates, 'update');
  return stand(
    [
      devices === 0 ? noDevice : null,
      when(missed, 'failing', `${of(missed)} past the day by which they had to be in.`, at('Look and decide', 'updates')),
      when(undecided, 'failing', `${of(undecided)} urgent and without a decision.`, at('Look and decide', 'updates')),
      when(atRisk, 'attention', `${of(atRisk)} due within ${riskDays} days and in no deployment.`, at('Plan them', 'updates')),
      devices > 0 && scanned < devices
        ? missing(
            `${part(devices - scanned, devices, 'device')} never scanned: what is urgent there is not known.`,
            at('Look at the devices', 'devices'),
          )
        : null,
    ],
    Object.entries({ missed, undecided, atRisk }).map(([key, value]) => ({ key, value, of: updates })),
    updates === 0 ? 'No update is on offer.' : `Of ${updates} updates none is urgent without a decision, and no deadline is missed.`,
  );
}
