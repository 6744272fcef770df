/** The desk beside real deployments: what is on its way, and people who decide at once while the engine works. */
import { sql } from 'kysely';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { blockBody } from './deployments/testing/block.ts';
import { decisionsFeature } from './decisions/index.ts';
import { heedDecisions } from './deployments/index.ts';
import { reconcileDeployment } from './deployments/reconcile.ts';
import { approve, propose } from './deployments/testing/acts.ts';
import { lookWhileDue, openFleet, speak } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { deskFeature } from './desk/index.ts';
import { settleCounts, touchCounts } from './findings/index.ts';
import { answerOf } from './platform/testing/index.ts';
import type { Changed } from './decisions/index.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

/** openssl is urgent on each of these devices. */
async function open(devices: Parameters<typeof openFleet>[0]['devices']): Promise<Fleet> {
  const at = (fleet = await openFleet({ devices }));
  await sql`update fettle.device_offer set urgency = 'urgent'`.execute(at.database.superuserDb);
  touchCounts(at.context, at.clientId, new Set([Number(at.updateId)]));
  await settleCounts(at.context);
  at.clock.advance({ minutes: 2 });
  return at;
}

const person = (at: Fleet, changed: Changed = heedDecisions) => ({
  context: at.context,
  actor: at.actor,
  handlers: { ...deskFeature({ changed }).handlers, ...decisionsFeature({ changed }).handlers },
});

const proposeFor = (at: Fleet, ...names: string[]) => propose(at, { deviceIds: names.map((name) => at.device(name).id) });

test('what is on its way to every device on which it is urgent is settled; a proposal, a pilot, or one that failed is not', async () => {
  const at = await open({ one: { install: 'failed' }, two: {} });
  const stands = async () => {
    const { items } = await answerOf(person(at), 'getDesk', {});
    const { state, choice, deployments, why } = items[0]?.clients[0] ?? {};
    return { state, choice, deployments, why };
  };
  expect(await stands()).toMatchObject({ state: 'deploy', deployments: 0 });
  const pilot = await proposeFor(at, 'one');
  const onlyProposed = { state: 'deploy', choice: 'deploy', deployments: 1, why: expect.stringContaining('is not under way') };
  expect(await stands(), 'asked').toMatchObject(onlyProposed);
  await speak(at, pilot.id);
  expect(await stands(), 'planned, and not approved').toMatchObject(onlyProposed);
  await approve(at, pilot.id);
  expect(await stands()).toMatchObject({ state: 'deploy', why: expect.stringContaining('to 1 of the 2 devices on which it is urgent') });
  const rest = await proposeFor(at, 'two');
  await speak(at, rest.id, [at.device('two')]);
  await approve(at, rest.id);
  expect(await stands()).toMatchObject({
    state: 'decided',
    choice: 'leave',
    deployments: 2,
    why: expect.stringContaining('to every device'),
  });
  await speak(at, pilot.id, [at.device('one')]);
  expect(await stands(), 'it failed on one').toMatchObject({ state: 'deploy', why: expect.stringContaining('to 1 of the 2') });
});

test('a confirmation, another decision, one that is taken back and the engine do not block each other', async () => {
  const at = await open({ one: {}, two: {} });
  const pilot = await proposeFor(at, 'one');
  await speak(at, pilot.id);
  await approve(at, pilot.id);
  await lookWhileDue(at, pilot.id);
  const other = blockBody(at.clientId, { about: { kind: 'update', manager: 'apt', sourceName: 'lab-other', sourceVersion: null } });
  const before = await answerOf(person(at), 'recordDecision', { body: other });
  const shown = await answerOf(person(at), 'getDesk', {});
  const body = { clientId: null, span: 'visit' as const, at: shown.at, choices: [] };
  const { digest, decisions } = await answerOf(person(at), 'previewDesk', { body });
  expect(decisions).toHaveLength(1);

  let heeded = 0;
  const slowly: Changed = async (tx, context, clientId) => {
    heeded += 1;
    await heedDecisions(tx, context, clientId);
    await pause(300);
  };
  const blocked = await deadlocks(at);
  await Promise.all([
    answerOf(person(at, slowly), 'confirmDesk', { body: { ...body, digest, through: true } }),
    pause(100).then(() => answerOf(person(at, slowly), 'recordDecision', { body: other })),
    pause(150).then(() => answerOf(person(at, slowly), 'revokeDecision', { params: { id: before.id }, body: { because: 'It is mended' } })),
    pause(200).then(() => reconcileDeployment(at.engine, at.context, at.clientId, pilot.id)),
  ]);
  expect(heeded, 'nobody had to begin anew').toBe(3);
  // Connections tell the statistics of what befell them within a second.
  await pause(1500);
  expect(await deadlocks(at)).toBe(blocked);
  const { items } = await answerOf(person(at), 'listDecisions', { query: {} });
  expect(items.map(({ kind }) => kind).toSorted(), 'what was taken back stands no more').toEqual(['block', 'deploy']);
  const woken = await sql<{ due: boolean }>`select wake_at <= ${at.context.now()} as due from fettle.deployment_state`.execute(
    at.database.superuserDb,
  );
  expect(woken.rows, 'the deployment is looked at').toEqual([{ due: true }]);
});

async function deadlocks({ database }: Fleet): Promise<number> {
  const found = await sql<{ n: number }>`select deadlocks::int as n from pg_stat_database where datname = current_database()`.execute(
    database.superuserDb,
  );
  return found.rows[0]?.n ?? 0;
}
