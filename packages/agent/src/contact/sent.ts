/** What the server was last sent. A cache: without it the next difference is the whole. */
import { existsSync, readFileSync } from 'node:fs';
import { writeJson } from '../state/durable.ts';
import type { Sent } from './sections.ts';

export type SentBook = { readonly get: () => Sent | null; readonly set: (sent: Sent) => void };

export function openSentBook(path: string): SentBook {
  let sent: Sent | null | undefined;
  return {
    get() {
      if (sent === undefined) sent = read(path);
      return sent;
    },
    set(next) {
      if (sent === next) return;
      const same = sent !== undefined && sent !== null && JSON.stringify(sent.digests) === JSON.stringify(next.digests);
      if (!same) writeJson(path, next);
      sent = next;
    },
  };
}

/** Only as good as its digests: a content that does not fit them is refused by the server, which then asks for the whole. */
function read(path: string): Sent | null {
  try {
    const value: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
    return typeof value === 'object' && value !== null && 'digests' in value && 'contents' in value ? (value as Sent) : null;
  } catch {
    return null;
  }
}
