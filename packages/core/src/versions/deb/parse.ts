/**
 * Reads `[epoch:]upstream-version[-debian-revision]` as Debian Policy 5.6.12 and deb-version(7) define it.
 * What dpkg only warns about (a version that does not start with a digit, a character outside the allowed set) is refused
 * here: its order is defined by accident, not by the text.
 */
import { greatestLength } from '../bounds.ts';

export type DebVersion = {
  /** Absent means 0. */
  readonly epoch: number;
  readonly upstream: string;
  /** Absent means the empty string, which compares equal to `0`. */
  readonly revision: string;
};

/** dpkg keeps the epoch in a C int and refuses what does not fit. */
const greatestEpoch = 2_147_483_647;

const allowedUpstream = /^[0-9][0-9A-Za-z.+:~-]*$/;
const allowedRevision = /^[0-9A-Za-z.+~]+$/;

/** Reads a Debian version; `null` when it is not one. Spaces around it are not forgiven. */
export function parseDeb(text: string): DebVersion | null {
  if (text.length > greatestLength) return null;
  const colon = text.indexOf(':');
  const epoch = colon === -1 ? 0 : parseEpoch(text.slice(0, colon));
  if (epoch === null) return null;

  const rest = text.slice(colon + 1);
  const hyphen = rest.lastIndexOf('-');
  const upstream = hyphen === -1 ? rest : rest.slice(0, hyphen);
  if (!allowedUpstream.test(upstream)) return null;
  if (hyphen === -1) return { epoch, upstream, revision: '' };

  const revision = rest.slice(hyphen + 1);
  return allowedRevision.test(revision) ? { epoch, upstream, revision } : null;
}

function parseEpoch(text: string): number | null {
  if (!/^[0-9]+$/.test(text)) return null;
  const epoch = Number(text);
  return epoch <= greatestEpoch ? epoch : null;
}
