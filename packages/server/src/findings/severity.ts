/** The score that is shown of a vulnerability: computed from the vectors as they were published, the highest one. A word is a word and becomes no number. */
import { scoreVector } from '@fettle/core/risk';

export type ShownSeverity = {
  readonly score: number | null;
  readonly word: string | null;
  readonly vector: string | null;
  readonly source: string;
};

/** By feed, as `cve.cvss` keeps them. */
export type VectorsByFeed = Readonly<Record<string, readonly { readonly vector: string; readonly source: string }[]>>;

/** Whose vectors count first: who names vulnerabilities and adds what was left out, then the national database. */
const feedOrder = ['vulnrichment', 'nvd'];

/** Every vector of one CVE with its score, the one that counts first. One that can not be read is kept, without a score. */
export function severitiesOf(cvss: VectorsByFeed): readonly ShownSeverity[] {
  const rank = (feed: string): number => (feedOrder.includes(feed) ? feedOrder.indexOf(feed) : feedOrder.length);
  return Object.entries(cvss)
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .flatMap(([feed, vectors]) => vectors.map(({ vector, source }) => shown(vector, source === '' ? feed : source)));
}

/** What an advisory itself says of its severity. */
export function publishedSeverity({ type, value }: { readonly type: string; readonly value: string }, feed: string): ShownSeverity {
  return type === 'word' ? { score: null, word: value, vector: null, source: feed } : shown(value, feed);
}

function shown(vector: string, source: string): ShownSeverity {
  const scored = scoreVector(vector);
  return 'error' in scored ? { score: null, word: null, vector, source } : { score: scored.score, word: scored.severity, vector, source };
}

/** Of each CVE the vector that counts first, of these the highest; else what the advisory says; null: nobody says anything. */
export function highestSeverity(ofCves: readonly (readonly ShownSeverity[])[], ofAdvisory: readonly ShownSeverity[]): ShownSeverity | null {
  const counting = ofCves.flatMap((list) => list.find(({ score }) => score !== null) ?? []);
  const scored = (counting.length > 0 ? counting : ofAdvisory).toSorted((a, b) => (b.score ?? -1) - (a.score ?? -1));
  return scored[0] ?? null;
}
