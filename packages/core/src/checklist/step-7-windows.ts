/** Step 7: a maintenance window is scheduled. */
import type { StandingFinding } from '../policy/standing.ts';
import { at, missing, noDevice, stand } from './stand.ts';
import type { StepStanding } from './types.ts';

export type WindowFacts = {
  readonly devices: number;
  /** Whether the policies were looked at whole and lately. */
  readonly looked: boolean;
  /** All that the look found; only what is about windows counts. */
  readonly findings: readonly Pick<StandingFinding, 'code' | 'severity' | 'sentence'>[];
};

/** A device without a whole policy has no window; of a zone that nobody knows no window can be worked out. */
export function isAboutWindows(code: string): boolean {
  return code.startsWith('window-') || code === 'zone-unknown' || code === 'device-without-policy';
}

export function windowStep({ devices, looked, findings }: WindowFacts): StepStanding {
  const own = findings.filter(({ code }) => isAboutWindows(code));
  const failing = own.filter(({ severity }) => severity === 'failing').length;
  return stand(
    [
      devices === 0 ? noDevice : null,
      ...own.map(({ severity, sentence }) => ({ state: severity, sentence, remedy: at('Mend the window', 'policy-findings') })),
      looked ? null : missing('The windows were not looked at lately: whether they open is not known.', at('See the policies', 'policies')),
    ],
    [
      { key: 'windowsFailing', value: failing, of: own.length },
      { key: 'windowsAttention', value: own.length - failing, of: own.length },
    ],
    'The windows open, are long enough, and are not in conflict.',
  );
}
