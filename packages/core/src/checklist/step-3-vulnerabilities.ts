/** Step 3: unpatched vulnerabilities are identified. */
import { at, many, missing, noDevice, part, stand, when } from './stand.ts';
import type { StepStanding } from './types.ts';

export type VulnerabilityFacts = {
  readonly devices: number;
  /** Never scanned. */
  readonly unscanned: number;
  /** Scanned, but not within `scanHours`. */
  readonly oldScans: number;
  readonly scanHours: number;
  /** Whose package manager could not be asked, or could not refresh its lists. */
  readonly notAsked: number;
  /** Feeds of advisories that are switched on; those that are late, held or in trouble; those that never gave anything. */
  readonly feeds: number;
  readonly lateFeeds: number;
  readonly emptyFeeds: number;
  /** Advisories that match: all, and those known to be exploited for which some device has no fix on offer and nothing is decided. */
  readonly findings: number;
  readonly untriaged: number;
};

/** Failing: a scan that is too old, or a known exploited vulnerability without a fix that nobody decided about. Without scans or feeds it is never good. */
export function vulnerabilityStep(facts: VulnerabilityFacts): StepStanding {
  const { devices, unscanned, oldScans, scanHours, notAsked, feeds, lateFeeds, emptyFeeds, findings, untriaged } = facts;
  const of = (value: number) => part(value, devices, 'device');
  const byDevices = Object.entries({ unscanned, oldScans, notAsked }).map(([key, value]) => ({ key, value, of: devices }));
  return stand(
    [
      devices === 0 ? noDevice : null,
      when(oldScans, 'failing', `${of(oldScans)} not scanned for more than ${scanHours} hours.`, at('Look at the devices', 'devices')),
      when(
        untriaged,
        'failing',
        `Without a fix and without a decision, though known to be exploited: ${part(untriaged, findings, 'finding')}.`,
        at('Decide', 'vulnerabilities'),
      ),
      when(notAsked, 'attention', `${of(notAsked)} whose package manager could not be asked.`, at('Look at the devices', 'devices')),
      when(lateFeeds, 'attention', `${part(lateFeeds, feeds, 'feed')} of advisories late or in trouble.`, at('Look at the feeds', 'feeds')),
      when(unscanned, 'unknown', `${of(unscanned)} never scanned.`, at('Look at the devices', 'devices')),
      feeds === 0 || emptyFeeds > 0
        ? missing(
            feeds === 0 ? 'No feed of advisories is on.' : `${part(emptyFeeds, feeds, 'feed')} never gave anything.`,
            at('Look at the feeds', 'feeds'),
          )
        : null,
    ],
    [
      ...byDevices,
      { key: 'lateFeeds', value: lateFeeds, of: feeds },
      { key: 'emptyFeeds', value: emptyFeeds, of: feeds },
      { key: 'untriaged', value: untriaged, of: findings },
    ],
    `${many(devices, 'device')} scanned within ${scanHours} hours and compared with ${many(feeds, 'feed')}.`,
  );
}
