/** The way of every change of the authority: root key, authority in force, draft, what the person sees, signature, handed in, remembered. */
import { join } from 'node:path';
import { openAuthority, signAuthority } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import type { SigningKey } from '@fettle/proof/keys';
import { connect } from '../connection/api.ts';
import type { Connection } from '../connection/api.ts';
import { keysFolder } from '../connection/keys-folder.ts';
import type { ConnectionOptions } from '../connection/settings.ts';
import { timestamp } from '../io.ts';
import type { Answer, Io } from '../io.ts';
import { readSigningKey } from '../keys/signing-key.ts';
import { blocks, screenOf } from '../output/screen.ts';
import { Refused, usage } from '../refused.ts';
import type { AuthorityDraft, Drafted } from './draft.ts';
import { authorityFromFile, fetchAuthority } from './fetch.ts';
import { checkNotOlder, memoryFile, remember } from './remember.ts';
import { authorityText } from './trust-text.ts';

export type ChangeOptions = ConnectionOptions & {
  readonly rootKey?: string | undefined;
  /** A signed authority in a file, to go on from in place of the server's: after the server was restored from an old backup. */
  readonly from?: string | undefined;
};

/** What the next authority is, given the one in force. May ask the server and the person. */
export type MakeDraft = (given: {
  readonly connection: Connection;
  readonly authority: Authority;
  readonly now: string;
}) => Promise<Drafted>;

/** Signs the next authority here with the root key, and hands it in. The root key itself is the measure of what the server says is in force. */
export async function changeAuthority(io: Io, options: ChangeOptions, make: MakeDraft): Promise<Answer> {
  const rootFile = rootKeyFile(io, options);
  const rootKey = readSigningKey(io.folder, rootFile);
  const connection = connect(io, options);
  if (connection.rootKeyId !== null && connection.rootKeyId !== rootKey.keyid)
    throw new Refused({
      code: 'authority.not-by-root',
      title: 'This is another root key',
      detail: `${rootFile} has the fingerprint ${rootKey.keyid}; trusted here is ${connection.rootKeyId}.`,
      remedy: 'Give the root key of this provider with --root-key, or the right fingerprint with --trust.',
    });
  const inForce = await fetchAuthority(connection, rootKey.keyid);
  const { authority } = options.from === undefined ? inForce : authorityFromFile(io.folder, options.from, rootKey.keyid);
  const memory = memoryFile(io.folder, rootFile);
  checkNotOlder(memory, rootKey.keyid, authority.version);
  const now = timestamp(io);
  const drafted = await make({ connection, authority, now });
  if (!drafted.ok)
    throw new Refused({
      code: drafted.code,
      title: 'The authority was not changed',
      detail: drafted.detail,
      remedy: 'fettle trust show shows who is in it.',
    });
  const envelope = signed(drafted.draft, rootKey);
  const trust = await connection.api('putAuthority', { body: { envelope } });
  const opened = openAuthority(envelope, rootKey.keyid);
  const isKept = remember(memory, envelope);
  const text = blocks(
    `Signed and handed in: version ${drafted.draft.version}, ${drafted.changed}.`,
    opened.ok ? authorityText(screenOf(io), opened.authority) : null,
    isKept ? null : `Its place is read-only, so ${memory} was not written: an older authority would not be noticed next time.`,
  );
  return { json: trust, text };
}

/** `signAuthority` throws where no device would take the result: an empty name, a text that is too long. */
function signed(draft: AuthorityDraft, rootKey: SigningKey): Envelope {
  try {
    return signAuthority(draft, rootKey);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Refused({
      code: 'authority.malformed',
      title: 'The authority was not changed',
      detail: error.message,
      remedy: 'Mend what is named. Nothing was signed.',
    });
  }
}

/** `--root-key`, otherwise root.key of the keys folder. */
export function rootKeyFile(io: Pick<Io, 'env' | 'folder'>, options: { readonly rootKey?: string | undefined }): string {
  return options.rootKey ?? join(keysFolder(io), 'root.key');
}

/** `--days`: a number above nothing, at most ten years. */
export function daysOf(text: string): number {
  const days = Number(text);
  if (days > 0 && days <= 3650) return days;
  throw usage(`--days takes days, such as 365 (at most 3650), not ${JSON.stringify(text)}.`);
}
