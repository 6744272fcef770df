/** What a look with feeds found: how urgent what is offered is, what stays open, and what it rests on. */
import type { NoFixReason } from '@fettle/core/advisories';
import type { FeedId } from '@fettle/feeds';
import type { JudgedHere } from './judge-scan.ts';

export type FeedSeen = {
  readonly feed: FeedId;
  readonly files: number;
  /** RFC 3339: when its newest file was fetched. */
  readonly newestAt: string;
  readonly late: boolean;
  /** Security advisories for this system that it told; null: it tells none, or none of such systems. */
  readonly advisories: number | null;
};
export type OpenHere = {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly advisory: string;
  readonly cves: readonly string[];
  readonly fixed: string | null;
  readonly noFix: NoFixReason | null;
};
export type ScanUrgency = {
  /** In OSV's spelling; empty: advisories for this system are not known here. */
  readonly ecosystems: readonly string[];
  readonly feeds: readonly FeedSeen[];
  /** Whether anything that was read speaks of this system: only then is a silence an answer. */
  readonly covered: boolean;
  /** Security advisories for this system that were read. */
  readonly advisories: number;
  /** Software that was asked about; 0: no package manager could be asked. */
  readonly software: number;
  readonly offers: readonly JudgedHere[];
  /** What holds for the software here and no offer ends. */
  readonly open: readonly OpenHere[];
  /** Software of which it can not be said whether some advisory holds. */
  readonly unsettled: readonly string[];
  /** What could not be seen, in sentences. */
  readonly notSeen: readonly string[];
};
