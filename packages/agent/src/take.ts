/** What comes with a reply: instructions to look at, an authority, panic stops, holds. */
import { serverKey } from '@fettle/proof/authority';
import { openEnvelope } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import type { CheckInReply } from '@fettle/protocol/agent';
import { offerAuthority } from './identity.ts';
import { newEntry } from './journal.ts';
import type { Life } from './life.ts';
import { readMemory, rememberHolds, rememberInstruction } from './memory.ts';
import { obey } from './obey.ts';
import { spoolReport } from './spool.ts';
import { takeStop } from './stops.ts';

/** Authority and stops first: the instructions of the same reply are judged by them. */
export function takeReply(life: Life, reply: CheckInReply): void {
  const { folders, identity } = life.settings;
  if (reply.authority !== null) {
    const refused = offerAuthority(folders, identity.rootKeyId, life.authority(), reply.authority, life.now());
    if (refused !== null) life.log(`the authority that came was refused: ${refused}`);
  }
  for (const envelope of reply.stops) takeStop(folders, life.authority(), envelope, life.now(), life.log);
  rememberHolds(folders, reply.held, life.now());
  for (const envelope of reply.instructions) takeInstruction(life, envelope);
}

function takeInstruction(life: Life, envelope: unknown): void {
  const { folders, identity, key } = life.settings;
  const memory = readMemory(folders);
  const verdict = obey(envelope, life.self, life.standing(), { highest: memory.highest, ids: new Set(memory.ids) });
  // Taken, but not remembered: the agent died in between. The journal knows how far it came.
  if (verdict.ok && life.journal.read(verdict.instruction.id) !== null)
    return rememberInstruction(folders, verdict.instruction.id, verdict.instruction.sequence);
  if (verdict.ok) {
    const entry = newEntry(verdict.instruction, life.now());
    // The journal first: an instruction that is remembered as taken and stands nowhere would be lost.
    life.tell(life.journal.write(entry), { status: 'accepted' });
    rememberInstruction(folders, entry.instruction.id, entry.instruction.sequence);
    return;
  }
  // Known by its id: the same instruction handed out again while its report is on the way. No news.
  if (verdict.id !== null && memory.ids.includes(verdict.id)) return;
  life.log(`refused ${verdict.id ?? 'an instruction'}: ${verdict.code} ${verdict.detail}`);
  if (verdict.id === null) return;
  spoolReport(
    folders,
    key,
    identity.deviceId,
    verdict.id,
    0,
    { status: 'refused', code: verdict.code, detail: verdict.detail.slice(0, 2000) },
    life.now(),
  );
  // Remembered as settled, so that the refusal is told once; its sequence counts only where it really was for us.
  rememberInstruction(
    folders,
    verdict.id,
    verdict.code === 'refused.malformed' || verdict.code === 'refused.other-device' ? 0 : sequenceOf(life, envelope),
  );
}

function sequenceOf(life: Life, envelope: unknown): number {
  const opened = openEnvelope(envelope, payloadTypes.instruction, (keyid) => serverKey(life.authority(), keyid), {
    maxPayloadBytes: 32 * 1024 * 1024,
  });
  if (!opened.ok) return 0;
  const { sequence } = opened.payload as { sequence?: unknown };
  return typeof sequence === 'number' && Number.isSafeInteger(sequence) ? sequence : 0;
}
