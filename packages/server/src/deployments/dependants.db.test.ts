/** A device that depends on one that changes is asked before and after, by its own policy's checks; one that is worse than before holds the deployment. */
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { act, approved, look, shown } from './testing/acts.ts';
import { openFleet, speak } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

const web = { kind: 'service', name: 'web', unit: 'web.service', timeoutSeconds: 30 } as const;

/** The till needs the database; only the database is changed. */
async function open(dependants: 'asked' | 'not-asked'): Promise<Fleet> {
  const ring = { name: 'all', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } } as const;
  fleet = await openFleet({
    devices: { database: {}, till: {} },
    policy: { checks: [web], rings: [ring], aftercare: { dependants, againAfterDays: [] } },
  });
  await sql`insert into fettle.device_dependency (client_id, device_id, depends_on) values (${fleet.clientId}, ${fleet.device('till').id}, ${fleet.device('database').id})`.execute(
    fleet.database.superuserDb,
  );
  return fleet;
}
const questions = (at: Fleet) =>
  [...at.device('till').taken.values()].flatMap(({ id, body }) => (body.verb === 'check' ? [{ id, checks: body.checks }] : []));

test('it is asked twice, and what passed then passes', async () => {
  const at = await open('asked');
  const id = await approved(at, { deviceIds: [at.device('database').id] });
  await speak(at, id);
  expect(questions(at).map(({ checks }) => checks)).toEqual([[web], [web]]);
  expect((await look(at, id)).status).toBe('succeeded');
  const view = await look(at, id);
  expect(view.dependants).toMatchObject([
    {
      deviceName: 'till',
      changedName: 'database',
      answer: 'passed',
      before: [{ name: 'web', answer: 'passed' }],
      after: [{ answer: 'passed' }],
    },
  ]);
  const { rows } = await sql`select 1 from fettle.instruction where deployment_id = ${id} and closed_at is null`.execute(
    at.database.superuserDb,
  );
  expect(rows).toEqual([]);
});

test('where it is worse than before the deployment holds, though the changed device is well; a person may accept it as it is', async () => {
  const at = await open('asked');
  const till = at.device('till');
  // Well when it is asked first, and not after.
  Object.defineProperty(till.behaviour, 'check', { get: () => (till.taken.size > 1 ? 'failed' : 'passed') });
  const id = await approved(at, { deviceIds: [at.device('database').id] });
  await speak(at, id);
  const held = await look(at, id);
  expect(held.runs).toMatchObject([{ deviceName: 'database', label: 'verified' }]);
  expect(held.holds.map(({ reason }) => reason)).toEqual(['dependant']);
  expect(held.acceptable).toMatchObject([{ deviceIds: [at.device('till').id] }]);
  expect(held.dependants).toMatchObject([{ deviceName: 'till', answer: 'failed', accepted: false }]);
  const holdId = held.holds[0]?.id ?? '';
  const body = { holdId, because: 'The till is repaired by hand', acceptedDeviceIds: [at.device('till').id] };
  shown(await act(at, 'releaseDeployment', { params: { id }, body }));
  await speak(at, id);
  expect((await look(at, id)).status).toBe('succeeded');
});

test('nobody is asked where the policy does not say so', async () => {
  const at = await open('not-asked');
  const id = await approved(at, { deviceIds: [at.device('database').id] });
  await speak(at, id);
  expect(questions(at)).toEqual([]);
  expect((await look(at, id)).status).toBe('succeeded');
});
