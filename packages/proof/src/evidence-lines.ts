/**
 * The audit export, format `fettle-audit/1`: text, one JSON value a line.
 *
 *   1. the header: which chain, by which server, from which place
 *   2. the entries in their order, each with the exact text that was hashed and the head after it
 *   3. the checkpoints, and the authorities that name the servers' keys, as the envelopes that they are
 *
 * Nothing in it needs to be believed: `evidence-file.ts` recomputes and checks all of it.
 */
import { canonicalise } from './canonical.ts';
import { chainStart } from './chain.ts';
import type { ChainLine, ChainPlace } from './chain.ts';
import { payloadTypes } from './envelope-bytes.ts';
import type { Envelope } from './envelope-bytes.ts';
import { digest, either, instant, object, text, wholeNumber, word } from './shape.ts';
import type { Reader } from './shape.ts';
import { parseStrictJsonText } from './strict-json.ts';

/** `serverKey` is base64; `after` is the place behind which this file begins: size 0 and a head of zeros for a whole chain. */
export type EvidenceHeader = {
  readonly format: 'fettle-audit/1';
  readonly chain: string;
  readonly serverKey: string;
  readonly exportedAt: string;
  readonly after: ChainPlace;
};

export type EvidenceLine =
  | { readonly kind: 'header'; readonly header: EvidenceHeader }
  | { readonly kind: 'entry'; readonly line: ChainLine }
  | { readonly kind: 'authority' | 'checkpoint'; readonly envelope: unknown }
  | { readonly kind: 'unreadable'; readonly problem: string };

const readHeader = object<EvidenceHeader>({
  format: word('fettle-audit/1'),
  chain: text(100),
  serverKey: text(100),
  exportedAt: instant,
  after: object<ChainPlace>({ size: wholeNumber(0), head: digest }),
});
const entryMembers = { seq: wholeNumber(1), entry: text(16 * 1024 * 1024), head: digest };
const readEntry: Reader<ChainLine> = either(
  object<ChainLine>({ ...entryMembers, leaf: digest }),
  object<Omit<ChainLine, 'leaf'>>(entryMembers),
);

/** The first line of an export, without a line break. */
export function evidenceHeaderLine(fields: Omit<EvidenceHeader, 'format'>): string {
  return canonicalise({ format: 'fettle-audit/1', ...fields });
}

/** The line of an entry. */
export function evidenceEntryLine({ seq, entry, head }: ChainLine): string {
  return canonicalise({ seq, entry, head });
}

/** The line of a checkpoint or an authority. */
export function evidenceEnvelopeLine(envelope: Envelope): string {
  return canonicalise(envelope);
}

/** What a line is, by its members. `problem` completes the sentence "This line cannot be read: …". */
export function readEvidenceLine(line: string): EvidenceLine {
  const json = parseStrictJsonText(line);
  if (!json.ok) return { kind: 'unreadable', problem: `its JSON ${json.problem}` };
  const { value } = json;
  if (typeof value !== 'object' || value === null) return { kind: 'unreadable', problem: 'it is not an object' };
  if ('format' in value) {
    const header = readHeader(value, 'the header');
    if (!header.ok) return { kind: 'unreadable', problem: header.problem };
    const { after } = header.value;
    if (after.size === 0 && after.head !== chainStart.head)
      return { kind: 'unreadable', problem: 'a chain cannot begin behind another head' };
    return { kind: 'header', header: header.value };
  }
  if ('payloadType' in value) {
    if (value.payloadType === payloadTypes.checkpoint) return { kind: 'checkpoint', envelope: value };
    if (value.payloadType === payloadTypes.authority) return { kind: 'authority', envelope: value };
    return { kind: 'unreadable', problem: 'it is an envelope of a kind that does not belong into an audit export' };
  }
  const entry = readEntry(value, 'the entry');
  return entry.ok ? { kind: 'entry', line: entry.value } : { kind: 'unreadable', problem: entry.problem };
}
