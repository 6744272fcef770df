/** The desk over real rows: what is new, for whom, what one confirmation records, and what it refuses. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decisionsFeature } from './decisions/index.ts';
import { deskFeature } from './desk/index.ts';
import { contentsOf, enrol, installed, newAgent, offer, sync } from './devices/testing/agent.ts';
import type { TestAgent } from './devices/testing/agent.ts';
import { openStation } from './devices/testing/station.ts';
import type { Client, Station } from './devices/testing/station.ts';
import { judgeQueued, settleCounts } from './findings/index.ts';
import { makeActor } from './people/index.ts';
import { answerOf, refusalOf } from './platform/testing/index.ts';
import type { CallGiven } from './platform/testing/index.ts';

let station: Station;
let acme: Client;
let zeta: Client;
/** A technician of both clients. */
let anna: CallGiven;
let made = 0;
const changed: string[] = [];
beforeAll(async () => {
  station = await openStation();
});
afterAll(() => station.close());
beforeEach(async () => {
  acme = await station.client(`Acme ${(made += 1)}`);
  zeta = await station.client(`Zeta ${made}`);
  anna = person([
    { role: 'technician', client: acme },
    { role: 'technician', client: zeta },
  ]);
  await enrolled(acme, ['lab-app', 'lab-web']);
  await enrolled(acme, ['lab-app']);
  await enrolled(zeta, ['lab-app']);
  station.given.clock.advance({ minutes: 1 });
});

const handlers = {
  ...deskFeature({ changed: async (_tx, _context, clientId) => void changed.push(clientId) }).handlers,
  ...decisionsFeature({ changed: async () => undefined }).handlers,
};

function person(grants: readonly { readonly role: 'technician' | 'reader'; readonly client: Client }[]): CallGiven {
  const { context } = station;
  const own = grants.map(({ role, client }) => ({ role, clientId: client.id }));
  const actor = makeActor(
    { kind: 'person', id: context.newId(), name: 'Anna' },
    own,
    own.map(({ clientId }) => clientId),
  );
  return { context, handlers, actor };
}

const cveOf = (name: string): string => `CVE-2026-${(name === 'lab-app' ? 10_000 : 20_000) + made}`;

async function enrolled(client: Client, names: readonly string[]): Promise<TestAgent> {
  const contents = contentsOf(
    `h${(enrolments += 1)}`,
    names.map((name) => installed(name)),
    names.map((name) => offer(name)),
  );
  contents['apt.changelogs'] = names.map((sourceName) => ({ sourceName, from: '1.0-1', to: '2.0-1', cves: [cveOf(sourceName)] }));
  const agent = newAgent(contents);
  expect((await enrol(station.server, agent, (await station.token(client)).text)).status).toBe(200);
  await sync(station.server, agent);
  await settle();
  return agent;
}
let enrolments = 0;
async function settle(): Promise<void> {
  await judgeQueued(station.context);
  await settleCounts(station.context);
}

const superuser = () => station.given.database.superuserDb;
/** An advisory that holds for version 1.0-1 of a package, as feed and matching leave it. */
async function publish(id: string, name: string, cves: readonly string[], fixed: string | null): Promise<void> {
  await sql`insert into fettle.feed (id, enabled, due_at) values ('osv', true, now()) on conflict do nothing`.execute(superuser());
  await sql`insert into fettle.feed_file (feed, path) values ('osv', 'x.zip') on conflict do nothing`.execute(superuser());
  await sql`insert into fettle.advisory (feed, path, id, digest, kind, aliases, cves, severities) values ('osv', 'x.zip', ${id}, '', 'security', '{}', ${[...cves]}, '[]')`.execute(
    superuser(),
  );
  await sql`insert into fettle.software_match (software_id, advisory, fixed, no_fix, since, security)
    select s.id, a.key, ${fixed}, ${fixed === null ? 'none-yet' : null}, ${station.context.now()}, true from fettle.software s, fettle.advisory a
    where s.name = ${name} and s.version = '1.0-1' and a.id = ${id}`.execute(superuser());
  await sql`insert into fettle.changed_software (software_id) select id from fettle.software where name = ${name} and version = '1.0-1'`.execute(
    superuser(),
  );
  await settle();
}
async function exploited(cve: string): Promise<void> {
  await sql`insert into fettle.cve (id, kev_added, kev_due) values (${cve}, '2026-03-02', '2026-03-16')`.execute(superuser());
  await sql`insert into fettle.changed_cve (id) values (${cve})`.execute(superuser());
  await settle();
  // What came in the moment of a look is shown once more by the next.
  station.given.clock.advance({ minutes: 1 });
}
async function isThrough(): Promise<void> {
  await answerOf(anna, 'noteDeskVisit', { body: { clientId: null, at: (await look()).at } });
  station.given.clock.advance({ hours: 24 });
}
const look = (who: CallGiven = anna, query = {}) => answerOf(who, 'getDesk', { query });
const titles = async (who: CallGiven = anna, query = {}) => (await look(who, query)).items.map(({ title }) => title);
const stored = async () =>
  (
    await sql<{ client_id: string; source_name: string; made_by: string }>`
      select client_id, source_name, made_by from fettle.decision where client_id in (${acme.id}, ${zeta.id}) order by client_id, source_name`.execute(
      superuser(),
    )
  ).rows;

