/** What the verification of an audit export found out, by sequence number: what holds, what does not, and what it could not see. */
import type { Checkpoint } from './documents.ts';

/** Something that contradicts the file's own claim. `seq` is the first entry concerned, `line` counts from 1. */
export type EvidenceProblem = {
  readonly code: string;
  readonly detail: string;
  readonly seq: number | null;
  readonly line: number | null;
};

/** Entries that nothing vouches for, and why. Not a contradiction. */
export type UnprovenEntries = { readonly from: number; readonly to: number; readonly code: string; readonly detail: string };

/** A checkpoint in the file. `ok: null`: it could not be compared, `detail` says why. */
export type CheckpointFinding = {
  readonly line: number;
  readonly size: Checkpoint['size'] | null;
  readonly at: Checkpoint['at'] | null;
  readonly keyid: string | null;
  readonly ok: boolean | null;
  readonly code: string | null;
  readonly detail: string;
};

export type EvidenceReport = {
  /**
   * `verified`: every entry is covered by a fitting checkpoint of a trusted key. `incomplete`: nothing contradicts, but not everything
   * is covered. `broken`: at least one problem.
   */
  readonly verdict: 'verified' | 'incomplete' | 'broken';
  readonly chain: string | null;
  readonly exportedAt: string | null;
  readonly serverKeyId: string | null;
  /** `key`: the server's key is the trusted one. `root`: an authority by the trusted root names it. `unchecked`: nothing was given to trust. */
  readonly trust: 'key' | 'root' | 'unchecked' | 'refused';
  /** Entries 1 to this number are not in the file. */
  readonly before: number;
  /** First and last sequence number in the file; null for none. */
  readonly entries: { readonly first: number; readonly last: number } | null;
  /** The chain was recomputed without a break up to this entry. */
  readonly linkedTo: number;
  /** A trusted checkpoint fits up to this entry; null where there is none. */
  readonly provenTo: number | null;
  readonly checkpoints: readonly CheckpointFinding[];
  readonly problems: readonly EvidenceProblem[];
  readonly unproven: readonly UnprovenEntries[];
};
