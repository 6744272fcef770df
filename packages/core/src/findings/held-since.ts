/** A version that a device has, or had in the same place: since when it has it, and since when an advisory is known to hold for it; null: it does not hold. RFC 3339. */
export type HeldSpan = { readonly since: string; readonly known: string | null };

/**
 * Since when it is known that a device has what an advisory tells of: it had the software, and the advisory was known, both. An upgrade from one version for which it
 * holds to another does not end that, so the time goes back through the versions that stood in its place (`earlier`, the newest first), up to the first for which it
 * does not hold.
 */
export function heldSince(now: { readonly since: string; readonly known: string }, earlier: readonly HeldSpan[]): string {
  let first = later(now.since, now.known);
  for (const { since, known } of earlier) {
    if (known === null) break;
    const both = later(since, known);
    if (both < first) first = both;
  }
  return first;
}

/** Texts of one form sort as times do. */
function later(a: string, b: string): string {
  return a < b ? b : a;
}
