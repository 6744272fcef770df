import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentsOf, enrol, newAgent, offer, sync } from './testing/agent.ts';
import type { TestAgent } from './testing/agent.ts';
import { openStation } from './testing/station.ts';
import type { Client, Station } from './testing/station.ts';
import { answerOf } from '../platform/testing/index.ts';
import { findings, settleCounts, touchCounts } from '../findings/index.ts';

let station: Station;
beforeAll(async () => {
  station = await openStation();
});
afterAll(() => station.close());

async function enrolled(of: Client, host: string): Promise<TestAgent> {
  const agent = newAgent(contentsOf(host));
  expect((await enrol(station.server, agent, (await station.token(of)).text)).status).toBe(200);
  return agent;
}
type Count = {
  client_id: string;
  software_id: number;
  devices: number;
  withheld: number;
  security: boolean;
  bytes: number;
  origin: string;
  first_seen_at: string;
  from_versions: string[];
  cves: string[];
  read_on: number;
};
const columns = sql`client_id, software_id, devices, withheld, security, bytes, origin, first_seen_at, from_versions, cves, read_on`;
/** What is counted, and what is so: by another road than the one that counts. */
async function counted(): Promise<Count[]> {
  return (await sql<Count>`select ${columns} from fettle.update_count order by 1, 2`.execute(station.given.database.superuserDb)).rows;
}
async function truth(): Promise<Count[]> {
  const found = await sql<Count>`
    select o.client_id, o.software_id, count(distinct o.device_id)::int as devices, (count(*) filter (where o.withheld is not null))::int as withheld,
      bool_or(o.security) as security, max(o.bytes) as bytes, min(o.origin) as origin, min(o.first_seen_at) as first_seen_at,
      array_agg(distinct o.from_version) as from_versions,
      array(select distinct cve from fettle.device_offer x join fettle.software s on s.id = x.software_id
        join fettle.device_changelog k on k.device_id = x.device_id and k.manager = s.manager and k.source_name = s.source_name and k.to_version = s.source_version cross join unnest(k.cves) as cve
        where x.client_id = o.client_id and x.software_id = o.software_id order by cve) as cves,
      (select count(distinct k.device_id)::int from fettle.device_offer x join fettle.software s on s.id = x.software_id
        join fettle.device_changelog k on k.device_id = x.device_id and k.manager = s.manager and k.source_name = s.source_name and k.to_version = s.source_version and k.cves is not null
        where x.client_id = o.client_id and x.software_id = o.software_id) as read_on
    from fettle.device_offer o join fettle.device d on d.id = o.device_id and d.status <> 'retired'
    group by 1, 2 order by 1, 2`.execute(station.given.database.superuserDb);
  return found.rows;
}

const name = fc.constantFrom('bash', 'vim', 'zsh', 'openssl', 'libssl3');
/** Two packages of one source, as a changelog speaks for both. */
const sourceOf = (package_: string): string => (package_ === 'libssl3' ? 'openssl' : package_);
const offered = fc.uniqueArray(
  fc.record({
    name,
    to: fc.constantFrom('2', '3'),
    class: fc.constantFrom('security' as const, 'normal' as const),
    withheld: fc.constantFrom(null, 'pinned' as const, 'phased' as const),
    bytes: fc.nat(5),
    /** undefined: nobody looked yet; null: it could not be read. */
    cves: fc.constantFrom(undefined, null, [], ['CVE-2026-11111'], ['CVE-2026-11111', 'CVE-2026-22222']),
  }),
  { selector: (one) => `${one.name} ${one.to}`, maxLength: 6 },
);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('offers' as const), device: fc.nat(3), offers: offered, whole: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retire' as const), device: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
);

test('whatever devices report in whatever order, counts come to be what a recount finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const clients = [await station.client('A'), await station.client('B')] as const;
      const agents = await Promise.all(clients.flatMap((client) => [enrolled(client, 'x'), enrolled(client, 'y')]));
      const retired = new Set<TestAgent>();
      for (const one of steps) {
        if (one.kind === 'settle') {
          await settleCounts(station.context);
          continue;
        }
        const agent = agents[one.device];
        if (agent === undefined || retired.has(agent)) continue;
        if (one.kind === 'retire') {
          await answerOf(await station.admin(), 'retireDevice', { params: { id: agent.deviceId }, body: { because: 'Sold' } });
          retired.add(agent);
          continue;
        }
        station.given.clock.advance({ minutes: 1 });
        if (one.whole) agent.sent = null;
        agent.contents = contentsOf(
          'x',
          [],
          one.offers.map(({ name: what, to, cves: _, ...more }) => offer(what, to, { ...more, sourceName: sourceOf(what) })),
        );
        const read = one.offers.flatMap(({ name: what, to, cves }) =>
          cves === undefined ? [] : [{ sourceName: sourceOf(what), from: '1.0-1', to, cves }],
        );
        agent.contents = {
          ...agent.contents,
          'apt.changelogs': [...new Map(read.map((fact) => [`${fact.sourceName} ${fact.to}`, fact])).values()],
        };
        await sync(station.server, agent);
      }
      await settleCounts(station.context);
      expect(await counted()).toEqual(await truth());
    }),
    { numRuns: 25 },
  );
}, 120_000);

test('devices that report at once are counted right, whichever is last', async () => {
  const client = await station.client('Many');
  const agents = await Promise.all(Array.from({ length: 12 }, (_, index) => enrolled(client, `host-${index}`)));
  for (let round = 0; round < 3; round += 1) {
    for (const [index, agent] of agents.entries())
      agent.contents = contentsOf('x', [], index % 3 === round ? [] : [offer('bash'), offer('vim', `${index % 2}`)]);
    await Promise.all([...agents.map((agent) => sync(station.server, agent)), settleCounts(station.context)]);
  }
  await Promise.all([settleCounts(station.context), settleCounts(station.context)]);
  expect(await counted()).toEqual(await truth());
});

test('what was not counted when a server died is counted at the next start', async () => {
  const client = await station.client('Later');
  const agent = await enrolled(client, 'x');
  agent.contents = contentsOf('x', [], [offer('bash')]);
  await sync(station.server, agent);
  await sql`delete from fettle.update_count where client_id = ${client.id}`.execute(station.given.database.superuserDb);
  await sql`update fettle.update_count set devices = 99`.execute(station.given.database.superuserDb);
  const stop = await findings.start?.(station.context);
  expect(await counted()).toEqual(await truth());
  await stop?.();
});

test('a client that can not be counted just now is counted with the next change, and holds up no other', async () => {
  const [one, two] = [await station.client('One'), await station.client('Two')];
  const agents = await Promise.all([enrolled(one, 'x'), enrolled(two, 'y')]);
  for (const agent of agents) {
    agent.contents = contentsOf('x', [], [offer('bash')]);
    await sync(station.server, agent);
  }
  const { superuserDb } = station.given.database;
  await sql`create function fettle.fail() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`.execute(superuserDb);
  await sql
    .raw(
      `create trigger fails before insert on fettle.update_count for each row when (new.client_id = '${one.id}') execute function fettle.fail()`,
    )
    .execute(superuserDb);
  await settleCounts(station.context);
  expect((await counted()).filter((row) => [one.id, two.id].includes(row.client_id)).map((row) => row.client_id)).toEqual([two.id]);
  await sql`drop trigger fails on fettle.update_count`.execute(superuserDb);
  touchCounts(station.context, two.id, new Set([1]));
  await settleCounts(station.context);
  expect(await counted()).toEqual(await truth());
});
