/**
 * The contract that every feed folder fulfils: what it is, which files it consists of, and how one file is read. Fetching and keeping is the server's
 * (`catalogue/feeds`); the CLI reads the same files without a server. `conformance.test.ts` holds all kinds to it.
 */
import type { Advisory, RecordProblem } from '@fettle/core/advisories';
import type { CveFacts } from '@fettle/core/risk';
import type { WindowsUpdate } from '@fettle/core/windows-updates';
import type { LifecycleProduct } from '@fettle/core/lifecycle';

export type FeedId =
  | 'osv'
  | 'debian-tracker'
  | 'alpine-secdb'
  | 'red-hat-csaf'
  | 'msrc-cvrf'
  | 'kev'
  | 'epss'
  | 'vulnrichment'
  | 'nvd'
  | 'endoflife';

/** What a file of a feed says. One union, so that whoever stores or matches treats all feeds alike. */
export type FeedRecord =
  | { readonly type: 'advisory'; readonly advisory: Advisory }
  /** A part of what is known of a CVE: fields that this feed does not know are absent, which is not null ("known to be none"). */
  | { readonly type: 'cve'; readonly cve: Pick<CveFacts, 'id'> & Partial<Omit<CveFacts, 'id'>> }
  | { readonly type: 'windows-update'; readonly update: WindowsUpdate }
  | { readonly type: 'lifecycle'; readonly product: LifecycleProduct }
  /** The publisher took this record back (Red Hat's deletions): whatever was known under this id is gone. */
  | { readonly type: 'deleted'; readonly id: string }
  /** `keeps`: what of earlier statements it could have said again; told before the records of the same ids. Without it the ids in its place are kept whole. */
  | { readonly type: 'problem'; readonly problem: RecordProblem; readonly keeps?: KeptPart };

/** A part of what is known from a file: it stays as it was, though a record that speaks of other parts replaces what was known besides. Null: any. */
export type KeptPart = {
  readonly id: string | null;
  /** OSV's spelling. */
  readonly ecosystem: string | null;
  readonly name: string | null;
};

/** What the file says of itself, where it does: `epss` names its model and day. */
export type FeedFile = {
  /** Path within the feed, e.g. `Debian/all.zip` or `2026-Mar.xml.gz`. */
  readonly path: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The same content by place, for archives whose directory stands at the end. */
  readonly file: string;
};

/** Where the feed's content is published. `{base}` is replaced by the configured base URL. */
export type FeedAddress = {
  /** Path below the base URL. */
  readonly path: string;
  /** Lists further paths of this feed, one a line or in the index's own form; null: this is content. */
  readonly index: ((text: string) => readonly FeedAddress[]) | null;
};

export type Feed = {
  readonly id: FeedId;
  readonly displayName: string;
  readonly docs: readonly string[];
  /** Who is to be named, and under which terms the data may be used. */
  readonly attribution: string;
  readonly base: string;
  /** How often it is asked, in hours. */
  readonly everyHours: number;
  /** What its publisher asks to be left between two requests, in milliseconds; without it nothing. */
  readonly pauseMs?: number;
  /** Hours after which its silence is "late". */
  readonly lateAfterHours: number;
  /** True where a file tells all that it has to tell each time: what it no longer names is gone. False where a file is an addition to others. */
  readonly whole: boolean;
  /** What an id means that stands in several files: pieces of one statement (`merge`), or an older and a newer one (`replace`). */
  readonly sameId: 'merge' | 'replace';
  /** What its parts are called, in a word for people (`ecosystems`); null: it has one part, and `addresses` ignores what it is given. */
  readonly parts: string | null;
  /** What to fetch for these parts, which are OSV ecosystems such as `Debian:12` or `Alpine:v3.20`: a feed takes those that are its own. */
  addresses(parts: readonly string[]): readonly FeedAddress[];
  /** How a publisher is asked for what changed, where it can be; without it everything is asked for each time. */
  readonly changes?: {
    /** All of it is asked for again after so many hours, for what an answer left out by mistake would be missing for ever. */
    readonly wholeEveryHours: number;
    /** What changed between two times (RFC 3339); null: it does not answer for so long a time. */
    addresses(since: string, until: string): readonly FeedAddress[] | null;
    /** Until when a path tells what changed, RFC 3339; null: it is none of `addresses`. */
    untilOf(path: string): string | null;
  };
  /** True when a file at this path is content of this feed. */
  accepts(path: string): boolean;
  /** Reads one file, record by record. A bad record is a problem and the next follows; only a file that is no such file at all throws `UnreadableFile`. */
  parse(file: FeedFile): AsyncIterable<FeedRecord>;
};

/** The file as a whole can not be read: cut short, no archive, another format. What was known from it before stays. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}
