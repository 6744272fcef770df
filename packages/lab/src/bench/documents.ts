/** The monthly report and an evidence pack of one client over a year, on an embedded database of its own: through the handlers of their routes, PDF and ZIP included. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstallation } from '@fettle/server/trust';
import { internSoftware } from '@fettle/server/catalogue';
import { addClient } from '@fettle/server/clients';
import { packsFeature } from '@fettle/server/evidence-packs';
import { monthsFeature } from '@fettle/server/months';
import { inClients, inNoClient } from '@fettle/server/platform/database';
import type { Tx } from '@fettle/server/platform/database';
import type { Context } from '@fettle/server/platform/testing';
import { sql } from 'kysely';
import { benchContext } from './matching-context.ts';

/** Updates that each device had to have within the year; one of 20 came late. */
const updatesADevice = 300;
const stillOpen = 5;

export async function benchDocuments(devices = 500): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-bench-'));
  chmodSync(folder, 0o711);
  const bench = await benchContext(folder);
  const { context } = bench;
  try {
    const clientId = await addYear(context, devices);
    const actor = everywhere(clientId);
    const around = {
      context,
      actor,
      requestId: 'bench',
      address: '127.0.0.1',
      userAgent: 'bench',
      sessionToken: null,
      setSession: () => undefined,
    };
    const month = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 7);
    const ask = async (name: string, handler: unknown, params: object, query?: object): Promise<void> => {
      const begun = process.hrtime.bigint();
      // Each route's own type of call is lost in the list of handlers.
      const answer = await (handler as (call: object) => Promise<{ body?: string | Uint8Array; code?: string }>)({
        ...around,
        params,
        query,
        body: undefined,
      });
      if (answer.body === undefined) throw new Error(`${name}: ${answer.code ?? 'nothing'}`);
      const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
      console.log(
        `${name}: ${seconds.toFixed(2)} s, ${Math.round(answer.body.length / 1024)} KiB, peak RSS ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
      );
    };
    const today = new Date().toISOString().slice(0, 10);
    const yearAgo = `${Number(today.slice(0, 4)) - 1}-${today.slice(5, 8)}01`;
    console.log(`${devices} devices, ${devices * updatesADevice} updates that had to be in within a year`);
    for (let round = 1; round <= 2; round += 1) {
      await ask(`monthly report as PDF, round ${round}`, monthsFeature.handlers?.getMonthPdf, { id: clientId, month });
      await ask(
        `evidence pack of a year, round ${round}`,
        packsFeature.handlers?.getEvidencePack,
        { id: clientId, framework: 'pci-dss-4.0.1' },
        { from: yearAgo, until: today },
      );
    }
  } finally {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function everywhere(clientId: string): object {
  return { kind: 'system', id: 'bench', name: 'bench', everywhere: true, scope: [clientId], can: () => true, scopeFor: () => [clientId] };
}

async function addYear(context: Context, devices: number): Promise<string> {
  const { db, config, serverKey, newId } = context;
  await ensureInstallation({ db, keysFolder: config.keysFolder, serverKey, now: context.now(), newId, providerName: 'Bench' });
  const client = { id: newId(), siteId: newId() };
  const yearAgo = new Date(Date.now() - 400 * 86_400_000).toISOString();
  await inNoClient(db, (tx) =>
    addClient(tx, { clientId: client.id, name: 'Bench', siteId: client.siteId, siteName: 'Main', zone: 'Europe/Berlin', at: yearAgo }),
  );
  const software = await internSoftware(
    db,
    Array.from({ length: updatesADevice }, (_, n) => ({
      ecosystem: 'debian:12',
      manager: 'apt' as const,
      module: '',
      name: `bench-${n}`,
      version: '2.0-1',
      architecture: 'amd64',
      sourceName: `bench-${n}`,
      sourceVersion: '2.0-1',
    })),
  );
  await inClients(db, [client.id], (tx) => addRows(tx, client, { devices, software, from: yearAgo }));
  return client.id;
}

type Rows = { readonly devices: number; readonly software: readonly number[]; readonly from: string };

async function addRows(tx: Tx, client: { readonly id: string; readonly siteId: string }, { devices, software, from }: Rows): Promise<void> {
  await sql`
    insert into device (client_id, id, site_id, key_id, name, os_name, ecosystem, mode, enrolled_at)
    select ${client.id}, gen_random_uuid(), ${client.siteId}, 'bench ' || n, 'bench-' || n, 'Debian', 'debian:12', 'manage', ${from} from generate_series(1, ${devices}::int) n`.execute(
    tx,
  );
  await sql`
    insert into device_inventory (client_id, device_id, scanned_at, changed_at) select client_id, id, now(), now() from device where client_id = ${client.id}`.execute(
    tx,
  );
  // Spread over the days of the year.
  await sql`
    insert into offer_end (client_id, device_id, software_id, from_version, how, ended_at, offered_at, security, urgency, due, due_by)
    select d.client_id, d.id, s.id, '1.0-1', 'installed', o.at + case when s.n % 20 = 0 then interval '20 days' else interval '5 days' end, o.at, true, 'urgent', o.at + interval '14 days', 'PCI DSS 4.0.1, 6.3.3'
    from device d cross join unnest(${[...software]}::int[]) with ordinality s(id, n) cross join lateral (select now() - s.n * interval '1 day' - interval '25 days' as at) o
    where d.client_id = ${client.id}`.execute(tx);
  await sql`
    insert into device_offer (client_id, device_id, software_id, from_version, security, bytes, origin, codename, first_seen_at, due, due_by)
    select d.client_id, d.id, s.id, '1.5-1', true, 1000, 'Debian', 'bookworm', now() - interval '60 days', now() - interval '46 days', 'PCI DSS 4.0.1, 6.3.3'
    from device d cross join unnest(${software.slice(0, stillOpen)}::int[]) s(id) where d.client_id = ${client.id}`.execute(tx);
}