/** Looks, chooses, and is shown what would be recorded. */
async function shown(
  choices: readonly { group: string; clientId: string | null; choice: 'deploy' | 'leave' }[] = [],
  who: CallGiven = anna,
) {
  const { at } = await look(who);
  const body = { clientId: null, span: 'visit' as const, at, choices: [...choices] };
  return { body, preview: await answerOf(who, 'previewDesk', { body }) };
}

describe('what is on it', () => {
  test('one group a product, with its clients, and what would be decided', async () => {
    const { items, totals, since } = await look();
    expect(items.map(({ id, urgency, devices, cves }) => ({ id, urgency, devices, cves }))).toEqual([
      { id: 'apt:lab-app:2.0-1', urgency: 'urgent', devices: 3, cves: [cveOf('lab-app')] },
      { id: 'apt:lab-web:2.0-1', urgency: 'urgent', devices: 1, cves: [cveOf('lab-web')] },
    ]);
    expect(items[0]).toMatchObject({ kind: 'update', from: ['1.0-1'], to: ['2.0-1'], news: ['new'] });
    expect(items[0]?.clients).toMatchObject([
      { clientId: acme.id, devices: 2, urgentOn: 2, state: 'deploy', choice: 'deploy', mayDecide: true },
      { clientId: zeta.id, devices: 1, state: 'deploy' },
    ]);
    expect(totals).toEqual({ groups: 2, urgent: 2, deploy: 3, person: 0 });
    expect(since.why).toContain('never through');
  });

  test('pages show what was there when the first one was read', async () => {
    const first = await look(anna, { limit: 1 });
    expect(first.items.map(({ title }) => title)).toEqual(['lab-app 2.0-1']);
    station.given.clock.advance({ minutes: 1 });
    await enrolled(zeta, ['lab-other']);
    const second = await look(anna, { limit: 1, after: first.next });
    expect(second).toMatchObject({ items: [{ title: 'lab-web 2.0-1' }], next: null, at: first.at });
    expect(await refusalOf(anna, 'getDesk', { query: { after: 'bm9uZQ' } })).toBe('request.invalid');
  });

  test('looking takes nothing away; who says to be through begins anew, and for nobody else', async () => {
    const { at } = await look();
    station.given.clock.advance({ minutes: 1 });
    expect(await titles()).toHaveLength(2);
    await enrolled(zeta, ['lab-other']);
    await answerOf(anna, 'noteDeskVisit', { body: { clientId: null, at } });
    expect(await titles(), 'what came after the look').toEqual(['lab-other 2.0-1']);
    expect((await look()).since.at).toBe(Temporal.Instant.from(at).subtract({ seconds: 5 }).toString({ smallestUnit: 'millisecond' }));
    expect(await titles(anna, { span: '7d' })).toHaveLength(3);
    expect(await titles(person([{ role: 'technician', client: acme }]))).toHaveLength(2);
    await answerOf(anna, 'noteDeskVisit', { body: { clientId: null, at: Temporal.Instant.from(at).subtract({ hours: 1 }).toString() } });
    expect(await titles(), 'a visit does not go back').toEqual(['lab-other 2.0-1']);
  });

  test('through with one client is not through with the others', async () => {
    const { at } = await look();
    await answerOf(anna, 'noteDeskVisit', { body: { clientId: acme.id, at } });
    expect((await look()).items.map(({ title, clients }) => [title, clients.map(({ clientId }) => clientId)])).toEqual([
      ['lab-app 2.0-1', [zeta.id]],
    ]);
    expect((await look()).since.at).toBeNull();
  });

  test('an old update comes back when what it ends becomes known to be exploited', async () => {
    await isThrough();
    expect(await titles()).toEqual([]);
    await exploited(cveOf('lab-web'));
    expect((await look()).items).toMatchObject([
      {
        title: 'lab-web 2.0-1',
        news: ['exploited'],
        kev: { count: 1, added: '2026-03-02' },
        clients: [{ clientId: acme.id, state: 'deploy' }],
      },
    ]);
    await isThrough();
    expect(await titles()).toEqual([]);
  });

  test('so does one that was urgent already, for the same reason, when one more of what it ends is', async () => {
    const name = `lab-hot${made}`;
    await enrolled(acme, [name]);
    const cves = [`CVE-2026-4${made.toString().padStart(4, '0')}`, `CVE-2026-5${made.toString().padStart(4, '0')}`] as const;
    await publish(`HOT-${made}`, name, cves, '2.0-1');
    await exploited(cves[0]);
    await isThrough();
    await exploited(cves[1]);
    await sql`insert into fettle.known_issue (id, manager, source_name, text, recorded_at, recorded_by)
      values (${station.context.newId()}, 'apt', ${name}, 'It does not start', now(), 'x')`.execute(superuser());
    expect((await look()).items).toMatchObject([
      { title: `${name} 2.0-1`, news: ['exploited'], kev: { count: 2 }, patchRisk: { level: 'high', reasons: [{ code: 'known-issue' }] } },
    ]);
  });

  test('an exploited vulnerability without a fix asks for a person, and what was accepted does not', async () => {
    const name = `lab-open${made}`;
    await enrolled(acme, [name]);
    const cve = `CVE-2026-3${made.toString().padStart(4, '0')}`;
    await exploited(cve);
    await publish(`OPEN-${made}`, name, [cve], null);
    const { items, totals } = await look();
    expect(items.find(({ kind }) => kind === 'vulnerability')).toMatchObject({
      title: `OPEN-${made}`,
      packages: [{ updateId: null, name }],
      cves: [cve],
      why: expect.stringContaining('known exploited'),
      clients: [{ clientId: acme.id, devices: 1, state: 'person', choices: ['leave'] }],
    });
    expect(totals.person).toBe(1);
    const endsAt = station.context.clock
      .now()
      .add({ hours: 24 * 90 })
      .toString();
    await answerOf(anna, 'recordDecision', {
      body: {
        clientId: acme.id,
        about: { kind: 'advisory', id: cve },
        scope: { kind: 'client' },
        kind: 'exception',
        recommendation: 'Take it from the net',
        clientSaid: 'not-asked',
        saidBy: null,
        evidence: null,
        reason: 'Nobody can reach it',
        compensatingControl: 'The port is closed',
        startsAt: null,
        endsAt,
        reviewAt: null,
        workaround: null,
        replacement: null,
      },
    });
    expect((await look()).items.find(({ kind }) => kind === 'vulnerability')?.clients).toMatchObject([{ state: 'decided' }]);
  });
});

