/** The entries whose label begins with what is sought, then those with a word that does, then those that hold it anywhere; in their own order within each. */
export function best<T extends { readonly label: string }>(entries: readonly T[], sought: string, most: number): T[] {
  const wanted = fold(sought);
  if (wanted === '') return entries.slice(0, most);
  const rank = (entry: T): number => {
    const label = fold(entry.label);
    if (label.startsWith(wanted)) return 0;
    if (label.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 1;
    return label.includes(wanted) ? 2 : 3;
  };
  return entries
    .map((entry) => ({ entry, rank: rank(entry) }))
    .filter((one) => one.rank < 3)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map((one) => one.entry);
}

/** Letters without case and accents: `zur` finds `Zürich`. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase().trim();
}
