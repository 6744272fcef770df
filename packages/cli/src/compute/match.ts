import { indexAdvisories, matchRow } from '@fettle/core/advisories';
import type { Advisory } from '@fettle/core/advisories';
import { readFeeds } from './read-feeds.ts';
import type { Verb } from './verb.ts';

/** One software a row → the advisories of the feeds, or of the row itself, that hold for it. */
export const match: Verb = {
  description: 'which advisories hold for a software (--feed names where they are read from)',
  prepare: async ({ feeds, now }) => {
    const advisories: Advisory[] = [];
    for await (const record of readFeeds(feeds)) if (record.type === 'advisory') advisories.push(record.advisory);
    const index = feeds.length === 0 ? null : indexAdvisories(advisories);
    return (row) => matchRow(index, row, now);
  },
};
