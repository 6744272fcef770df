/** This machine as the first device: enrolled by a token like any other, in observe mode, with lists and cache of its own. */
import { hostname } from 'node:os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { appendAudit, engine } from '../audit/index.ts';
import { addClient, addToken, currentTrust, newToken } from '../clients/index.ts';
import { inClients, inNoClient } from '../platform/database/index.ts';
import type { Context, Feature } from '../platform/feature.ts';
import { keepRunning, runToEnd } from './child.ts';
import type { AgentChild } from './child.ts';

export { localTable } from './table.ts';

/** The client to which the provider's own machines belong. */
export const ownClientName = 'Our own machines';

export const localAgent: Feature = {
  name: 'local agent',
  async start(context) {
    if (!context.config.localAgent) return async () => undefined;
    const ending = new AbortController();
    let child: AgentChild | null = null;
    const begun = begin(context, ending.signal)
      .then((started) => (child = started))
      .catch((error: unknown) => context.log.error({ err: error }, 'this machine could not be enrolled as a device'));
    return async () => {
      ending.abort();
      await begun;
      await child?.stop();
    };
  },
};

export function localStateFolder(context: Context): string {
  return join(context.config.dataFolder, 'local-agent');
}

async function begin(context: Context, signal: AbortSignal): Promise<AgentChild | null> {
  const state = localStateFolder(context);
  for (let tries = 0; !existsSync(join(state, 'identity.json')); tries += 1) {
    if (signal.aborted) return null;
    if (await isListening(context)) {
      const token = await tokenForThisMachine(context);
      const enrolled = await runToEnd([
        'enrol',
        '--observe',
        '--state',
        state,
        '--server',
        localUrl(context),
        '--token',
        token,
        '--trust',
        await currentTrust(context),
      ]);
      if (enrolled.code === 0) break;
      context.log.warn({ said: enrolled.said }, 'the local agent could not enrol yet');
    }
    await sleep(Math.min(200 * (tries + 1), 5000), undefined, { signal }).catch(() => undefined);
  }
  return signal.aborted ? null : keepRunning(['run', '--observe', '--state', state], context.log);
}

/** The local agent goes over loopback, whatever address other devices use. */
function localUrl(context: Context): string {
  const url = new URL(context.agentUrl());
  const { host, port } = context.config.agents;
  return port === 0
    ? url.origin
    : `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function isListening(context: Context): Promise<boolean> {
  try {
    return (await fetch(`${localUrl(context)}/healthz`)).ok;
  } catch {
    return false;
  }
}

async function tokenForThisMachine(context: Context): Promise<string> {
  const { clientId, siteId } = await ownSite(context);
  const { token, hash } = newToken(clientId);
  const expiresAt = context.clock.now().add({ minutes: 10 }).toString({ smallestUnit: 'millisecond' });
  const id = context.newId();
  await inClients(context.db, [clientId], async (tx) => {
    await addToken(tx, {
      clientId,
      id,
      siteId,
      hash,
      note: `this machine, ${hostname()}`,
      uses: 1,
      at: context.now(),
      expiresAt,
      by: 'Fettle',
    });
    await appendAudit(tx, clientId, {
      action: 'enrolment-token.created',
      actor: engine,
      subject: `enrolment-token:${id}`,
      body: { siteId, uses: 1, expiresAt },
      at: context.now(),
    });
  });
  return token;
}

/** The provider's own client: the first client of the installation, made where there is none. */
async function ownSite(context: Context): Promise<{ clientId: string; siteId: string }> {
  const registered = (await inNoClient(context.db, (tx) => tx.selectFrom('client_register').select('client_id').execute())).map(
    (row) => row.client_id,
  );
  const found = await inClients(context.db, registered, (tx) =>
    tx
      .selectFrom('client')
      .innerJoin('site', 'site.client_id', 'client.client_id')
      .select(['client.client_id', 'site.id'])
      .where('client.name', '=', ownClientName)
      .orderBy('client.created_at')
      .orderBy('site.created_at')
      .executeTakeFirst(),
  );
  if (found !== undefined) return { clientId: found.client_id, siteId: found.id };
  const clientId = context.newId();
  const siteId = context.newId();
  const zone = Temporal.Now.timeZoneId();
  await inNoClient(context.db, async (tx) => {
    await addClient(tx, { clientId, name: ownClientName, siteId, siteName: 'Here', zone, at: context.now() });
    await appendAudit(tx, clientId, {
      action: 'client.created',
      actor: engine,
      subject: `client:${clientId}`,
      body: { zone },
      at: context.now(),
    });
  });
  return { clientId, siteId };
}
