/** What devices of several clients say in the same moment is taken together: each hears what is its own, and none is harmed by another. */
import { openEnvelope } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { InstructionSchema } from '@fettle/protocol/instruction';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { issueInstructions } from '../instructions/index.ts';
import { inClients } from '../platform/database/index.ts';
import { checkIn, contentsOf, enrol, newAgent, report } from './testing/agent.ts';
import type { Server, TestAgent } from './testing/agent.ts';
import { openStation } from './testing/station.ts';
import type { Client, Station } from './testing/station.ts';

const each = 6;
const ended = { status: 'ended', result: { verb: 'scan', ok: true, trouble: null } } as const;
type Member = { readonly of: Client; readonly agent: TestAgent; readonly asked: string };

let station: Station;
let members: readonly Member[];
beforeAll(async () => {
  station = await openStation();
  const all: Member[] = [];
  for (const of of [await station.client('Acme'), await station.client('Bolt')]) {
    const { text } = await station.token(of, { uses: each });
    for (let index = 0; index < each; index += 1) {
      const agent = newAgent(contentsOf(`web${index}`));
      expect((await enrol(station.server, agent, text)).status).toBe(200);
      all.push({ of, agent, asked: '' });
    }
  }
  members = all;
});
beforeEach(async () => {
  station.kept.clear();
  station.spoiled.clear();
  await sql`delete from fettle.instruction`.execute(station.given.database.superuserDb);
  const at = (hours: number) => station.context.clock.now().add({ hours }).toString({ fractionalSecondDigits: 3 });
  members = members.map((one) => ({ ...one, asked: `scan:${station.context.newId()}` }));
  for (const [clientId, own] of Map.groupBy(members, ({ of }) => of.id)) {
    const issues = own.map(({ agent, asked: id }) => {
      const about = { clientId, deviceId: agent.deviceId, id, deploymentId: null, attempt: null };
      return { ...about, notBefore: at(0), notAfter: at(1), body: { verb: 'scan' as const } };
    });
    await inClients(station.context.db, [clientId], (tx) => issueInstructions(tx, station.context, issues));
  }
  station.taken.length = 0;
  station.lots.length = 0;
});
afterAll(() => station.close());

const one = (place: number): Member => {
  const found = members[place];
  if (found === undefined) throw new Error('no such device');
  return found;
};
const stored = async () => {
  const found = await sql<{ client_id: string; instruction_id: string; seq: number }>`
    select client_id, instruction_id, seq from fettle.report where instruction_id = any(${members.map(({ asked }) => asked)}::text[])`.execute(
    station.given.database.superuserDb,
  );
  return new Set(found.rows.map((row) => `${row.client_id} ${row.instruction_id} ${row.seq}`));
};
const rowsOf = (of: readonly Member[], seq = 1) => new Set(of.map((member) => `${member.of.id} ${member.asked} ${seq}`));
const closed = async () => {
  const found = await sql<{ id: string }>`select id from fettle.instruction where closed_at is not null`.execute(
    station.given.database.superuserDb,
  );
  return new Set(found.rows.map(({ id }) => id));
};
const reportAll = (of: readonly Member[], server: Server = station.server) =>
  Promise.all(of.map(({ agent, asked }) => report(server, agent, asked, 1, ended)));

async function told(agent: TestAgent): Promise<string[]> {
  const { reply } = await checkIn(station.server, agent);
  const { serverKey } = station.context;
  return (reply?.instructions ?? []).map((envelope) => {
    const opened = openEnvelope(envelope, payloadTypes.instruction, () => serverKey.verifyKey);
    if (!opened.ok) throw new Error(opened.detail);
    const { id, deviceId } = InstructionSchema.parse(opened.payload);
    expect(deviceId).toBe(agent.deviceId);
    return id;
  });
}

test('reports of two clients in one moment are each stored under their own, several in one transaction', async () => {
  const answers = await reportAll(members);
  expect(answers.map(({ reply }) => [reply?.taken, reply?.instructionId])).toEqual(members.map(({ asked }) => ['stored', asked]));
  expect(await stored()).toEqual(rowsOf(members));
  expect(await closed()).toEqual(new Set(members.map(({ asked }) => asked)));
  expect(new Set(station.taken.map(({ clientId, report: { deviceId } }) => `${clientId} ${deviceId}`))).toEqual(
    new Set(members.map(({ of, agent }) => `${of.id} ${agent.deviceId}`)),
  );
  expect(Math.max(...station.lots)).toBeGreaterThan(1);
});

