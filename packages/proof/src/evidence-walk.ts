/** Walks through the entries of an audit export: recomputes the chain and notes where it stands at the sizes that checkpoints name. */
import { verifyChain } from './chain.ts';
import type { ChainLine, ChainPlace, ChainRefusal } from './chain.ts';
import type { EvidenceHeader } from './evidence-lines.ts';
import type { EvidenceProblem } from './evidence-report.ts';
import { sha256 } from './hash.ts';
import { toHex } from './hex.ts';
import { growingTree } from './merkle.ts';
import { parseStrictJsonText } from './strict-json.ts';

/** An entry with the number of its line in the file, from 1. */
export type NumberedEntry = { readonly line: ChainLine; readonly number: number };

/** A place with its tree root (hex); null where entries before the file's first are not at hand. */
export type RootedPlace = ChainPlace & { readonly root: string | null };

export type Walked = {
  /** The last place up to which the chain holds. */
  readonly end: ChainPlace;
  readonly broken: ChainRefusal | null;
  /** The places at the wanted sizes, as far as the chain holds. */
  readonly places: ReadonlyMap<number, RootedPlace>;
  readonly problems: readonly EvidenceProblem[];
};

export function walk(header: EvidenceHeader, entries: readonly NumberedEntry[], wanted: ReadonlySet<number>): Walked {
  const places = new Map<number, RootedPlace>();
  const tree = growingTree(sha256);
  let end: ChainPlace = header.after;
  const note = (): void => {
    if (wanted.has(end.size)) places.set(end.size, { ...end, root: header.after.size === 0 ? toHex(tree.root()) : null });
  };
  note();
  const lines = entries.map(({ line }) => line);
  const chain = verifyChain(lines, {
    from: header.after,
    onEntry: (place, leaf) => {
      end = place;
      tree.add(leaf);
      note();
    },
  });
  const problems = entries.flatMap((entry) => labelProblem(entry, header.chain));
  if (chain.ok) return { end, broken: null, places, problems };
  const { code, detail, seq } = chain;
  const line = entries[seq - header.after.size - 1]?.number ?? null;
  return { end, broken: chain, places, problems: [{ code, detail, seq, line }, ...problems] };
}

/** Number and chain are inside the hashed text: what is shown beside it must agree. */
function labelProblem({ line: { entry, seq }, number }: NumberedEntry, chain: string): EvidenceProblem[] {
  const say = (detail: string): EvidenceProblem[] => [{ code: 'evidence.mislabelled', detail, seq, line: number }];
  const json = parseStrictJsonText(entry);
  if (!json.ok) return say(`The text of entry ${seq} cannot be relied on: the JSON ${json.problem}.`);
  const { value } = json;
  if (typeof value !== 'object' || value === null) return say(`The text of entry ${seq} is not an object.`);
  if (!('seq' in value) || value.seq !== seq) return say(`The text that is shown as entry ${seq} carries another number.`);
  if (!('chain' in value) || value.chain !== chain) return say(`The text of entry ${seq} belongs to another chain than ${chain}.`);
  return [];
}
