/**
 * One check-in: digests first, then the sections that the server asks for, in as many rounds as that takes (two). Each carries a counter that only rises and
 * the ticket that the server gave last time: two agents with one key diverge, and are noticed.
 */
import type { Scan } from '@fettle/core/inventory';
import { serverKey } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import { openEnvelope, seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import type { SigningKey } from '@fettle/proof/keys';
import { agentPaths, agentProtocol, CheckInReply } from '@fettle/protocol/agent';
import type { CheckIn } from '@fettle/protocol/agent';
import type { KeyObject } from 'node:crypto';
import { readJson, writeJson } from './durable.ts';
import type { Folders } from './folders.ts';
import { readContact, writeContact } from './identity.ts';
import type { Identity } from './identity.ts';
import { contentsOf, digestsOf, sectionsFor } from './sections.ts';
import type { Digests, SectionContents } from './sections.ts';
import { post } from './transport.ts';

export type CheckInFacts = {
  readonly identity: Identity;
  readonly key: SigningKey;
  readonly authority: Authority | null;
  readonly scan: Scan | null;
  readonly bootId: string;
  readonly agentVersion: string;
  readonly mode: 'observe' | 'manage';
  readonly stopVersion: number;
  readonly inFlight: readonly string[];
  readonly spooled: number;
  readonly now: () => string;
};
export type CheckedIn =
  | { readonly ok: true; readonly reply: CheckInReply }
  | { readonly ok: false; readonly code: string; readonly detail: string };

/** The keys of the servers that the authority names. */
export function serverKeyOf(authority: Authority | null): (keyid: string) => KeyObject | null {
  return (keyid) => serverKey(authority, keyid);
}

/** Checks in. On success what was sent is remembered, so that the next difference is small. */
export async function checkIn(folders: Folders, facts: CheckInFacts): Promise<CheckedIn> {
  const contents = facts.scan === null ? null : contentsOf(facts.scan);
  let last = await exchange(folders, facts, contents === null ? {} : digestsOf(contents), undefined);
  for (let round = 0; round < 3 && last.ok && last.reply.wants.length > 0 && contents !== null; round += 1) {
    const sent = readJson(folders.sent) as { contents: SectionContents; digests: Digests } | null;
    const sections = sectionsFor(last.reply.wants, contents, round === 0 ? sent : null);
    const next = await exchange(folders, facts, digestsOf(contents), sections);
    if (next.ok)
      next.reply.instructions.push(
        ...last.reply.instructions.filter((one) => !next.reply.instructions.some((other) => other.payload === one.payload)),
      );
    last = next;
  }
  if (last.ok && contents !== null && last.reply.wants.length === 0) rememberSent(folders, contents);
  return last;
}

/** Written only when it differs: an unchanged check-in costs no disk. */
function rememberSent(folders: Folders, contents: SectionContents): void {
  const digests = digestsOf(contents);
  const sent = readJson(folders.sent) as { digests: Digests } | null;
  if (sent !== null && JSON.stringify(sent.digests) === JSON.stringify(digests)) return;
  writeJson(folders.sent, { digests, contents });
}

async function exchange(folders: Folders, facts: CheckInFacts, digests: Digests, sections: CheckIn['sections']): Promise<CheckedIn> {
  const contact = readContact(folders);
  const counter = contact.counter + 1;
  // Before it is sent: a counter that was ever on the wire is never used again.
  writeContact(folders, { ...contact, counter });
  const message: CheckIn = {
    type: 'check-in',
    protocol: agentProtocol,
    deviceId: facts.identity.deviceId,
    counter,
    ticket: contact.ticket,
    at: facts.now(),
    bootId: facts.bootId,
    scannedAt: facts.scan?.at ?? null,
    agentVersion: facts.agentVersion,
    mode: facts.mode,
    authorityVersion: facts.authority?.version ?? 0,
    stopVersion: facts.stopVersion,
    inFlight: [...facts.inFlight],
    spooled: facts.spooled,
    digests,
    ...(sections === undefined ? {} : { sections }),
  };
  const answer = await post(facts.identity.server, agentPaths.checkIn, seal(payloadTypes.checkIn, message, facts.key));
  if (!answer.ok) return { ok: false, code: answer.code, detail: answer.detail };
  const opened = openEnvelope(answer.body, payloadTypes.reply, serverKeyOf(facts.authority), { maxPayloadBytes: 64 * 1024 * 1024 });
  if (!opened.ok) return { ok: false, code: opened.code, detail: opened.detail };
  const reply = CheckInReply.safeParse(opened.payload);
  if (!reply.success || reply.data.deviceId !== facts.identity.deviceId || reply.data.counter !== counter) {
    return { ok: false, code: 'reply.not-for-this', detail: 'The reply is not the answer to this check-in.' };
  }
  writeContact(folders, { counter, ticket: reply.data.ticket });
  return { ok: true, reply: reply.data };
}
