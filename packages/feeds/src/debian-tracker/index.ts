/** Debian's security tracker: https://security-tracker.debian.org/tracker/ . It knows what OSV's records leave out: what is not going to be fixed, and why. */
import { jsonRecords, textChunks } from '../read/index.ts';
import type { Feed, FeedFile, FeedRecord } from '../types.ts';
import { trackerAdvisories } from './read-tracker.ts';

export const debianTracker: Feed = {
  id: 'debian-tracker',
  displayName: 'Debian security tracker',
  docs: ['https://security-tracker.debian.org/tracker/', 'https://security-team.debian.org/security_tracker.html'],
  attribution: 'Debian Security Bug Tracker (Debian security team), MIT (Expat).',
  base: 'https://security-tracker.debian.org/',
  everyHours: 6,
  lateAfterHours: 24,
  whole: true,
  sameId: 'replace',
  parts: null,
  addresses: () => [{ path: 'tracker/data/json', index: null }],
  accepts: (path) => /(?:^|\/)data\/json$|debian[^/]*\.json(?:\.gz)?$|(?:^|\/)tracker\.json(?:\.gz)?$/.test(path),
  parse,
};

async function* parse(file: FeedFile): AsyncGenerator<FeedRecord> {
  yield* trackerAdvisories(jsonRecords(textChunks(file.bytes)), file.path);
}
