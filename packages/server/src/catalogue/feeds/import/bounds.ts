/** How much one file may say of one package or under one id: far above what is published, far below what would fill the memory of whoever matches it. */
import { canonicalEcosystem } from '@fettle/core/advisories';
import type { Advisory } from '@fettle/core/advisories';

/** The kernel, of which most is said, has some twenty thousand. */
export const mostOfPackage = 100_000;
/** Pieces of one advisory within one file: each is added to those before. */
const mostPieces = 1_000;

/** Looks at the advisories of one file, one after the other; what is over the bound is refused with a sentence, and does not count. */
export function fileBounds(
  bounds: { readonly ofPackage: number; readonly pieces: number } = { ofPackage: mostOfPackage, pieces: mostPieces },
): (advisory: Advisory) => string | null {
  const packages = new Map<string, number>();
  const pieces = new Map<string, number>();
  return (advisory) => {
    const before = pieces.get(advisory.id) ?? 0;
    if (before >= bounds.pieces) return `The file has more than ${bounds.pieces} pieces of this advisory.`;
    const own = new Map<string, number>();
    for (const { ecosystem, name } of advisory.affected) {
      const key = `${canonicalEcosystem(ecosystem)}\n${name}`;
      own.set(key, (own.get(key) ?? 0) + 1);
    }
    for (const [key, count] of own)
      if ((packages.get(key) ?? 0) + count > bounds.ofPackage)
        return `The file has more than ${bounds.ofPackage} statements about ${key.replace('\n', ' ').slice(0, 200)}.`;
    for (const [key, count] of own) packages.set(key, (packages.get(key) ?? 0) + count);
    pieces.set(advisory.id, before + 1);
    return null;
  };
}
