/**
 * One check-in: digests first, then the sections that the server asks for, in as many rounds as that takes (two). Each carries a counter that only rises and
 * the ticket that the server gave last time: two agents with one key diverge, and are noticed.
 */
import type { Scan } from '@fettle/core/inventory';
import type { LastEnd } from '@fettle/managers/system';
import { seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { agentPaths, agentProtocol, CheckInReply } from '@fettle/protocol/agent';
import type { CheckIn } from '@fettle/protocol/agent';
import type { State } from '../state/state.ts';
import { stopVersion } from '../state/stops.ts';
import { openReply } from './open-reply.ts';
import { aliveBefore, clockAt } from './power.ts';
import { sectionsFor, sectionsOf } from './sections.ts';
import type { Digests } from './sections.ts';
import type { SentBook } from './sent.ts';
import { post } from './transport.ts';

export type CheckInFacts = {
  readonly scan: Scan | null;
  readonly bootId: string;
  readonly agentVersion: string;
  readonly mode: 'observe' | 'manage';
  readonly now: () => string;
  /** Since this start of the device, sleep included; null: not known. */
  readonly upSeconds: number | null;
  /** How the start before ended; asked for where the last attempt was in another start than this. */
  readonly lastEnd: LastEnd | null;
};
export type Heard = {
  readonly reply: CheckInReply;
  /** False: the authority that names the server is over, so nothing that it says is followed. */
  readonly believed: boolean;
  readonly tookAuthority: boolean;
};
export type CheckedIn =
  | ({ readonly ok: true; /** Why the inventory did not arrive, or null. */ readonly sectionTrouble: string | null } & Heard)
  | { readonly ok: false; readonly code: string; readonly detail: string };

type Exchanged = ({ readonly ok: true } & Heard) | { readonly ok: false; readonly code: string; readonly detail: string };
const mostRounds = 3;

/** Checks in. A first reply stands even where the inventory after it could not be delivered: its instructions and holds are as good. */
export async function checkIn(state: State, sent: SentBook, facts: CheckInFacts): Promise<CheckedIn> {
  const sections = facts.scan === null ? null : sectionsOf(facts.scan);
  const first = await exchange(state, facts, sections?.digests ?? {}, undefined);
  if (!first.ok) {
    troubles.set(state, first.detail);
    return first;
  }
  troubles.delete(state);
  let last: Extract<Exchanged, { ok: true }> = first;
  for (let round = 0; sections !== null && last.believed && last.reply.status === 'ok' && last.reply.wants.length > 0; round += 1) {
    if (round === mostRounds) return { ...last, sectionTrouble: 'the server asks for the same sections again and again' };
    const next = await exchange(state, facts, sections.digests, sectionsFor(last.reply.wants, sections, round === 0 ? sent.get() : null));
    if (!next.ok) return { ...last, sectionTrouble: next.detail };
    last = { ...next, tookAuthority: last.tookAuthority || next.tookAuthority };
  }
  if (sections !== null && last.believed && last.reply.status === 'ok') sent.set(sections);
  return { ...last, sectionTrouble: null };
}

async function exchange(state: State, facts: CheckInFacts, digests: Digests, sections: CheckIn['sections']): Promise<Exchanged> {
  const { identity, key, contact, authority, journal } = state;
  const before = contact.get();
  const counter = before.counter + 1;
  // Before it is sent: a counter that was ever on the wire is never used again.
  const at = facts.now();
  const { bootId, upSeconds } = facts;
  const life = {
    bootId,
    sentAt: at,
    aliveBefore: aliveBefore(before, bootId, facts.lastEnd),
    ...clockAt(before, { bootId, at, upSeconds }),
  };
  contact.set({ ...before, ...life, ticket: tickets.get(state) ?? before.ticket, counter, trouble: troubles.get(state) ?? null });
  const message: CheckIn = {
    type: 'check-in',
    protocol: agentProtocol,
    deviceId: identity.deviceId,
    counter,
    ticket: contact.get().ticket,
    at,
    bootId,
    scannedAt: facts.scan?.at ?? null,
    agentVersion: facts.agentVersion,
    mode: facts.mode,
    authorityVersion: authority.known().version,
    stopVersion: stopVersion(state.stops.get()),
    inFlight: journal
      .entries()
      .filter((entry) => entry.phase !== 'ended')
      .map((entry) => entry.instruction.id)
      .slice(0, 200),
    spooled: journal.unsent().reduce((sum, one) => sum + one.reports.length, 0),
    power: { upSeconds: upSeconds === null ? null : Math.floor(upSeconds), aliveBefore: life.aliveBefore },
    digests,
    ...(sections === undefined ? {} : { sections }),
  };
  const answer = await post(identity, agentPaths.checkIn, seal(payloadTypes.checkIn, message, key));
  if (!answer.ok) return { ok: false, code: answer.code, detail: answer.detail };
  const opened = openReply(answer.body, authority, facts.now());
  if (!opened.ok) return { ok: false, code: opened.code, detail: opened.detail };
  const reply = CheckInReply.safeParse(opened.payload);
  if (!reply.success || reply.data.deviceId !== identity.deviceId || reply.data.counter !== counter)
    return { ok: false, code: 'reply.not-for-this', detail: 'The reply is not the answer to this check-in.' };
  tickets.set(state, reply.data.ticket);
  return { ok: true, reply: reply.data, believed: opened.believed, tookAuthority: opened.tookAuthority };
}

/**
 * The ticket of the last reply. It is written with the next counter rather than by itself: where it is lost with this process, the server still
 * takes the one before, as after a reply that was lost on the way.
 */
const tickets = new WeakMap<State, string>();

/** Why the last check-in failed, written down in the same way. */
const troubles = new WeakMap<State, string>();
