/** Gathers what the settings page shows. */
import { readFileSync } from 'node:fs';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { z } from 'zod';
import { inClients, inNoClient } from '../platform/database/index.ts';
import type { Actor, Context } from '../platform/feature.ts';
import { readTrust } from '../trust/index.ts';

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));

type Counted = { database_version: string; bytes: number; clients: number; devices: number; software: number };

/** The route is for who sees settings of the installation, so the counts are over all clients. */
export async function readSettings(context: Context, actor: Actor, startedAt: string): Promise<CallOutput<'getSettings'>> {
  const { config } = context;
  const [{ providerName }, counted] = await Promise.all([readTrust(context), count(context, actor)]);
  return {
    version,
    publicUrl: context.publicUrl(),
    agentUrl: context.agentUrl(),
    providerName,
    smtp: { configured: config.mail.smtpUrl !== null, from: config.mail.from },
    database: {
      kind: config.database.kind === 'embedded' ? 'embedded' : 'given',
      version: counted.database_version,
      bytes: counted.bytes,
    },
    counts: { clients: counted.clients, devices: counted.devices, software: counted.software },
    checkInSeconds: config.checkInSeconds,
    startedAt,
  };
}

async function count(context: Context, actor: Actor): Promise<Counted> {
  const whole = await sizeOf(context);
  const found = await inClients(context.db, actor.scopeFor('settings.read'), (tx) =>
    sql<Pick<Counted, 'clients' | 'devices'>>`
      select (select count(*)::int from client) as clients, (select count(*)::int from device where status <> 'retired') as devices`.execute(
      tx,
    ),
  );
  const [row] = found.rows;
  if (row === undefined) throw new Error('the database counted nothing');
  return { ...whole, ...row };
}

type Size = Pick<Counted, 'database_version' | 'bytes' | 'software'>;
const sizes = new WeakMap<Context, { readonly until: Temporal.Instant; readonly size: Promise<Size> }>();
const keptSeconds = 10;

/** The size of the whole: every file and every row of the catalogue is looked at, so no more often than every ten seconds. */
function sizeOf(context: Context): Promise<Size> {
  const now = context.clock.now();
  const known = sizes.get(context);
  if (known !== undefined && Temporal.Instant.compare(now, known.until) < 0) return known.size;
  const size = measure(context);
  sizes.set(context, { until: now.add({ seconds: keptSeconds }), size });
  // What failed is asked again; who waits for it learns of it.
  size.catch(() => sizes.delete(context));
  return size;
}

async function measure(context: Context): Promise<Size> {
  const found = await inNoClient(context.db, (tx) =>
    // The first word: Debian writes the name of its package behind it.
    sql<Size>`
      select split_part(current_setting('server_version'), ' ', 1) as database_version, pg_database_size(current_database()) as bytes,
        (select count(*)::int from software) as software`.execute(tx),
  );
  const [row] = found.rows;
  if (row === undefined) throw new Error('the database counted nothing');
  return row;
}
