/** Times in which a device was off, as far as they can be proved. */

/** What proves it: `boot`: the start before was shut down, on the device's own record, and it has started anew since. */
export type AbsenceProof = 'boot';

/** RFC 3339 in UTC, `until` after `from`. */
export type Absence = { readonly from: string; readonly until: string; readonly proof: AbsenceProof };

/** What was known of a device at its last contact. */
export type ContactBefore = {
  /** RFC 3339, by the server's clock. */
  readonly at: string;
  /** Which start of the device it was; null: not told. */
  readonly bootId: string | null;
};

/** What it tells of itself at the contact after that. */
export type ContactNow = {
  /** RFC 3339, by the server's clock. */
  readonly at: string;
  readonly bootId: string;
  /** Since this start, sleep included; null: not known. */
  readonly upSeconds: number | null;
  /** When the start before ended, by the server's clock; null: not proved. */
  readonly aliveBefore: string | null;
};
