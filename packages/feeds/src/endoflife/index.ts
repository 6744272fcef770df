/** endoflife.date: until when makers support what they make. */
import type { Feed } from '../types.ts';
import { readEndoflife } from './read.ts';

export const endoflife: Feed = {
  id: 'endoflife',
  displayName: 'endoflife.date',
  docs: ['https://endoflife.date/docs/api/v1/', 'https://github.com/endoflife-date/endoflife.date'],
  attribution: 'endoflife.date. MIT License.',
  base: 'https://endoflife.date/api/v1',
  everyHours: 24,
  lateAfterHours: 168,
  whole: true,
  sameId: 'replace',
  parts: null,
  addresses: () => [{ path: 'products/full', index: null }],
  accepts: (path) =>
    /(?:^|\/)products(?:\/full)?(?:\.json)?(?:\.gz)?$/.test(path) || /(?:^|\/)products\/[a-z0-9._-]+(?:\.json)?(?:\.gz)?$/.test(path),
  parse: readEndoflife,
};
