/** Standing approvals: what lies within is approved by itself, what does not waits and says why, and what is revoked approves nothing more. */
import type { Policy } from '@fettle/core/policy';
import { signAuthority } from '@fettle/proof/authority';
import { generateKey } from '@fettle/proof/keys';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { standingFacts } from '../devices/index.ts';
import { inClients } from '../platform/database/index.ts';
import { proposalRound } from '../proposals/index.ts';
import { needsOf } from '../today/index.ts';
import { act, approve, look, propose, shown } from './testing/acts.ts';
import { openFleet, speak } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';
import { callStanding as call, grantNow, sign, signed } from './testing/standing.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});
const rings = [{ name: 'all', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 1 } }] as const;
async function open(
  policy: Partial<Policy> = {},
  names: Parameters<typeof openFleet>[0]['devices'] = { one: {}, two: {} },
): Promise<Fleet> {
  fleet = await openFleet({ devices: names, policy: { rings, ...policy } });
  return fleet;
}

type View = CallOutput<'approvePolicy'>;
async function proposed(at: Fleet, days = 14) {
  const { id } = await propose(at, { expiresInDays: days });
  await speak(at, id);
  return look(at, id);
}
const waits = (view: { holds: readonly { reason: string }[] }) => view.holds.map(({ reason }) => reason);
const outside = (view: { lint: readonly { code: string; sentence: string }[] }) =>
  view.lint.filter(({ code }) => code === 'plan.outside-standing-approval').map(({ sentence }) => sentence);
const params = (at: Fleet) => ({ id: at.clientId });
async function listed(at: Fleet): Promise<readonly View[]> {
  return shown(await call(at, 'listStandingApprovals', { params: params(at) })).items;
}