describe('one confirmation', () => {
  test('records what was shown in each client, as the person’s own decisions, and the desk says so', async () => {
    const { body, preview } = await shown();
    expect(preview.decisions.map(({ clientId, title, kind, scope }) => [clientId, title, kind, scope.kind])).toEqual(
      [
        [acme.id, 'lab-app 2.0-1', 'deploy', 'client'],
        [acme.id, 'lab-web 2.0-1', 'deploy', 'client'],
        [zeta.id, 'lab-app 2.0-1', 'deploy', 'client'],
      ].toSorted((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1)),
    );
    expect(preview).toMatchObject({ devices: 4, person: 0, notYours: [] });
    changed.length = 0;
    const { recorded } = await answerOf(anna, 'confirmDesk', { body: { ...body, digest: preview.digest, through: true } });
    expect(changed.toSorted()).toEqual([acme.id, zeta.id].toSorted());
    const by = anna.actor.id;
    expect(await stored()).toEqual(
      preview.decisions.map(({ clientId, title }) => ({ client_id: clientId, source_name: title.split(' ')[0], made_by: by })),
    );
    const one = await answerOf(anna, 'getDecision', { params: { id: recorded[0]?.id ?? '' } });
    const said = preview.decisions[0];
    expect(one).toMatchObject({
      made: 'manual',
      recommendation: said?.recommendation,
      reason: said?.reason,
      reviewAt: said?.reviewAt,
      clientId: said?.clientId,
    });
    expect(one.reaches).toBe(one.clientId === acme.id ? 2 : 1);
    const entries = await sql<{ client_id: string; subject: string; actor: string }>`
      select client_id, subject, actor from fettle.audit_entry where action = 'decision.recorded' and client_id in (${acme.id}, ${zeta.id})`.execute(
      superuser(),
    );
    expect(entries.rows.map(({ client_id, subject }) => `${client_id} ${subject}`).toSorted()).toEqual(
      recorded.map(({ id, clientId }) => `${clientId} decision:${id}`).toSorted(),
    );
    expect(await titles()).toEqual([]);
    expect((await look(anna, { span: '7d' })).items.flatMap(({ clients }) => clients.map(({ state }) => state))).toEqual([
      'decided',
      'decided',
      'decided',
    ]);
  });

  test('what was unticked is not recorded, at one client or at all', async () => {
    const { body, preview } = await shown([
      { group: 'apt:lab-app:2.0-1', clientId: acme.id, choice: 'leave' },
      { group: 'apt:lab-web:2.0-1', clientId: null, choice: 'leave' },
    ]);
    expect(preview.decisions.map(({ clientId, title }) => [clientId, title])).toEqual([[zeta.id, 'lab-app 2.0-1']]);
    await answerOf(anna, 'confirmDesk', { body: { ...body, digest: preview.digest, through: false } });
    expect((await stored()).map(({ client_id }) => client_id)).toEqual([zeta.id]);
    expect(await titles(), 'not through').toHaveLength(2);
  });

  test('is refused whole where something was decided, or came, since it was shown', async () => {
    const { body, preview } = await shown();
    const block = {
      clientId: zeta.id,
      about: { kind: 'update', manager: 'apt', sourceName: 'lab-app', sourceVersion: null },
      scope: { kind: 'client' },
      kind: 'block',
      recommendation: 'Wait for the next',
      clientSaid: 'not-asked',
      saidBy: null,
      evidence: null,
      reason: 'It breaks the till',
      compensatingControl: null,
      startsAt: null,
      endsAt: null,
      reviewAt: null,
      workaround: null,
      replacement: null,
    } as const;
    await answerOf(anna, 'recordDecision', { body: block });
    const before = await stored();
    const confirm = { ...body, digest: preview.digest, through: true };
    expect(await refusalOf(anna, 'confirmDesk', { body: confirm })).toBe('desk.changed');
    const wish = [{ group: 'apt:lab-app:2.0-1', clientId: zeta.id, choice: 'deploy' as const }];
    expect(await refusalOf(anna, 'previewDesk', { body: { ...body, choices: wish } }), 'a block is not overruled').toBe('desk.changed');
    expect(
      await refusalOf(anna, 'confirmDesk', { body: { ...confirm, choices: [{ group: 'apt:gone:1', clientId: null, choice: 'leave' }] } }),
    ).toBe('desk.changed');
    station.given.clock.advance({ hours: 13 });
    expect(await refusalOf(anna, 'confirmDesk', { body: confirm })).toBe('desk.changed');
    expect(await stored()).toEqual(before);
    expect(await titles(), 'nobody was through').toHaveLength(2);
  });

  test('leaves out clients for which one may not decide, and says which', async () => {
    const ben = person([
      { role: 'technician', client: acme },
      { role: 'reader', client: zeta },
    ]);
    expect((await look(ben)).items[0]?.clients.map(({ clientId, mayDecide }) => [clientId, mayDecide])).toEqual([
      [acme.id, true],
      [zeta.id, false],
    ]);
    const { body, preview } = await shown([], ben);
    expect(preview.notYours).toEqual([{ clientId: zeta.id, clientName: zeta.name }]);
    await answerOf(ben, 'confirmDesk', { body: { ...body, digest: preview.digest, through: false } });
    expect(new Set((await stored()).map(({ client_id }) => client_id))).toEqual(new Set([acme.id]));
    expect(await refusalOf(ben, 'confirmDesk', { body: { ...body, clientId: zeta.id, digest: preview.digest, through: false } })).toBe(
      'not-found',
    );
  });
});
