/**
 * Reads `[epoch:]pkgver[-pkgrel]` as pacman's parseEVR does (vercmp(8)): the epoch is a run of digits before a colon that
 * stands right behind it (an empty one is 0), the package release is what follows the last hyphen. pacman orders any
 * text; PKGBUILD(5) allows ASCII only, and since pacman compares the number of separator bytes, nothing else is read here.
 */
import { isVersionLike, isVisibleAscii } from '../bounds.ts';
import { endOfDigits } from '../runs.ts';

export type ArchVersion = {
  /** Digits, of any length. Absent or empty means `0`. */
  readonly epoch: string;
  readonly version: string;
  /** `null` when there is no hyphen: then the other side's release is ignored too. */
  readonly release: string | null;
};

/** Reads an Arch version; `null` when the text can not be one (empty, spaces, slashes, not ASCII, too long). */
export function parseArch(text: string): ArchVersion | null {
  if (!isVersionLike(text) || !isVisibleAscii(text)) return null;
  const endOfEpoch = endOfDigits(text, 0);
  const hasEpoch = text[endOfEpoch] === ':';
  const epoch = hasEpoch && endOfEpoch > 0 ? text.slice(0, endOfEpoch) : '0';

  const start = hasEpoch ? endOfEpoch + 1 : 0;
  const hyphen = text.lastIndexOf('-');
  if (hyphen < start) return { epoch, version: text.slice(start), release: null };
  return { epoch, version: text.slice(start, hyphen), release: text.slice(hyphen + 1) };
}
