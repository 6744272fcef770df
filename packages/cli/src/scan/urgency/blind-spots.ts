/** What a look with these feeds could not see, in sentences: silence of what was not there is no answer. */
import { derivativeNote, whyNotCompared } from '@fettle/core/advisories';
import type { Scan } from '@fettle/core/inventory';
import type { FeedId } from '@fettle/feeds';
import type { ScanUrgency } from './types.ts';

export type ReadState = {
  /** Files that could not be read, a sentence each. */
  readonly troubles: readonly string[];
  /** Feeds about CVEs that were read whole. */
  readonly factFeeds: ReadonlySet<FeedId>;
  /** Whether deadlines were asked for. */
  readonly frameworks: boolean;
};

/** Every reason why the answer may be less than the truth. */
export function blindSpots(scan: Scan, seen: Omit<ScanUrgency, 'notSeen'>, state: ReadState): readonly string[] {
  const { os } = scan.system;
  const system = os.prettyName === '' ? `${os.id} ${os.versionId}` : os.prettyName;
  const silent = scan.managers.filter(({ ok }) => !ok).map(({ manager }) => manager);
  const late = seen.feeds.filter((feed) => feed.late).map(({ feed }) => feed);
  const spots: readonly (string | null)[] = [
    seen.ecosystems.length === 0
      ? `Which advisories speak of ${system} is not known here, so nothing is known of its vulnerabilities.`
      : null,
    seen.ecosystems.length === 0 ? whyNotCompared(os.id, os.versionId) : derivativeNote(os.id, os.versionId),
    seen.ecosystems.length > 0 && !seen.covered
      ? `None of the feeds speaks of ${seen.ecosystems.join(', ')}, so nothing is known of the vulnerabilities of this system.`
      : null,
    scan.managers.length === 0 ? 'There is no package manager that could be asked what is installed.' : null,
    silent.length === 0 ? null : `What ${silent.join(', ')} has installed is not known: it could not be asked.`,
    seen.unsettled.length === 0 ? null : `Whether some advisories hold can not be said of: ${few(seen.unsettled)}.`,
    state.factFeeds.has('kev')
      ? null
      : 'The catalogue of known exploited vulnerabilities (kev) was not read: whether one of them is exploited is not known by it.',
    state.factFeeds.has('epss') ? null : 'Scores of EPSS (epss) were not read.',
    state.factFeeds.has('vulnrichment') || state.factFeeds.has('nvd')
      ? null
      : 'Neither vulnrichment nor nvd was read: vectors of CVSS and CISA’s points are not known.',
    late.length === 0 ? null : `Older than they may be: ${late.join(', ')}. What was published since is not seen.`,
    state.frameworks
      ? 'Since when this device misses an update, or was offered it, one look can not know: what counts from there has no day.'
      : null,
    ...state.troubles,
  ];
  return spots.filter((spot) => spot !== null);
}

function few(names: readonly string[]): string {
  return names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ');
}