describe('a standing approval', () => {
  test('approves by itself what lies within, and every device is given what was signed', async () => {
    const at = await open();
    expect(await sign(at)).toMatchObject({
      state: 'in force',
      by: 'Anna',
      policy: { version: 1 },
      endsSoon: false,
      changed: false,
      mayRevoke: true,
    });
    const view = await proposed(at);
    expect(view.approvals).toEqual([{ keyid: at.approver.keyid, name: 'Anna', at: expect.any(String), standing: true }]);
    expect(waits(view)).toEqual([]);
    expect(view.runs.map(({ outcome }) => outcome)).toEqual(['verified', 'verified']);
    const told = [...at.device('one').taken.values()].find(({ body }) => body.verb === 'install')?.body;
    if (told?.verb !== 'install') throw new Error('it was told to change nothing');
    expect(told.grant).toEqual(await grantNow(at));
    expect(told.approvals.map(({ payloadType }) => payloadType)).toEqual(['application/vnd.fettle.standing-approval+json']);
    const audit = await sql<{ entry: string }>`select entry from fettle.audit_entry where action = 'deployment.approved'`.execute(
      at.database.superuserDb,
    );
    expect(audit.rows.map(({ entry }) => entry).join()).toContain('"standing"');
    expect(await listed(at)).toMatchObject([{ deployments: 1 }]);
    expect(shown(await act(at, 'getDeploymentStanding', { params: { id: view.id } }))).toMatchObject({
      state: 'over',
      sentence: 'It was approved under the standing approval of Anna.',
      letRun: [{ by: 'Anna', policyVersion: 1, until: '2026-09-01T00:00:00.000Z', revokedAt: null }],
      devices: [],
    });
  });

  test('lists before the approval which devices lie within and what lies outside, and why; nobody out of reach is told', async () => {
    const at = await open(
      { select: { classes: ['security', 'normal'], exclude: ['libnew*'] } },
      { one: {}, two: { simulate: 'brings more' } },
    );
    const of = async (id: string) => shown(await act(at, 'getDeploymentStanding', { params: { id } }));
    const { id: first } = await propose(at);
    expect(await of(first)).toMatchObject({ state: 'asking', sentence: expect.stringContaining('still asked'), devices: [] });
    await speak(at, first);
    expect(await of(first)).toMatchObject({ state: 'judged', sentence: expect.stringContaining('No standing approval'), within: [] });
    const { id: standing } = await sign(at);
    const { id } = await proposed(at);
    expect(await of(id)).toMatchObject({
      state: 'judged',
      sentence: '1 of 2 devices lies outside the standing approval of Anna, so a person has to approve all of it.',
      letRun: [],
      within: [{ id: standing, by: ['Anna'], devicesWithin: 1, outside: [] }],
      devices: [
        {
          deviceName: 'two',
          within: null,
          outside: [expect.stringContaining('lab-needed 3.0-1: the package manager of the device does not offer it')],
        },
        { deviceName: 'one', changes: 1, within: standing, outside: [] },
      ],
      more: 0,
    });
    const stranger = { ...at.actor, scope: [], can: () => false, scopeFor: () => [] };
    expect(await act(at, 'getDeploymentStanding', { params: { id } }, stranger)).toMatchObject({ refused: true, code: 'not-found' });
    // One that may run longer than what was signed lies outside as a whole.
    const long = await proposed(at, 365);
    expect(await of(long.id)).toMatchObject({
      within: [{ devicesWithin: 0, outside: [expect.stringContaining('ends before that')] }],
      devices: [{ within: null }, { within: null }],
    });
    // Approved by a person it rests on no standing approval.
    await approve(at, id);
    expect(await of(id)).toMatchObject({
      state: 'approved',
      sentence: 'It does not rest on a standing approval.',
      within: [],
      devices: [],
    });
  });

  test('leaves what lies outside to a person, and says what that is', async () => {
    const at = await open({ select: { classes: ['normal'], exclude: [] } });
    await sign(at);
    const view = await proposed(at);
    expect(waits(view)).toEqual(['approval']);
    expect(outside(view)).toEqual([
      expect.stringMatching(
        /^Outside the standing approval, so a person has to approve it \(one, two\): openssl 2.0-1: it is a security update, and normal updates are granted\.$/,
      ),
      expect.stringContaining('does not select security updates'),
    ]);
    await approve(at, view.id);
    await speak(at, view.id);
    expect((await look(at, view.id)).runs.map(({ outcome }) => outcome)).toEqual(['verified', 'verified']);
  });

  test('does not reach beyond its end, nor a new version of its policy; both are told before', async () => {
    const at = await open();
    const { id } = await sign(at, { until: '2026-03-10T00:00:00Z' });
    expect(await listed(at)).toMatchObject([{ id, state: 'in force', endsSoon: true }]);
    expect(shown(await call(at, 'today', { query: {} })).items.filter(({ kind }) => kind === 'standing approval')).toMatchObject([
      { title: 'A standing approval ends soon', by: '2026-03-10T00:00:00.000Z' },
    ]);
    expect(outside(await proposed(at))).toEqual([expect.stringContaining('the standing approval ends before that, at 2026-03-10')]);
    const policy = shown(await call(at, 'getPolicy', { params: { id: at.policyId } }));
    shown(
      await call(at, 'savePolicy', {
        params: { id: at.policyId },
        body: { body: { ...(policy.body as Policy), devicesPerHour: 7 }, basedOn: 1 },
      }),
    );
    expect(await listed(at)).toMatchObject([{ state: 'superseded', sentence: expect.stringContaining('version 2 holds now') }]);
    at.clock.advance({ seconds: 5 });
    expect(shown(await call(at, 'today', { query: {} })).items.filter(({ kind }) => kind === 'standing approval')).toMatchObject([
      { title: 'A standing approval reaches nothing new' },
    ]);
    expect((await needsOf(at.context, [at.clientId])).get(at.clientId)).toBeGreaterThan(0);
    const later = await proposed(at, 3);
    expect(waits(later)).toEqual(['approval']);
    expect(outside(later)).toEqual([expect.stringContaining('version 2 of its policy, and version 1 was granted')]);
  });

  test('that is revoked approves nothing new, holds what rests on it until a person signs that, and is told to every device', async () => {
    const at = await open({ window: { rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:00', durationMinutes: 240 } });
    const { id } = await sign(at);
    const view = await proposed(at);
    expect(waits(view)).toEqual([]);
    expect(await call(at, 'revokeStandingApproval', { params: { id }, body: { because: 'Too wide' } })).toMatchObject({
      state: 'revoked',
      revoked: { because: 'Too wide' },
      mayRevoke: false,
    });
    expect(await call(at, 'revokeStandingApproval', { params: { id }, body: { because: 'Again' } })).toMatchObject({
      code: 'conflict.changed',
    });
    const after = await look(at, view.id);
    expect(after.holds).toMatchObject([{ reason: 'approval' }]);
    expect(after.approvals).toEqual([]);
    const standing = await inClients(at.context.db, [at.clientId], (tx) => standingFacts(at.context).seenBy(tx, [at.clientId]));
    expect(standing.get(at.clientId)?.held.toSorted()).toEqual([id, view.id].toSorted());
    await approve(at, view.id);
    at.clock.advance({ hours: 24 * 6 - 5 });
    await speak(at, view.id);
    const installs = [...at.device('one').taken.values()].flatMap(({ body }) => (body.verb === 'install' ? [body] : []));
    expect(installs.map(({ grant, approvals }) => [grant === undefined, approvals[0]?.payloadType])).toEqual([
      [true, 'application/vnd.fettle.approval+json'],
    ]);
    expect(waits(await proposed(at, 3))).toEqual(['approval']);
  });

  test('of a policy that wants two approvers for some is one of two, and together they approve', async () => {
    const at = await open({ fourEyes: { devices: 1, clients: null, missionCritical: false, removals: false } });
    const ben = generateKey();
    const approvers = [at.approver, ben].map((key, index) => ({
      keyid: key.keyid,
      publicKey: key.publicKey,
      name: ['Anna', 'Ben'][index] ?? '',
      personId: ['anna', 'ben'][index] ?? null,
      clients: '*' as const,
      expiresAt: '2027-06-01T00:00:00Z',
    }));
    const server = { keyid: at.context.serverKey.keyid, publicKey: at.context.serverKey.publicKey, name: 'main' };
    const authority = signAuthority(
      {
        version: 2,
        provider: 'Example IT',
        issuedAt: '2026-01-01T00:00:00Z',
        expiresAt: '2027-06-01T00:00:00Z',
        servers: [server],
        approvers,
      },
      at.root,
    );
    await sql`update fettle.installation set authority = ${JSON.stringify(authority)}, authority_version = 2`.execute(
      at.database.superuserDb,
    );
    expect(await sign(at)).toMatchObject({ state: 'too few', sentence: expect.stringContaining('1 of 2') });
    expect(waits(await proposed(at))).toEqual(['approval']);
    expect(await sign(at, { key: ben })).toMatchObject({ state: 'in force' });
    const view = await proposed(at);
    expect(view.approvals.map(({ name }) => name).toSorted()).toEqual(['Anna', 'Ben']);
    expect(waits(view)).toEqual([]);
  });

  test('is refused where it is not over what holds now, is of somebody else, or was handed in before', async () => {
    const at = await open();
    const grant = await grantNow(at);
    const tried = async (envelope: ReturnType<typeof signed>) =>
      call(at, 'approvePolicy', { params: params(at), body: { envelope: { ...envelope, signatures: [...envelope.signatures] } } });
    expect(await tried(signed(at, { ...grant, failureBudget: 99 }))).toMatchObject({
      code: 'approval.invalid',
      detail: expect.stringContaining('Read it again'),
    });
    expect(await tried(signed(at, grant, { key: generateKey() }))).toMatchObject({ code: 'approval.invalid' });
    expect(await tried(signed(at, grant, { key: at.context.serverKey }))).toMatchObject({ code: 'approval.invalid' });
    expect(await tried(signed(at, grant, { until: '2027-05-01T00:00:00Z' }))).toMatchObject({
      code: 'approval.invalid',
      detail: expect.stringContaining('a year'),
    });
    const good = signed(at, grant);
    shown(await tried(good));
    expect(await tried(good)).toMatchObject({ code: 'conflict.exists' });
  });

  test('grants to a device with rules of its own those, and not those of others', async () => {
    const at = await open();
    const body = { name: 'Own', owner: 'Ops', reviewAt: '2099-01-01', restart: 'never' };
    shown(
      await call(at, 'savePolicyLevel', {
        body: { level: 'device', clientId: at.clientId, subjectId: at.device('two').id, body, basedOn: 0 },
      }),
    );
    const grant = await grantNow(at);
    expect(grant.others.map(({ deviceIds, rules }) => [deviceIds, rules.restart])).toEqual([[[at.device('two').id], 'never']]);
    await sign(at);
    expect(waits(await proposed(at))).toEqual([]);
    // What holds for it from now on was never signed.
    shown(
      await call(at, 'savePolicyLevel', {
        body: { level: 'device', clientId: at.clientId, subjectId: at.device('two').id, body: { ...body, restart: 'always' }, basedOn: 1 },
      }),
    );
    expect(await listed(at)).toMatchObject([{ state: 'in force', changed: true }]);
    expect(outside(await proposed(at))).toEqual([expect.stringMatching(/\(two\): It restarts always, and never is granted\.$/)]);
  });

  test('is listed with as many statements to the database however many there are, and found by the end of its id in one question', async () => {
    const at = await open();
    const { id } = await sign(at);
    const one = await statements(at);
    for (let month = 4; month < 9; month += 1) await sign(at, { until: `2026-0${month}-01T00:00:00Z` });
    expect(await listed(at)).toHaveLength(6);
    expect(await statements(at)).toBe(one);
    expect(await call(at, 'findStandingApprovals', { query: { end: id.slice(-8) } })).toMatchObject({
      items: [{ id, clientId: at.clientId, by: 'Anna' }],
    });
    expect(await call(at, 'findStandingApprovals', { query: { end: 'ffff-ffff' } })).toEqual({ items: [] });
  });

  test('whose signer left, which has ended, or which is not there where the policy proposes by itself, is on Today', async () => {
    const proposing = { kind: 'by-itself', days: ['MO'], at: '00:00', expiresInDays: 14 } as const;
    const at = await open({ proposing });
    const told = async () => {
      at.clock.advance({ seconds: 5 });
      const { items } = shown(await call(at, 'today', { query: {} }));
      return items.filter(({ kind }) => kind === 'standing approval').map(({ title, action }) => [title, action.label]);
    };
    const label = 'Sign what holds now';
    expect(await told()).toEqual([]);
    await proposalRound(at.engine, at.context);
    expect(await told()).toEqual([['What is proposed by itself is approved by nobody', label]]);
    await sign(at, { until: '2026-06-01T00:00:00Z' });
    expect(await told()).toEqual([]);
    const authority = signAuthority(
      {
        version: 2,
        provider: 'Example IT',
        issuedAt: '2026-01-01T00:00:00Z',
        expiresAt: '2027-06-01T00:00:00Z',
        servers: [{ keyid: at.context.serverKey.keyid, publicKey: at.context.serverKey.publicKey, name: 'main' }],
        approvers: [],
      },
      at.root,
    );
    const { rows } = await sql<{ authority: unknown }>`select authority from fettle.installation`.execute(at.database.superuserDb);
    const install = (text: unknown) =>
      sql`update fettle.installation set authority = ${JSON.stringify(text)}`.execute(at.database.superuserDb);
    await install(authority);
    expect(await told()).toEqual([['Whoever signed a standing approval may not approve any more', label]]);
    await install(rows[0]?.authority);
    at.clock.advance({ hours: 24 * 95 });
    expect(await told()).toEqual([['A standing approval has ended', label]]);
  });
});

/** How many statements one list of standing approvals takes. */
async function statements(at: Fleet): Promise<number> {
  let count = 0;
  const db = at.context.db.withPlugin({
    transformQuery({ node }) {
      count += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  await call({ ...at, context: { ...at.context, db } }, 'listStandingApprovals', { params: { id: at.clientId } });
  return count;
}
