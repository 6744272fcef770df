/** Chains, checkpoints and exports for tests. */
import { chainStart, entryText, leafHash, nextHead } from './chain.ts';
import type { ChainLine, ChainPlace } from './chain.ts';
import { rootOfLeaves, signCheckpoint } from './checkpoint.ts';
import type { Envelope } from './envelope-bytes.ts';
import { evidenceEntryLine, evidenceEnvelopeLine, evidenceHeaderLine } from './evidence-lines.ts';
import { digestFromHex, toHex } from './hex.ts';
import type { SigningKey } from './keys.ts';

export const at = '2026-03-01T00:00:00Z';

/** The entries as a server would write them. `word` makes another chain of the same length. */
export function chainOf(chain: string, count: number, word = 'x'): ChainLine[] {
  const lines: ChainLine[] = [];
  let { head } = chainStart;
  for (let seq = 1; seq <= count; seq++) {
    const entry = entryText({ chain, seq, at, action: 'test.done', body: { word } });
    head = toHex(nextHead(digestFromHex(head) ?? new Uint8Array(0), leafHash(entry)));
    lines.push({ seq, entry, head });
  }
  return lines;
}

/** The checkpoint that an honest server signs over the first `size` entries. */
export function checkpointAt(chain: string, lines: readonly ChainLine[], size: number, key: SigningKey): Envelope {
  const root = rootOfLeaves(lines.slice(0, size).map(({ entry }) => leafHash(entry)));
  return signCheckpoint({ chain, size, root, head: lines[size - 1]?.head ?? chainStart.head, at }, key);
}

/** An export as text. */
export function exportOf(
  chain: string,
  key: SigningKey,
  lines: readonly ChainLine[],
  envelopes: readonly Envelope[],
  after: ChainPlace = chainStart,
): string {
  return [
    evidenceHeaderLine({ chain, serverKey: key.publicKey, exportedAt: at, after }),
    ...lines.map(evidenceEntryLine),
    ...envelopes.map(evidenceEnvelopeLine),
    '',
  ].join('\n');
}
