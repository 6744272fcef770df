/** Times in which a device was off, as far as they can be proved. */

/** What proves it: `boot`: it has started anew since; `sleep`: its kernel counted the time that it slept. */
export type AbsenceProof = 'boot' | 'sleep';

/** RFC 3339 in UTC, `until` after `from`. */
export type Absence = { readonly from: string; readonly until: string; readonly proof: AbsenceProof };

/** What was known of a device at its last contact. */
export type ContactBefore = {
  /** RFC 3339, by the server's clock. */
  readonly at: string;
  /** Which start of the device it was; null: not told. */
  readonly bootId: string | null;
  /** How long it had slept since that start; null: not told. */
  readonly sleptSeconds: number | null;
};

/** What it tells of itself at the contact after that. */
export type ContactNow = {
  /** RFC 3339, by the server's clock. */
  readonly at: string;
  /** The same moment by the device's clock. */
  readonly deviceAt: string;
  readonly bootId: string;
  /** Since this start, sleep included; null: not known. */
  readonly upSeconds: number | null;
  readonly sleptSeconds: number | null;
  /** The last sign of life of the start before, by the device's clock; null: not known. */
  readonly aliveBefore: string | null;
};
