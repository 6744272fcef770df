/** Decisions bind deployments: what is blocked, excepted or worked around is left out, called back, and goes on when that ends. */
import type { CallInput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { decisionsFeature, watchDecisions } from '../decisions/index.ts';
import { blockBody } from './testing/block.ts';
import { settleCounts, touchCounts } from '../findings/index.ts';
import { answerOf } from '../platform/testing/index.ts';
import { act, approve, look, proposal, propose, shown } from './testing/acts.ts';
import { checkIn, lookWhileDue, openFleet, speak } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';
import { inClients } from '../platform/database/index.ts';
import { readShares } from './read.ts';
import { heedDecisions } from './index.ts';
import { reconcileDeployment } from './reconcile.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

/** openssl is offered to all, and lab-app besides to the first. */
async function open(names: readonly string[], behaviour: Parameters<typeof openFleet>[0]['devices'][string] = {}): Promise<Fleet> {
  fleet = await openFleet({ devices: Object.fromEntries(names.map((name) => [name, behaviour])) });
  return fleet;
}

type Body = CallInput<'recordDecision'>['body'];
const handlers = decisionsFeature({ changed: heedDecisions }).handlers;

async function decide(at: Fleet, change: Partial<Body> = {}): Promise<string> {
  const body = blockBody(at.clientId, change);
  return (await answerOf({ context: at.context, actor: at.actor, handlers }, 'recordDecision', { body })).id;
}
const revoke = (at: Fleet, id: string) =>
  answerOf({ context: at.context, actor: at.actor, handlers }, 'revokeDecision', { params: { id }, body: { because: 'It is mended' } });
const only = (at: Fleet, ...names: string[]) => ({ kind: 'devices', ids: names.map((name) => at.device(name).id) }) as const;

async function offerBesides(at: Fleet, name: string): Promise<string> {
  const { superuserDb } = at.database;
  const made = await sql<{
    id: number;
  }>`insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
    values ('debian:12', 'apt', ${name}, '2.0-1', 'amd64', ${name}, '2.0-1') returning id`.execute(superuserDb);
  const id = made.rows[0]?.id ?? 0;
  await sql`insert into fettle.device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at)
    select client_id, device_id, ${id}, from_version, security, bytes, origin, codename, first_seen_at from fettle.device_offer`.execute(
    superuserDb,
  );
  return String(id);
}
/** The update that is offered ends this vulnerability on every device, and that is counted. */
async function endsOn(at: Fleet, cve: string, id = Number(at.updateId)): Promise<void> {
  const { superuserDb } = at.database;
  const set = await sql<{ id: number }>`insert into fettle.ended_set (digest, ids) values (${cve}, ${[cve]}) returning id`.execute(
    superuserDb,
  );
  await sql`update fettle.device_offer set ended_set = ${set.rows[0]?.id ?? 0}, basis = 'vulnerabilities'`.execute(superuserDb);
  await recount(at, id);
}
/** The archive has a newer version of it, which is offered in its place and that nobody has judged yet. */
async function newerOffer(at: Fleet, version: string): Promise<number> {
  const { superuserDb } = at.database;
  const made = await sql<{
    id: number;
  }>`insert into fettle.software (ecosystem, manager, name, version, architecture, source_name, source_version)
    values ('debian:12', 'apt', 'openssl', ${version}, 'amd64', 'openssl', ${version}) returning id`.execute(superuserDb);
  const id = made.rows[0]?.id ?? 0;
  await sql`update fettle.device_offer set software_id = ${id}, ended_set = null, basis = 'unmatched'`.execute(superuserDb);
  await recount(at, Number(at.updateId), id);
  return id;
}
async function recount(at: Fleet, ...ids: readonly number[]): Promise<void> {
  touchCounts(at.context, at.clientId, new Set(ids));
  await settleCounts(at.context);
}
const sent = async (at: Fleet, id: string) => {
  const found = await sql<{
    open: number;
    device_id: string;
  }>`select device_id, count(*) filter (where closed_at is null and called_back_at is null)::int as open
    from fettle.instruction where deployment_id = ${id} and verb = 'install' group by device_id`.execute(at.database.superuserDb);
  return Object.fromEntries(found.rows.map((row) => [at.devices.find((one) => one.id === row.device_id)?.name ?? '', row.open]));
};

describe('a proposal', () => {
  test('leaves out what is blocked, device by device, with who decided it; a device with nothing left takes no part', async () => {
    const at = await open(['one', 'two', 'three']);
    const other = await offerBesides(at, 'lab-app');
    const id = await decide(at, { scope: only(at, 'two', 'three') });
    await sql`delete from fettle.device_offer where software_id = ${Number(other)} and device_id = ${at.device('three').id}`.execute(
      at.database.superuserDb,
    );
    const proposed = await propose(at, { updateIds: [at.updateId, other] });
    const leftOut = [
      { what: 'openssl 2.0-1', why: expect.stringMatching(/^A block, decided by .+: It breaks the till\.$/), decisionId: id },
    ];
    const devices = new Map(proposed.proposal?.devices.map((device) => [device.deviceName, device]));
    expect(devices.get('one')).toMatchObject({ state: 'asked', leftOut: [] });
    expect(devices.get('two')).toMatchObject({ state: 'asked', leftOut });
    expect(devices.get('three')).toMatchObject({
      state: 'failed',
      because: expect.stringMatching(/^Nothing is left for it\. openssl 2\.0-1: A block/),
      leftOut,
    });
    await speak(at, proposed.id);
    const shares = await inClients(at.context.db, [at.clientId], (tx) => readShares(tx, at.clientId, proposed.id, null));
    const taken = shares.map((share) => [share.deviceId, share.changes.map(({ name }) => name)] as const);
    expect(new Map(taken)).toEqual(
      new Map([
        [at.device('one').id, ['lab-app', 'openssl']],
        [at.device('two').id, ['lab-app']],
      ]),
    );
  });

  test('is refused where everything is kept out, and only by what keeps it out', async () => {
    const at = await open(['one']);
    const about = { kind: 'update', manager: 'apt', sourceName: 'openssl', sourceVersion: '1.9-1' } as const;
    const workaround = { what: 'A filter', check: 'A scan', undoWhenFixed: true };
    const refused = async (change: Partial<Body>) => {
      const id = await decide(at, change);
      const answer = await act(at, 'proposeDeployment', { body: proposal(at) });
      await revoke(at, id);
      return 'refused' in answer ? answer.errors?.map(({ message }) => message).join() : null;
    };
    expect(await refused({})).toMatch(/^Nothing is left for it\. openssl 2\.0-1: A block, decided by /);
    expect(await refused({ kind: 'exception', compensatingControl: 'A filter', endsAt: '2026-04-01T00:00:00Z' })).toMatch(
      /An exception until 2026-04-01, decided by /,
    );
    await decide(at, { about });
    await decide(at, { kind: 'deploy' });
    expect(await refused({ kind: 'workaround', workaround })).toBeNull();
  });

  test('leaves out a device whose package manager would bring a blocked package with what was asked for', async () => {
    const at = await open(['one', 'two'], { simulate: 'brings more' });
    const id = await decide(at, {
      about: { kind: 'update', manager: 'apt', sourceName: 'lab-needed', sourceVersion: null },
      scope: only(at, 'two'),
    });
    const proposed = await propose(at);
    await speak(at, proposed.id);
    const planned = await look(at, proposed.id);
    expect(planned.runs.map(({ deviceName }) => deviceName)).toEqual(['one']);
    expect(planned.proposal?.devices.find(({ deviceName }) => deviceName === 'two')).toMatchObject({
      because: expect.stringMatching(/^Its package manager would bring .* lab-needed 3\.0-1: A block/),
      leftOut: [{ what: 'lab-needed 3.0-1', decisionId: id }],
    });
  });
});

describe('a decision to deploy', () => {
  test('that nothing brings waits in the register once its day has come, until a deployment has it or a block counts', async () => {
    const at = await open(['one', 'two']);
    const waiting = async () =>
      (await answerOf({ context: at.context, actor: at.actor, handlers }, 'listDecisions', { query: { state: 'review-due' } })).items.map(
        ({ id, unfollowedSince, reviewDue }) => [id, unfollowedSince, reviewDue],
      );
    touchCounts(at.context, at.clientId, new Set([Number(at.updateId)]));
    await settleCounts(at.context);
    const decision = await decide(at, { kind: 'deploy' });
    const day = at.context.clock.now().add({ hours: 7 * 24 });
    at.clock.advance({ hours: 7 * 24 - 1 });
    expect(await waiting()).toEqual([]);
    at.clock.advance({ hours: 1 });
    expect(await waiting()).toEqual([[decision, day.toString(), true]]);
    const block = await decide(at);
    expect(await waiting(), 'the block counts').toEqual([]);
    await revoke(at, block);
    for (const name of ['one', 'two']) await checkIn(at, at.device(name));
    const some = await propose(at, { deviceIds: [at.device('one').id] });
    expect(
      (await waiting()).map(([id]) => id),
      'one device is left',
    ).toEqual([decision]);
    await propose(at, { deviceIds: [at.device('two').id] });
    expect(await waiting()).toEqual([]);
    await act(at, 'cancelDeployment', { params: { id: some.id }, body: { because: 'Not now' } });
    expect((await waiting()).map(([id]) => id)).toEqual([decision]);
  });
});

describe('a decision after the approval', () => {
  test('holds the devices that have no instruction yet, says so, and lets them go on when it is revoked', async () => {
    const at = await open(['one', 'two', 'three']);
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    const decision = await decide(at, { scope: only(at, 'two') });
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    const held = await look(at, id);
    expect(Object.fromEntries(held.runs.map(({ deviceName, label }) => [deviceName, label]))).toEqual({
      one: 'verified',
      two: 'planned',
      three: 'verified',
    });
    expect(held.runs.find(({ deviceName }) => deviceName === 'two')?.waiting).toMatch(
      /^two waits: openssl, every version is blocked, by a decision of .+ since/,
    );
    expect(await sent(at, id)).toEqual({ one: 0, three: 0 });
    await revoke(at, decision);
    await speak(at, id);
    expect(await look(at, id)).toMatchObject({ status: 'succeeded', verified: 3 });
  });

  test('calls back what was sent and not taken, so that no later check-in hands it out; and sends it again afterwards', async () => {
    const at = await open(['one']);
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    // It secures its packages, and is away when the instruction is ready.
    await lookWhileDue(at, id);
    await checkIn(at, at.device('one'));
    at.clock.advance({ minutes: 10 });
    await reconcileDeployment(at.engine, at.context, at.clientId, id);
    expect(await sent(at, id)).toEqual({ one: 1 });
    const decision = await decide(at);
    expect(await sent(at, id)).toEqual({ one: 0 });
    await lookWhileDue(at, id);
    await checkIn(at, at.device('one'));
    at.clock.advance({ minutes: 2 });
    await speak(at, id);
    expect(at.device('one').installs).toEqual([]);
    expect((await look(at, id)).runs[0]?.waiting).toMatch(/is blocked/);
    await revoke(at, decision);
    at.clock.advance({ minutes: 20 });
    await speak(at, id);
    expect(at.device('one').installs).toHaveLength(1);
  });

  test('stops nothing that a device has taken on', async () => {
    const at = await open(['one'], { install: 'accepts only' });
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    await speak(at, id);
    expect(await sent(at, id)).toEqual({ one: 1 });
    await decide(at);
    await lookWhileDue(at, id);
    expect(await sent(at, id)).toEqual({ one: 1 });
    expect((await look(at, id)).runs[0]).toMatchObject({ label: 'changing', outcome: null });
  });

  test('ends by itself with the day of an exception', async () => {
    const at = await open(['one']);
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    await decide(at, { kind: 'exception', compensatingControl: 'A filter', endsAt: '2026-03-05T23:59:59Z' });
    await speak(at, id);
    expect(at.device('one').installs).toEqual([]);
    const since = at.context.clock.now();
    at.clock.advance({ hours: 96 });
    await watchDecisions(at.context, { since, all: false, changed: heedDecisions, isStopping: () => false });
    await speak(at, id);
    expect(at.device('one').installs).toHaveLength(1);
  });

  test('does not keep a device from going back', async () => {
    const at = await open(['one']);
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    await decide(at);
    const back = shown(await act(at, 'rollBackDeployment', { params: { id }, body: { because: 'It breaks', deviceIds: null } }));
    await speak(at, back.id);
    await approve(at, back.id);
    await speak(at, back.id);
    expect((await look(at, back.id)).runs[0]).toMatchObject({ label: 'verified' });
  });

  test('binds until it ends, also where it is about a vulnerability and a newer version has taken the place of the offer', async () => {
    const at = await open(['one']);
    await endsOn(at, 'CVE-2026-10001');
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    const exception = await decide(at, {
      about: { kind: 'advisory', id: 'CVE-2026-10001' },
      kind: 'exception',
      compensatingControl: 'A filter',
      endsAt: '2026-06-01T00:00:00Z',
    });
    await newerOffer(at, '2.1-1');
    for (let round = 0; round < 3; round += 1) {
      await speak(at, id);
      at.clock.advance({ minutes: 20 });
    }
    expect(at.device('one').installs).toEqual([]);
    expect((await look(at, id)).runs[0]?.waiting).toMatch(/CVE-2026-10001 is held back by an exception/);
    const newer = await act(at, 'proposeDeployment', { body: proposal(at, { updateIds: 'policy' }) });
    expect(newer, 'nobody has judged the newer version yet, so it may end the same').toMatchObject({ refused: true });
    await revoke(at, exception);
    await speak(at, id);
    expect(at.device('one').installs).toHaveLength(1);
  });

  test('binds where it is about a vulnerability that was published after the plan, and a newer version has taken the place of the offer', async () => {
    const at = await open(['one']);
    await endsOn(at, 'CVE-2026-10001');
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    // Of the approved version nothing is judged any more: that it ends this one too, only the newer one lets guess.
    await endsOn(at, 'CVE-2026-10002', await newerOffer(at, '2.1-1'));
    const block = await decide(at, { about: { kind: 'advisory', id: 'CVE-2026-10002' } });
    for (let round = 0; round < 3; round += 1) {
      await speak(at, id);
      at.clock.advance({ minutes: 20 });
    }
    expect(at.device('one').installs).toEqual([]);
    expect((await look(at, id)).runs[0]?.waiting).toMatch(/CVE-2026-10002/);
    await revoke(at, block);
    await speak(at, id);
    expect(at.device('one').installs).toHaveLength(1);
  });

  test('about a vulnerability that a judged offer of this version does not end keeps nothing back', async () => {
    const at = await open(['one']);
    const { superuserDb } = at.database;
    await endsOn(at, 'CVE-2026-10001');
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    await sql`insert into fettle.feed (id, enabled, due_at) values ('osv', true, now()) on conflict do nothing`.execute(superuserDb);
    await sql`insert into fettle.feed_file (feed, path) values ('osv', 'x.zip') on conflict do nothing`.execute(superuserDb);
    const key = await sql<{
      key: number;
    }>`insert into fettle.advisory (feed, path, id, digest, kind, aliases, cves, severities) values ('osv', 'x.zip', 'LAB-2', '', 'security', '{}', '{CVE-2026-10002}', '[]') returning key`.execute(
      superuserDb,
    );
    await sql`insert into fettle.software_match (software_id, advisory, since, security) values (${Number(at.updateId)}, ${key.rows[0]?.key ?? 0}, ${at.context.now()}, true)`.execute(
      superuserDb,
    );
    await decide(at, { about: { kind: 'advisory', id: 'CVE-2026-10002' } });
    await speak(at, id);
    expect(at.device('one').installs).toHaveLength(1);
  });

  test('lets the other rings go on where a person accepts that it keeps out the whole ring before them', async () => {
    const at = await open(['one', 'two', 'three']);
    const { id } = await propose(at);
    await speak(at, id);
    await decide(at, { scope: only(at, 'one'), kind: 'exception', compensatingControl: 'A filter', endsAt: '2026-09-01T00:00:00Z' });
    await speak(at, id);
    const before = await look(at, id);
    expect(before.runs.find(({ deviceName }) => deviceName === 'one')?.waiting, 'whoever approves is told').toMatch(
      /held back by an exception/,
    );
    await approve(at, id);
    await speak(at, id);
    const held = await look(at, id);
    expect(held.holds).toMatchObject([{ reason: 'inconclusive', detail: expect.stringMatching(/^Decisions keep out the only device/) }]);
    expect(held.acceptable[0]?.deviceIds).toEqual([at.device('one').id]);
    const [holdId = ''] = held.acceptable.map((one) => one.holdId);
    const accepted = { holdId, because: 'Without it', acceptedDeviceIds: [at.device('one').id] };
    shown(await act(at, 'releaseDeployment', { params: { id }, body: accepted }));
    for (let day = 0; day < 3; day += 1) {
      await speak(at, id);
      at.clock.advance({ hours: 24 });
    }
    const over = await look(at, id);
    expect(Object.fromEntries(over.runs.map(({ deviceName, label }) => [deviceName, label]))).toEqual({
      one: 'cancelled',
      two: 'verified',
      three: 'verified',
    });
    expect(over.status).toBe('succeeded');
  });

  test('that begins between the last look and the contact of the device keeps the instruction back', async () => {
    const at = await open(['one']);
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    await lookWhileDue(at, id);
    await checkIn(at, at.device('one'));
    const begins = at.context.clock.now().add({ minutes: 12 });
    const decision = await decide(at, { startsAt: begins.toString() });
    at.clock.advance({ minutes: 10 });
    await reconcileDeployment(at.engine, at.context, at.clientId, id);
    expect(await sent(at, id)).toEqual({ one: 1 });
    at.clock.advance({ minutes: 4 });
    await checkIn(at, at.device('one'));
    expect([...at.device('one').taken.keys()].filter((key) => key.endsWith('install'))).toEqual([]);
    await reconcileDeployment(at.engine, at.context, at.clientId, id);
    expect(await sent(at, id), 'the next look calls it back').toEqual({ one: 0 });
    await lookWhileDue(at, id);
    await revoke(at, decision);
    at.clock.advance({ minutes: 2 });
    await speak(at, id);
    at.clock.advance({ minutes: 20 });
    await speak(at, id);
    expect(at.device('one').installs).toHaveLength(1);
  });

  test('calls back as often as it likes: that uses up no attempt', async () => {
    const at = await open(['one']);
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    await lookWhileDue(at, id);
    await checkIn(at, at.device('one'));
    for (let time = 0; time < 7; time += 1) {
      at.clock.advance({ hours: 1 });
      await lookWhileDue(at, id);
      expect(await sent(at, id)).toEqual({ one: 1 });
      const decision = await decide(at);
      await lookWhileDue(at, id);
      at.clock.advance({ minutes: 2 });
      await checkIn(at, at.device('one'));
      await lookWhileDue(at, id);
      await revoke(at, decision);
    }
    at.clock.advance({ hours: 1 });
    await speak(at, id);
    expect(at.device('one').installs).toHaveLength(1);
  });
});

describe('a device whose reports do not get through', () => {
  const quietly = { reports: false };
  async function atWork(names: readonly string[]): Promise<{ readonly at: Fleet; readonly id: string }> {
    const at = await open(names, { install: 'accepts only' });
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    await lookWhileDue(at, id);
    await checkIn(at, at.device('one'));
    await lookWhileDue(at, id);
    await checkIn(at, at.device('one'), quietly);
    return { at, id };
  }

  test('is not told as never having taken what it works on', async () => {
    const { at, id } = await atWork(['one']);
    shown(await act(at, 'cancelDeployment', { params: { id }, body: { because: 'Stop' } }));
    await lookWhileDue(at, id);
    expect((await look(at, id)).runs[0], 'nobody knows yet').toMatchObject({ label: 'sent', outcome: null });
    at.clock.advance({ minutes: 3 });
    await checkIn(at, at.device('one'), quietly);
    await reconcileDeployment(at.engine, at.context, at.clientId, id);
    expect((await look(at, id)).runs[0], 'its check-in names it').toMatchObject({ label: 'accepted', outcome: null });
    at.clock.advance({ minutes: 3 });
    await checkIn(at, at.device('one'));
    await lookWhileDue(at, id);
    expect((await look(at, id)).runs[0]).toMatchObject({ label: 'changing', outcome: null });
  });

  test('is told as such once a later check-in does not name it, with nothing left to report', async () => {
    const at = await open(['one']);
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    await lookWhileDue(at, id);
    await checkIn(at, at.device('one'));
    at.clock.advance({ minutes: 5 });
    await lookWhileDue(at, id);
    shown(await act(at, 'cancelDeployment', { params: { id }, body: { because: 'Stop' } }));
    at.clock.advance({ minutes: 3 });
    await checkIn(at, at.device('one'));
    await reconcileDeployment(at.engine, at.context, at.clientId, id);
    expect(await look(at, id)).toMatchObject({ status: 'cancelled', runs: [{ label: 'cancelled', code: 'run.never-handed-out' }] });
  });

  test('stays busy with what was called back, and is not sent it a second time', async () => {
    const { at, id } = await atWork(['one']);
    const decision = await decide(at);
    expect(await sent(at, id)).toEqual({ one: 0 });
    await revoke(at, decision);
    const busy = await sql<{
      n: number;
    }>`select count(*)::int as n from fettle.instruction where verb = 'install' and closed_at is null`.execute(at.database.superuserDb);
    expect(busy.rows).toEqual([{ n: 1 }]);
    for (let round = 0; round < 3; round += 1) {
      at.clock.advance({ minutes: 10 });
      await checkIn(at, at.device('one'), quietly);
      await lookWhileDue(at, id);
    }
    expect((await look(at, id)).runs[0]).toMatchObject({ label: 'accepted', attempt: 1, outcome: null });
  });
});
