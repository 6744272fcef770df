/** The desk over real rows: what is new, for whom, what one confirmation records, and what it refuses. */
import type { CallInput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { blockBody } from './deployments/testing/block.ts';
import { appendAudit, engine } from './audit/index.ts';
import { decisionsFeature, lockClients } from './decisions/index.ts';
import { deskFeature } from './desk/index.ts';
import { contentsOf, enrol, installed, newAgent, offer, sync } from './devices/testing/agent.ts';
import type { TestAgent } from './devices/testing/agent.ts';
import { openStation } from './devices/testing/station.ts';
import type { Client, Station } from './devices/testing/station.ts';
import { judgeQueued, settleCounts } from './findings/index.ts';
import { lockUpdateCounts } from './findings/store.ts';
import { makeActor } from './people/index.ts';
import { inClients } from './platform/database/index.ts';
import type { Tx } from './platform/database/index.ts';
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

async function enrolled(client: Client, names: readonly string[], { counted = true } = {}): Promise<TestAgent> {
  const contents = contentsOf(
    `h${(enrolments += 1)}`,
    names.map((name) => installed(name)),
    names.map((name) => offer(name)),
  );
  contents['apt.changelogs'] = names.map((sourceName) => ({ sourceName, from: '1.0-1', to: '2.0-1', cves: [cveOf(sourceName)] }));
  const agent = newAgent(contents);
  expect((await enrol(station.server, agent, (await station.token(client)).text)).status).toBe(200);
  await sync(station.server, agent);
  if (counted) await settle();
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
/** Connections that wait for somebody. */
const waiting = async () =>
  (await sql<{ n: number }>`select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted`.execute(superuser()))
    .rows[0]?.n;
const stored = async () =>
  (
    await sql<{ client_id: string; source_name: string; made_by: string }>`
      select client_id, source_name, made_by from fettle.decision where client_id in (${acme.id}, ${zeta.id}) order by client_id, source_name`.execute(
      superuser(),
    )
  ).rows;

function blockOf({ id }: Client): CallInput<'recordDecision'>['body'] {
  return blockBody(id, { about: { kind: 'update', manager: 'apt', sourceName: 'lab-app', sourceVersion: null } });
}

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
    expect((await look()).since.at).toBe(Temporal.Instant.from(at).subtract({ seconds: 60 }).toString({ smallestUnit: 'millisecond' }));
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

  test('a look shows what was there when it began: what comes after it, also to an old update, is news of the next', async () => {
    await isThrough();
    const { at } = await look();
    station.given.clock.advance({ minutes: 5 });
    await exploited(cveOf('lab-web'));
    const of = (when: string) => answerOf(anna, 'previewDesk', { body: { clientId: null, span: 'visit', at: when, choices: [] } });
    expect((await of(at)).decisions).toEqual([]);
    expect((await of((await look()).at)).decisions).toMatchObject([{ title: 'lab-web 2.0-1' }]);
    await answerOf(anna, 'noteDeskVisit', { body: { clientId: null, at } });
    expect(await titles()).toEqual(['lab-web 2.0-1']);
  });

  test('what was being counted at a look, for however long the count had to wait, is news of the next', async () => {
    await isThrough();
    const [held, free] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const other = inClients(station.context.db, [acme.id], async (tx) => {
      await lockUpdateCounts(tx, acme.id);
      held.resolve(undefined);
      await free.promise;
    });
    await held.promise;
    try {
      await enrolled(acme, ['lab-late'], { counted: false });
      await judgeQueued(station.context);
      void settleCounts(station.context);
      await expect.poll(waiting, { timeout: 5_000 }).toBe(1);
      station.given.clock.advance({ minutes: 10 });
      await answerOf(anna, 'noteDeskVisit', { body: { clientId: null, at: (await look()).at } });
    } finally {
      free.resolve(undefined);
      await other;
    }
    await settleCounts(station.context);
    station.given.clock.advance({ minutes: 1 });
    expect(await titles()).toEqual(['lab-late 2.0-1']);
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
    await answerOf(anna, 'recordDecision', { body: blockOf(zeta) });
    const before = await stored();
    const confirm = { ...body, digest: preview.digest, through: true };
    expect(await refusalOf(anna, 'confirmDesk', { body: confirm })).toBe('desk.changed');
    const wish = [{ group: 'apt:lab-app:2.0-1', clientId: zeta.id, choice: 'deploy' as const }];
    expect(await refusalOf(anna, 'previewDesk', { body: { ...body, choices: wish } }), 'a block is not overruled').toBe('desk.changed');
    station.given.clock.advance({ hours: 13 });
    expect(await refusalOf(anna, 'confirmDesk', { body: confirm })).toBe('desk.changed');
    expect(await stored()).toEqual(before);
    expect(await titles(), 'nobody was through').toHaveLength(2);
  });

  test('what is to be left open may be gone; what is to be deployed may not', async () => {
    const gone = (choice: 'leave' | 'deploy', clientId: string | null = null) => [
      { group: 'apt:gone:1', clientId, choice },
      { group: 'apt:lab-web:2.0-1', clientId: zeta.id, choice },
    ];
    const { at } = await look();
    const body = { clientId: null, span: 'visit' as const, at };
    for (const clientId of [null, acme.id, station.context.newId()]) {
      const { decisions, digest } = await answerOf(anna, 'previewDesk', { body: { ...body, choices: gone('leave', clientId) } });
      expect(decisions).toHaveLength(3);
      expect(await refusalOf(anna, 'previewDesk', { body: { ...body, choices: gone('deploy', clientId) } })).toBe('desk.changed');
      const confirm = { ...body, choices: gone('deploy', clientId), digest, through: false };
      expect(await refusalOf(anna, 'confirmDesk', { body: confirm })).toBe('desk.changed');
    }
    const choices = gone('leave');
    const { digest } = await answerOf(anna, 'previewDesk', { body: { ...body, choices } });
    expect((await answerOf(anna, 'confirmDesk', { body: { ...body, choices, digest, through: false } })).recorded).toHaveLength(3);
  });

  test('holds up nobody at a client where nothing is decided, and no trail while it decides', async () => {
    const { db } = station.context;
    const [first, last] = [acme, zeta].toSorted((a, b) => (a.id < b.id ? -1 : 1)) as [Client, Client];
    const briefly = (clientId: string, fn: (tx: Tx) => Promise<void>) =>
      inClients(db, [clientId], async (tx) => {
        await sql`set local lock_timeout = '2s'`.execute(tx);
        await fn(tx);
      });
    const decides = (clientId: string) => briefly(clientId, (tx) => lockClients(tx, [clientId]));
    const writes = (clientId: string) =>
      briefly(clientId, (tx) =>
        appendAudit(tx, clientId, {
          action: 'client.updated',
          actor: engine,
          subject: `client:${clientId}`,
          body: {},
          at: station.context.now(),
        }),
      );
    const confirm = async (choices: Parameters<typeof shown>[0], meanwhile: (clientId: string) => Promise<void>) => {
      const { body, preview } = await shown(choices);
      const own = { ...handlers, ...deskFeature({ changed: (_tx, _context, clientId) => meanwhile(clientId) }).handlers };
      await answerOf({ ...anna, handlers: own }, 'confirmDesk', { body: { ...body, digest: preview.digest, through: false } });
    };
    await confirm(
      [
        { group: 'apt:lab-app:2.0-1', clientId: zeta.id, choice: 'leave' },
        { group: 'apt:lab-web:2.0-1', clientId: null, choice: 'leave' },
      ],
      async (clientId) => {
        expect(clientId).toBe(acme.id);
        await expect(decides(acme.id), 'where it decides nobody else does').rejects.toThrow('lock timeout');
        await decides(zeta.id);
      },
    );
    expect((await stored()).map(({ client_id: id }) => id)).toEqual([acme.id]);
    const seen: string[] = [];
    await confirm([], async (clientId) => {
      seen.push(clientId);
      await writes(first.id);
      await writes(last.id);
    });
    expect(seen).toEqual([first.id, last.id]);
  });

  test('nobody else decides while one decision is recorded', async () => {
    const at = station.context;
    let tried = 0;
    const own = decisionsFeature({
      changed: async (_tx, context, clientId) => {
        tried += 1;
        const other = inClients(context.db, [clientId], async (tx) => {
          await sql`set local lock_timeout = '200ms'`.execute(tx);
          await lockClients(tx, [clientId]);
        });
        await expect(other).rejects.toThrow('lock timeout');
      },
    }).handlers;
    await answerOf({ ...anna, context: at, handlers: { ...handlers, ...own } }, 'recordDecision', { body: blockOf(acme) });
    expect(tried).toBe(1);
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
