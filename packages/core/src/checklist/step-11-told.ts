/** Step 11: people are told that it is done. */
import { atDeployment, missing, part, stand, when } from './stand.ts';
import type { Found, StepStanding } from './types.ts';

/** Deployments that are over and had been announced to somebody: all, and those of whose end somebody was not told. */
export type ToldFacts = { readonly announced: number; readonly open: Found };

export function toldStep({ announced, open }: ToldFacts): StepStanding {
  return stand(
    [
      announced === 0 ? missing('No deployment that is over had been announced: there is nothing to judge by.') : null,
      when(
        open.count,
        'failing',
        `How it ended was not told of ${part(open.count, announced, 'announced deployment')}.`,
        atDeployment('See who was told', open),
      ),
    ],
    [{ key: 'untold', value: open.count, of: announced }],
    `How it ended was told of each of ${announced} announced deployments.`,
  );
}
