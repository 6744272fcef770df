/** Policies are looked at as they hold for devices: what is found is kept while it is there, and gone when it is mended. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callOf, openFleet } from './deployments/testing/fleet.ts';
import type { Fleet } from './deployments/testing/fleet.ts';
import { shown } from './deployments/testing/acts.ts';
import { inClients } from './platform/database/index.ts';
import { policyFindingLines } from './today/policy-findings.ts';
import { policyLintHandlers } from './policy-lint/handlers.ts';
import { policyRound } from './policy-lint/index.ts';

let at: Fleet;
beforeAll(async () => {
  const window = { rule: 'FREQ=MONTHLY;BYDAY=1SU', start: '02:00', durationMinutes: 240 };
  at = await openFleet({ devices: { web: {}, till: {} }, policy: { window, restart: 'never' } });
});
afterAll(() => at.close());

const sla = {
  uptimePercent: null,
  recoveryTimeHours: null,
  recoveryPointHours: null,
  patch: { clock: 'offered', urgent: { count: 14, unit: 'days' }, normal: { count: 30, unit: 'days' } },
  offDays: null,
  exclusions: [],
  notes: '',
};
const admin = () => at.database.superuserDb;

async function findings(state: 'open' | 'gone' | 'all' = 'open') {
  const call = callOf<'listPolicyFindings'>(at.context, at.actor, { query: { state, limit: 100 } });
  return shown(await policyLintHandlers.listPolicyFindings!(call)).items;
}
async function standing() {
  const call = callOf<'listPolicyStandings'>(at.context, at.actor, { query: {} });
  return shown(await policyLintHandlers.listPolicyStandings!(call)).items[0];
}
const codes = async (state?: 'open' | 'gone') => (await findings(state)).map(({ code }) => code).toSorted();

test('before the first look nothing is claimed', async () => {
  expect(await standing()).toMatchObject({ state: 'attention', lookedAt: null });
});

test('contradictions are found with what they rest on, and told where a person looks', async () => {
  expect(await policyRound(at.context)).toBe(1);
  const found = await findings();
  const gap = found.find(({ code }) => code === 'window-gap-beyond-deadline');
  expect(gap).toBeUndefined();
  expect(found.find(({ code }) => code === 'restart-never')).toMatchObject({
    path: 'restart',
    policyLevel: 'client',
    evidence: { devices: 2 },
  });
  // Promised since: the next round looks again, because the agreement is newer than the last look.
  at.clock.advance({ minutes: 1 });
  await sql`insert into fettle.client_sla (client_id, version, body, effective_from, saved_at, saved_by, because)
    values (${at.clientId}, 1, ${JSON.stringify(sla)}, '2020-01-01', ${at.context.now()}, 'anna', 'agreed')`.execute(admin());
  await sql`insert into fettle.device_inventory (client_id, device_id, changed_at) select client_id, id, now() from fettle.device on conflict do nothing`.execute(
    admin(),
  );
  await sql`update fettle.device_inventory set runtime = ${JSON.stringify({
    bootId: 'b',
    restartPending: [{ kind: 'flag', detail: 'a package asks for it' }],
    staleServices: [],
    automaticUpdates: { state: 'installs', detail: 'its timer is enabled' },
  })}::jsonb where device_id = ${at.device('web').id}`.execute(admin());
  expect(await policyRound(at.context)).toBe(1);
  expect(await codes()).toEqual(
    expect.arrayContaining(['automatic-updates-beside', 'restart-never-and-waiting', 'window-gap-beyond-deadline']),
  );
  const now = await findings();
  expect(now.find(({ code }) => code === 'automatic-updates-beside')?.evidence.names).toEqual([
    { id: at.device('web').id, name: 'web', because: 'its timer is enabled' },
  ]);
  expect(now.find(({ code }) => code === 'restart-never-and-waiting')?.evidence.devices).toBe(1);
  expect(await standing()).toMatchObject({ state: 'failing', devices: 2 });
  const lines = await inClients(at.context.db, [at.clientId], policyFindingLines);
  expect(lines.map(({ why }) => why)).toContainEqual(expect.stringMatching(/must be in within 14 days/));
});

test('nothing is looked at twice without a reason, and daily all the same', async () => {
  const before = (await findings()).map(({ id }) => id);
  expect(await policyRound(at.context)).toBe(0);
  at.clock.advance({ hours: 25 });
  expect(await policyRound(at.context)).toBe(1);
  // What is still there is the same record.
  expect((await findings()).map(({ id }) => id)).toEqual(before);
});

test('what is mended is gone, and its record stays', async () => {
  at.clock.advance({ minutes: 1 });
  await sql`update fettle.device_inventory set runtime = runtime || '{"restartPending": [], "automaticUpdates": null}'`.execute(admin());
  at.clock.advance({ hours: 25 });
  await policyRound(at.context);
  expect(await codes()).not.toContain('automatic-updates-beside');
  expect(await codes('gone')).toEqual(['automatic-updates-beside', 'restart-never-and-waiting']);
});

test('a device without a policy is failing', async () => {
  await sql`update fettle.policy set removed_at = ${at.context.now()} where client_id = ${at.clientId}`.execute(admin());
  at.clock.advance({ hours: 25 });
  await policyRound(at.context);
  expect(await findings()).toMatchObject([
    { code: 'device-without-policy', severity: 'failing', policyId: null, evidence: { devices: 2 } },
  ]);
});