test('one that can not be taken is told so, nothing of it is kept, and all others of the moment are taken', async () => {
  const bad = one(2);
  station.spoiled.add(bad.asked);
  const answers = await reportAll(members);
  expect(answers.map(({ status }) => status)).toEqual(members.map((member) => (member === bad ? 500 : 200)));
  const others = members.filter((member) => member !== bad);
  expect(await stored()).toEqual(rowsOf(others));
  expect(new Set(station.taken.map(({ report: { instructionId } }) => instructionId))).toEqual(new Set(others.map(({ asked }) => asked)));
  expect(station.taken).toHaveLength(others.length);
  expect(await closed()).not.toContain(bad.asked);
  station.spoiled.clear();
  expect((await report(station.server, bad.agent, bad.asked, 1, ended)).reply?.taken).toBe('stored');
});

test('among many each hears its own: a forged one, one about the order of another client, and one that came before', async () => {
  const [forger, stranger, early] = [one(0), one(1), one(each)];
  await report(station.server, early.agent, early.asked, 1, ended);
  const { agent: victim, asked } = one(each + 1);
  const answers = await Promise.all([
    // Of another device than the key belongs to, and a signature that does not fit what it says.
    report(station.server, forger.agent, forger.asked, 1, ended, { deviceId: victim.deviceId }),
    report(station.server, { ...forger.agent, key: { ...forger.agent.key, privateKey: victim.key.privateKey } }, forger.asked, 1, ended),
    report(station.server, stranger.agent, asked, 1, ended),
    ...members.slice(2).map((member) => report(station.server, member.agent, member.asked, 1, ended)),
  ]);
  expect(answers.slice(0, 2)).toMatchObject([
    { status: 400, code: 'agent.envelope' },
    { status: 400, code: 'agent.envelope' },
  ]);
  expect(answers.slice(2).map(({ reply }) => reply?.taken)).toEqual([
    'not-expected',
    ...members.slice(2).map((member) => (member === early ? 'known' : 'stored')),
  ]);
  expect(await stored()).toEqual(rowsOf(members.slice(2)));
});

test('two reports of one device in one moment are both taken, and the same one twice is taken once', async () => {
  const { agent, asked } = one(3);
  const said = [
    report(station.server, agent, asked, 1, { status: 'accepted' }),
    report(station.server, agent, asked, 2, ended),
    report(station.server, agent, asked, 2, ended),
  ];
  const answers = await Promise.all([...said, reportAll(members.filter((member) => member.agent !== agent))]);
  expect(
    answers
      .slice(0, 3)
      .map((answer) => (Array.isArray(answer) ? '' : String(answer.reply?.taken)))
      .toSorted(),
  ).toEqual(['known', 'stored', 'stored']);
  const own = station.taken.filter(({ report: { instructionId } }) => instructionId === asked).map(({ report: { seq } }) => seq);
  expect(own.toSorted((a, b) => a - b)).toEqual([1, 2]);
  expect(await stored()).toEqual(new Set([...rowsOf(members), ...rowsOf([one(3)], 2)]));
});

test('two servers that take the same reports in the same moment store each once', async () => {
  const other = await station.anotherServer();
  try {
    const [here, there] = await Promise.all([reportAll(members), reportAll(members.toReversed(), other.server)]);
    const byDevice = members.map((_member, index) =>
      [here[index], there.toReversed()[index]].map((answer) => String(answer?.reply?.taken)),
    );
    expect(byDevice.map((both) => both.toSorted())).toEqual(members.map(() => ['known', 'stored']));
    expect(station.taken).toHaveLength(members.length);
  } finally {
    await other.close();
  }
});

test('check-ins of two clients in one moment are each told their own, and what is kept back at one device is kept from it alone', async () => {
  expect(await Promise.all(members.map(({ agent }) => told(agent)))).toEqual(members.map(({ asked }) => [asked]));
  station.kept.add(one(4).asked);
  expect(await Promise.all(members.map(({ agent }) => told(agent)))).toEqual(
    members.map((member) => (member === one(4) ? [] : [member.asked])),
  );
});
