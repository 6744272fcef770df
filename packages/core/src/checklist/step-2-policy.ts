/** Step 2: policies are audited. Judged by `policyStanding`, with one more word: what was not looked at is unknown. */
import type { PolicyStanding } from '../policy/standing.ts';
import { at, noDevice, stand } from './stand.ts';
import type { StepStanding } from './types.ts';

export type PolicyStepFacts = {
  readonly devices: number;
  readonly standing: PolicyStanding;
  readonly failing: number;
  readonly attention: number;
};

export function policyStep({ devices, standing, failing, attention }: PolicyStepFacts): StepStanding {
  // Attention that no finding asks for comes of a look that is missing, failed or old.
  const state = standing.state === 'attention' && failing + attention === 0 ? 'unknown' : standing.state;
  const remedy = at('See what was found', state === 'unknown' ? 'policies' : 'policy-findings');
  return stand(
    [devices === 0 ? noDevice : null, state === 'good' ? null : { state, sentence: standing.sentence, remedy }],
    [
      { key: 'findingsFailing', value: failing, of: failing + attention },
      { key: 'findingsAttention', value: attention, of: failing + attention },
    ],
    standing.sentence,
  );
}
