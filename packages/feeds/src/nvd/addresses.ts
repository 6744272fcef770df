/** Where the pages of NVD's API 2.0 are (https://nvd.nist.gov/developers/vulnerabilities). */
import { instantOf, objectOf } from '../fields/index.ts';
import { parseJson } from '../content/index.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedAddress } from '../types.ts';

/** The API's own limit for one page. */
const pageSize = 2_000;

/** Ten times all CVEs of today: an answer beyond it is no answer of the NVD. */
const greatestTotal = 5_000_000;

const pathOfPages = 'rest/json/cves/2.0';

/** Everything: an index that is asked for the number of CVEs, and lists the pages. */
export function allPages(): FeedAddress {
  return pages([]);
}

/**
 * The CVEs that were changed between two times (RFC 3339). The API wants both and refuses more than 120 consecutive days; so does this,
 * with `null`, as where a time is none or they stand the wrong way round.
 */
export function pagesChanged(since: string, until: string): FeedAddress | null {
  const from = instantOf(since);
  const to = instantOf(until);
  if (from === null || to === null || Temporal.Instant.compare(from, to) > 0) return null;
  const span = Temporal.Instant.from(from).until(to, { largestUnit: 'hours' });
  if (span.total('hours') > 120 * 24) return null;
  return pages([
    ['lastModStartDate', from],
    ['lastModEndDate', to],
  ]);
}

/** Until when a page that `pagesChanged` named tells what changed; null: it is none of those. */
export function untilOf(path: string): string | null {
  const [, query] = path.split(`${pathOfPages}?`, 2);
  const until = query === undefined ? null : new URLSearchParams(query).get('lastModEndDate');
  return until === null ? null : instantOf(until);
}

function pages(query: readonly (readonly [string, string])[]): FeedAddress {
  const address = (size: number, start: number): string =>
    `${pathOfPages}?${new URLSearchParams([...query.map((pair) => [...pair]), ['resultsPerPage', `${size}`], ['startIndex', `${start}`]]).toString()}`;
  return {
    path: address(1, 0),
    index(text) {
      const total = objectOf(parseJson(text))?.['totalResults'];
      if (typeof total !== 'number' || !Number.isInteger(total) || total < 0 || total > greatestTotal)
        throw new UnreadableFile('The answer does not say how many CVEs there are.');
      return Array.from({ length: Math.ceil(total / pageSize) }, (_, page) => ({ path: address(pageSize, page * pageSize), index: null }));
    },
  };
}
