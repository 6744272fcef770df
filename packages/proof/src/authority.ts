/**
 * The authority: who may approve for which client, and which servers devices listen to, signed by the provider's root key.
 *
 *   - Only the root key signs it. Devices know that key by its fingerprint, pinned at enrolment; the key itself travels inside the
 *     document and must hash to that fingerprint, so nothing in the document can vouch for another root.
 *   - Versions rise. An older authority is refused, or a dismissed approver could be brought back by an old copy.
 *   - It ends. An expired authority lets nobody approve.
 *   - No server is an approver or the root: a stolen server must not find a key that approves.
 */
import type { KeyObject } from 'node:crypto';
import type { Approver, Authority, AuthorityServer } from './documents.ts';
import { decodeBase64, payloadTypes } from './envelope-bytes.ts';
import type { Envelope } from './envelope-bytes.ts';
import { openEnvelope, seal } from './envelope.ts';
import { hasEnded, isBefore } from './instants.ts';
import { publicKeyFromRaw } from './keys.ts';
import type { SigningKey } from './keys.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { digest, either, instant, list, object, orNull, text, wholeNumber, word } from './shape.ts';
import { parseStrictJson } from './strict-json.ts';

export type { Approver, Authority, AuthorityServer } from './documents.ts';

export type AuthorityRefusal = Refusal<'authority.not-by-root' | 'authority.older' | 'authority.expired' | 'authority.malformed'>;
export type AuthorityRead = { readonly ok: true; readonly authority: Authority };

const maxPayloadBytes = 1024 * 1024;

const readServer = object<AuthorityServer>({ keyid: digest, publicKey: text(100), name: text(200) });
const readApprover = object<Approver>({
  keyid: digest,
  publicKey: text(100),
  name: text(200),
  personId: orNull(text(100)),
  clients: either(word('*'), list(text(100), 10_000)),
  expiresAt: instant,
});
const readAuthority = object<Authority>(
  {
    type: word('authority'),
    version: wholeNumber(1),
    provider: text(200),
    rootKeyId: digest,
    rootPublicKey: text(100),
    issuedAt: instant,
    expiresAt: instant,
    servers: list(readServer, 100),
    approvers: list(readApprover, 1000),
    withdrawnCommands: list(digest, 1000),
  },
  // An older authority says nothing of commands, and is as good as it was.
  ['withdrawnCommands'],
);

/**
 * Whether this is an authority that holds now. `newerThan` is the highest version accepted before, or null where there is none
 * (or where an authority that was accepted before is read again). Throws RangeError if `now` is no time.
 */
export function verifyAuthority(
  envelope: unknown,
  { rootKeyId, newerThan, now }: { readonly rootKeyId: string; readonly newerThan: number | null; readonly now: string },
): AuthorityRead | AuthorityRefusal {
  const opened = openAuthority(envelope, rootKeyId);
  if (!opened.ok) return opened;
  const { version, expiresAt } = opened.authority;
  if (newerThan !== null && version <= newerThan) {
    return refuse(
      'authority.older',
      `This authority has version ${version}; version ${newerThan} is known already, and only newer ones are accepted.`,
    );
  }
  if (hasEnded(expiresAt, now)) {
    return refuse('authority.expired', `This authority ended at ${expiresAt}. Have a new one signed with the root key.`);
  }
  return opened;
}

/** Signature and content of an authority, whatever its age: for evidence. What may act now is `verifyAuthority`'s to say. */
export function openAuthority(
  envelope: unknown,
  rootKeyId: string,
): AuthorityRead | Refusal<'authority.not-by-root' | 'authority.malformed'> {
  const findRoot = (keyid: string): KeyObject | null => (keyid === rootKeyId ? rootKeyInside(envelope, rootKeyId) : null);
  const opened = openEnvelope(envelope, payloadTypes.authority, findRoot, { maxPayloadBytes });
  if (!opened.ok) {
    const isForeign = opened.code === 'envelope.unknown-key' || opened.code === 'envelope.bad-signature';
    if (!isForeign) return refuse('authority.malformed', opened.detail);
    return refuse(
      'authority.not-by-root',
      `This authority is not signed by the root key ${rootKeyId} that is trusted here. ${opened.detail}`,
    );
  }
  const read = readAuthority(opened.payload, 'the authority');
  if (!read.ok) return unusable(read.problem);
  const problem = contradiction(read.value, rootKeyId);
  return problem === null ? { ok: true, authority: read.value } : unusable(problem);
}

