import { deadlineOf, findFramework, frameworks } from '@fettle/core/frameworks';
import { riskInput } from './risk-row.ts';
import { BadRow, textOf } from './verb.ts';
import type { Verb } from './verb.ts';

/** A framework, and what is known → `{"due","clause","clock","why"}`: `clock` is the event that the time is counted from. */
export const deadline: Verb = {
  description: 'by when an update must be in, by a framework',
  prepare: async () => (row) => {
    const name = textOf(row, 'framework');
    const framework = findFramework(name);
    if (framework === null)
      throw new BadRow(`There is no framework ${JSON.stringify(name)}. Known are: ${frameworks.map(({ id }) => id).join(', ')}.`);
    const { input, passedOver } = riskInput(row);
    const { clock, ...rest } = deadlineOf(framework, input);
    const { due, clause, why, ...more } = rest;
    return {
      due,
      clause,
      clock: clock?.event ?? null,
      why,
      clockAt: clock?.at ?? null,
      ...more,
      ...(passedOver.length === 0 ? {} : { passedOver }),
    };
  },
};
