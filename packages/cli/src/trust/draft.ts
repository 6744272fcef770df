/** The next authority: what changes from the one in force. Nothing is signed here, and nothing is read but the arguments. */
import type { Approver, Authority } from '@fettle/proof/authority';
import { refuse } from '@fettle/proof/refusal';
import type { Refusal } from '@fettle/proof/refusal';

/** What `signAuthority` takes. */
export type AuthorityDraft = Omit<Authority, 'type' | 'rootKeyId' | 'rootPublicKey'>;
export type Drafted = { readonly ok: true; readonly draft: AuthorityDraft; readonly changed: string } | Refusal<DraftRefusal>;
export type DraftRefusal = 'trust.ended' | 'trust.key-taken' | 'trust.unknown' | 'trust.ambiguous' | 'trust.last-server';

type Now = { readonly now: string };

/** Lets this approver approve; one who is there already gets the new clients and the new end. */
export function withApprover(authority: Authority, approver: Approver, { now }: Now): Drafted {
  if (approver.keyid === authority.rootKeyId) return refuse('trust.key-taken', 'The root key admits approvers; it is none itself.');
  if (authority.servers.some(({ keyid }) => keyid === approver.keyid))
    return refuse('trust.key-taken', 'This is the key of a server. A server can not approve.');
  const others = authority.approvers.filter(({ keyid }) => keyid !== approver.keyid);
  const verb = others.length === authority.approvers.length ? 'may approve now' : 'may still approve, on new terms';
  return next(authority, { approvers: [...others, approver] }, `${approver.name} ${verb}`, now);
}

/** Takes an approver out, named by fingerprint, by its beginning (8 characters or more), or by name. */
export function withoutApprover(authority: Authority, named: string, { now }: Now): Drafted {
  const found = findKey(authority.approvers, named);
  if (!found.ok) return found;
  const approvers = authority.approvers.filter(({ keyid }) => keyid !== found.entry.keyid);
  return next(authority, { approvers }, `${found.entry.name} may not approve any more`, now);
}

/** The same authority for longer; also where it has ended. `days` count from now. */
export function renewed(authority: Authority, days: number, { now }: Now): Drafted {
  const expiresAt = plusDays(now, days);
  return { ok: true, draft: draftOf(authority, { expiresAt }, now), changed: `holds until ${expiresAt}` };
}

/** Lets devices listen to one more server; one that is there already gets the new name. */
export function withServer(authority: Authority, server: Authority['servers'][number], { now }: Now): Drafted {
  if (server.keyid === authority.rootKeyId || authority.approvers.some(({ keyid }) => keyid === server.keyid))
    return refuse('trust.key-taken', "This key is the root's or an approver's. A server can not have a key that approves.");
  const others = authority.servers.filter(({ keyid }) => keyid !== server.keyid);
  return next(authority, { servers: [...others, server] }, `devices listen to server ${server.name}`, now);
}

/** Takes a server out. The last one stays: devices would listen to nobody. */
export function withoutServer(authority: Authority, named: string, { now }: Now): Drafted {
  const found = findKey(authority.servers, named);
  if (!found.ok) return found;
  const servers = authority.servers.filter(({ keyid }) => keyid !== found.entry.keyid);
  if (servers.length === 0) return refuse('trust.last-server', 'This is the only server that devices listen to. Add the new one first.');
  return next(authority, { servers }, `devices do not listen to server ${found.entry.name} any more`, now);
}

/** Takes a signed command back: devices that have heard of it run it no more. `document`: the hash of what was signed. */
export function withoutCommand(authority: Authority, command: { readonly name: string; readonly document: string }, { now }: Now): Drafted {
  const withdrawn = authority.withdrawnCommands ?? [];
  if (withdrawn.includes(command.document)) return refuse('trust.unknown', `The command ${command.name} has been withdrawn before.`);
  return next(authority, { withdrawnCommands: [...withdrawn, command.document] }, `the command ${command.name} may not run any more`, now);
}

/** So many days of 24 hours after a time. */
export function plusDays(now: string, days: number): string {
  return Temporal.Instant.from(now)
    .add({ minutes: Math.round(days * 24 * 60) })
    .toString({ smallestUnit: 'millisecond' });
}

function next(authority: Authority, part: Partial<AuthorityDraft>, changed: string, now: string): Drafted {
  if (Temporal.Instant.compare(authority.expiresAt, now) <= 0)
    return refuse('trust.ended', `The authority ended at ${authority.expiresAt}. Renew it first: fettle trust renew.`);
  return { ok: true, draft: draftOf(authority, part, now), changed };
}

function draftOf(
  { version, provider, expiresAt, servers, approvers, withdrawnCommands }: Authority,
  part: Partial<AuthorityDraft>,
  now: string,
): AuthorityDraft {
  const withdrawn = withdrawnCommands === undefined ? {} : { withdrawnCommands };
  return { provider, expiresAt, servers, approvers, ...withdrawn, ...part, version: version + 1, issuedAt: now };
}

type Keyed = { readonly keyid: string; readonly name: string };

function findKey<T extends Keyed>(
  entries: readonly T[],
  named: string,
): { readonly ok: true; readonly entry: T } | Refusal<'trust.unknown' | 'trust.ambiguous'> {
  const hex = named.toLowerCase().replaceAll(/[-:\s]/g, '');
  const byKey = /^[0-9a-f]{8,64}$/.test(hex) ? entries.filter(({ keyid }) => keyid.startsWith(hex)) : [];
  const found = byKey.length > 0 ? byKey : entries.filter(({ name }) => name.toLowerCase() === named.trim().toLowerCase());
  const [entry] = found;
  if (entry === undefined) return refuse('trust.unknown', `The authority names nobody like ${JSON.stringify(named)}.`);
  if (found.length > 1)
    return refuse('trust.ambiguous', `The authority has ${found.length} keys like ${JSON.stringify(named)}. Name the fingerprint.`);
  return { ok: true, entry };
}
