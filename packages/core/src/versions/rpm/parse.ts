/**
 * Reads `[epoch:]version[-release]` as rpm's rpmverParse does (rpm-version(7)): the epoch is a run of digits before a
 * colon that stands right behind it (an empty one is 0), the release is what follows the last hyphen. rpm itself orders
 * any text; what rpmbuild would not put into a package (a hyphen inside the version, a letter beyond ASCII) is still
 * read, since it is ordered by a rule and not by accident: such characters are separators.
 */
import { isVersionLike } from '../bounds.ts';
import { endOfDigits } from '../runs.ts';

export type RpmVersion = {
  /** Digits, of any length. Absent or empty means `0`. */
  readonly epoch: string;
  readonly version: string;
  /** `null` when there is no hyphen; older than any release, even an empty one. */
  readonly release: string | null;
};

/** Reads an rpm version; `null` when the text can not be one (empty, spaces, slashes, control characters, too long). */
export function parseRpm(text: string): RpmVersion | null {
  if (!isVersionLike(text)) return null;
  const endOfEpoch = endOfDigits(text, 0);
  const hasEpoch = text[endOfEpoch] === ':';
  const epoch = hasEpoch && endOfEpoch > 0 ? text.slice(0, endOfEpoch) : '0';

  const start = hasEpoch ? endOfEpoch + 1 : 0;
  const hyphen = text.lastIndexOf('-');
  if (hyphen < start) return { epoch, version: text.slice(start), release: null };
  return { epoch, version: text.slice(start, hyphen), release: text.slice(hyphen + 1) };
}
