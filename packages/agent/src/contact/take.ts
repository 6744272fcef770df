/** What comes with a reply: an authority, panic stops, holds, instructions to look at. */
import { rulesOf } from '@fettle/core/deployment';
import type { HealthCheck } from '@fettle/core/deployment';
import type { CheckInReply } from '@fettle/protocol/agent';
import type { InstructionRead } from '@fettle/protocol/instruction';
import type { Life } from '../life.ts';
import { judge, readInstruction } from '../obey/obey.ts';
import type { Refused } from '../obey/types.ts';
import { isTaken, withHolds, withRefused, withTaken } from '../state/memory.ts';
import { takeStop } from '../state/stops.ts';
import type { Heard } from './check-in.ts';

/** Authority and stops first: the instructions of the same reply are judged by them. */
export function takeReply(life: Life, { reply, believed, tookAuthority }: Heard): void {
  const { contact, authority, memory, stops, identity } = life.state;
  const at = life.now();
  if (!believed) return sayOver(life);
  if (tookAuthority) life.log(`took version ${authority.known().version} of the authority`);
  const quarantinedSince = reply.status === 'quarantined' ? (contact.get().quarantinedSince ?? at) : null;
  sayQuarantine(life, quarantinedSince);
  const aheadSeconds = Temporal.Instant.from(reply.at).until(at).total('seconds');
  contact.set({ ...contact.get(), heardAt: at, quarantinedSince, aheadSeconds: contact.get().startedAt === null ? null : aheadSeconds });
  // Two speak with this key: what the server says now may be meant for the other one, and clears no hold.
  if (reply.status === 'quarantined') return;
  if (reply.authority !== null && !tookAuthority) {
    const refused = authority.offer(reply.authority, at);
    life.log(
      refused === null ? `took version ${authority.known().version} of the authority` : `the authority that came was refused: ${refused}`,
    );
  }
  for (const envelope of reply.stops) {
    const said = takeStop(stops, authority.inForce(at), envelope, at);
    if (said !== null) life.log(said);
  }
  memory.set(withHolds(memory.get(), reply.held));
  sayClock(life, reply, at);
  takeInstructions(life, reply.instructions, identity.deviceId);
}

/** In the order of their sequences, whatever order they came in. */
function takeInstructions(life: Life, envelopes: readonly unknown[], deviceId: string): void {
  const read = envelopes.map((envelope) => readInstruction(envelope, life.state.authority.inForce(life.now())));
  for (const one of read) if (!one.ok) refuse(life, one);
  const readable = read.flatMap((one) => (one.ok ? [one.instruction] : []));
  for (const instruction of readable.toSorted((a, b) => a.sequence - b.sequence)) take(life, instruction, deviceId);
}

function take(life: Life, instruction: InstructionRead, deviceId: string): void {
  const { memory, journal } = life.state;
  // Handed out again while its report is on the way. No news.
  if (instruction.deviceId === deviceId && isTaken(memory.get(), instruction.id)) return;
  const verdict = judge(instruction, life.self, life.standing(), memory.get());
  if (!verdict.ok) return refuse(life, verdict);
  // The journal first: an instruction that is remembered as taken and stands nowhere would be lost.
  journal.take(instruction, life.now());
  memory.set(withTaken(memory.get(), instruction.id, instruction.sequence));
  life.usual.watch(checksIn(instruction), life.now());
  life.log(`took ${instruction.body.verb} ${instruction.id}`);
  life.wakeWorker();
  life.wakeContact();
}

/** The checks that an instruction will have asked here. */
function checksIn({ body }: InstructionRead): readonly HealthCheck[] {
  if (body.verb === 'check') return body.checks;
  return 'header' in body ? rulesOf(body.header, body.share).checks : [];
}

function refuse(life: Life, refused: Refused): void {
  const { memory, journal } = life.state;
  const { id, code, detail } = refused;
  if (id !== null && memory.get().refused.includes(id)) return;
  life.log(`refused ${id ?? 'an instruction'}: ${code} ${detail}`);
  // Without an id there is nothing to report on: it did not come from a server of ours, or names nothing.
  if (id === null) return;
  journal.refuse(id, { status: 'refused', code, detail }, life.now());
  memory.set(withRefused(memory.get(), id));
  life.wakeContact();
}

function sayQuarantine(life: Life, since: string | null): void {
  const before = life.state.contact.get().quarantinedSince;
  if (since !== null && before === null)
    life.log(
      'quarantined: the server says that two agents speak with the key of this device. No instruction is taken until a person says in the console whether it was restored or cloned.',
    );
  if (since === null && before !== null) life.log('the quarantine is over');
}

function sayOver(life: Life): void {
  const { expiresAt, version } = life.state.authority.known();
  life.logOnce(
    'authority',
    `the authority that this device knows (version ${version}) ended at ${expiresAt}; here it is ${life.now()}. Nothing that the server says is followed until a newer authority comes: fettle trust renew.`,
    `over ${version}`,
  );
}

/** A clock that is far off opens windows at the wrong time; nobody else may set it, but it can be said. */
function sayClock(life: Life, reply: CheckInReply, at: string): void {
  const seconds = Math.abs(Temporal.Instant.from(reply.at).until(Temporal.Instant.from(at)).total('seconds'));
  life.logOnce('clock', seconds > 300 ? `the clock of this device says ${at}, the server's ${reply.at}` : null, 'off');
}