/**
 * Signs an authority with the root key, whose fingerprint and public half it adds. Throws RangeError where the result would be
 * refused, so that nobody distributes one that no device takes.
 */
export function signAuthority(fields: Omit<Authority, 'type' | 'rootKeyId' | 'rootPublicKey'>, rootKey: SigningKey): Envelope {
  const authority: Authority = { type: 'authority', ...fields, rootKeyId: rootKey.keyid, rootPublicKey: rootKey.publicKey };
  const envelope = seal(payloadTypes.authority, authority, rootKey);
  const opened = openAuthority(envelope, rootKey.keyid);
  if (!opened.ok) throw new RangeError(opened.detail);
  return envelope;
}

/** The key of a server that the authority names, or null. For `openEnvelope`; keep the result, it costs more than a verification. */
export function serverKey(authority: Authority | null, keyid: string): KeyObject | null {
  const server = authority?.servers.find((entry) => entry.keyid === keyid);
  return server === undefined ? null : keyOf(server.publicKey, keyid);
}

/** The key of an approver that the authority names, expired or not, or null. */
export function approverKey(authority: Authority, keyid: string): KeyObject | null {
  const approver = authority.approvers.find((entry) => entry.keyid === keyid);
  return approver === undefined ? null : keyOf(approver.publicKey, keyid);
}

/** Whether this approver may speak for this client. */
export function mayApproveFor(approver: Approver, clientId: string): boolean {
  return approver.clients === '*' || approver.clients.includes(clientId);
}

/** A key written in a document, if it is one and has this fingerprint. */
export function keyOf(publicKey: string, keyid: string): KeyObject | null {
  const read = publicKeyFromRaw(publicKey);
  return read.ok && read.keyid === keyid ? read.key : null;
}

/**
 * The root key as the document states it. This one look comes before the signature was verified; what it finds is used only if it
 * hashes to the pinned fingerprint, which nobody but the owner of the root key can bring about.
 */
function rootKeyInside(envelope: unknown, rootKeyId: string): KeyObject | null {
  if (typeof envelope !== 'object' || envelope === null || !('payload' in envelope) || typeof envelope.payload !== 'string') return null;
  const bytes = decodeBase64(envelope.payload);
  const json = bytes === null ? null : parseStrictJson(bytes);
  if (json?.ok !== true || typeof json.value !== 'object' || json.value === null || !('rootPublicKey' in json.value)) return null;
  const { rootPublicKey } = json.value;
  return typeof rootPublicKey === 'string' ? keyOf(rootPublicKey, rootKeyId) : null;
}

/** What a well-formed authority must not say. */
function contradiction(authority: Authority, rootKeyId: string): string | null {
  if (authority.rootKeyId !== rootKeyId) return 'it names another root key than the one that signed it';
  if (!isBefore(authority.issuedAt, authority.expiresAt)) return 'it ends before it begins';
  const servers = new Set<string>();
  for (const server of authority.servers) {
    if (keyOf(server.publicKey, server.keyid) === null)
      return `the key of server ${JSON.stringify(server.name)} does not have the fingerprint beside it`;
    if (server.keyid === rootKeyId) return 'the root key is listed as a server';
    if (servers.has(server.keyid)) return `the server key ${server.keyid} is listed twice`;
    servers.add(server.keyid);
  }
  const approvers = new Set<string>();
  for (const approver of authority.approvers) {
    if (keyOf(approver.publicKey, approver.keyid) === null)
      return `the key of approver ${JSON.stringify(approver.name)} does not have the fingerprint beside it`;
    if (servers.has(approver.keyid)) return `the key ${approver.keyid} is listed as a server and as an approver`;
    if (approvers.has(approver.keyid)) return `the approver key ${approver.keyid} is listed twice`;
    approvers.add(approver.keyid);
  }
  return null;
}

function unusable(problem: string): Refusal<'authority.malformed'> {
  return refuse('authority.malformed', `This authority cannot be used: ${problem}.`);
}
