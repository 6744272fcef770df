/**
 * The authority that this device knows. Signed by the root key that was pinned at enrolment; newer ones replace it, older ones never. One that
 * is over is still known: nothing may be done by it, but the reply of a server that it names can bring the next one.
 */
import { openAuthority, verifyAuthority } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import { z } from 'zod';
import { writeJson } from './durable.ts';
import type { Folders } from './folders.ts';
import { readAs, unreadable } from './read-file.ts';

export type AuthorityBook = {
  /** The newest that was ever taken, over or not. */
  readonly known: () => Authority;
  /** The same, or null where it is over at this time. */
  readonly inForce: (now: string) => Authority | null;
  /** Looks at another one: newer, by the pinned root, in force. Changes nothing. */
  readonly examine: (envelope: unknown, now: string) => ReturnType<typeof verifyAuthority>;
  /** Takes a newer one. What was wrong with it, or null. */
  readonly offer: (envelope: unknown, now: string) => string | null;
};

export type BookRead = { readonly ok: true; readonly book: AuthorityBook } | { readonly ok: false; readonly sentence: string };

/** Reads the authority of an enrolled device. Without one nothing that a server says could be believed. */
export function openAuthorityBook(folders: Folders, rootKeyId: string): BookRead {
  const read = readAs(folders.authority, z.unknown());
  if (!read.ok) return read;
  if (read.value === null) return unreadable(folders.authority, 'it is not there, though this device is enrolled');
  const opened = openAuthority(read.value, rootKeyId);
  if (!opened.ok) return unreadable(folders.authority, opened.detail.replace(/\.$/, ''));
  let known = opened.authority;
  const examine = (envelope: unknown, now: string) => verifyAuthority(envelope, { rootKeyId, newerThan: known.version, now });
  return {
    ok: true,
    book: {
      known: () => known,
      inForce: (now) => (isOver(known, now) ? null : known),
      examine,
      offer(envelope, now) {
        const verified = examine(envelope, now);
        if (!verified.ok) return verified.detail;
        writeJson(folders.authority, envelope);
        known = verified.authority;
        return null;
      },
    },
  };
}

export function isOver(authority: Authority, now: string): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(authority.expiresAt), Temporal.Instant.from(now)) <= 0;
}
