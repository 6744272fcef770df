/** EPSS: how likely it is that a vulnerability is used in the next 30 days, computed anew every day. */
import type { Feed } from '../types.ts';
import { readEpss } from './read.ts';

export const epss: Feed = {
  id: 'epss',
  displayName: 'EPSS scores',
  docs: ['https://www.first.org/epss/', 'https://www.first.org/epss/data_stats', 'https://www.first.org/epss/user-guide'],
  attribution: 'Exploit Prediction Scoring System (EPSS), FIRST.org, https://www.first.org/epss. Data published by Empirical Security.',
  base: 'https://epss.empiricalsecurity.com',
  everyHours: 12,
  lateAfterHours: 36,
  whole: true,
  sameId: 'replace',
  parts: null,
  addresses: () => [{ path: 'epss_scores-current.csv.gz', index: null }],
  accepts: (path) => /(?:^|\/)epss_scores-[^/]+\.csv(?:\.gz)?$/.test(path),
  parse: readEpss,
};
