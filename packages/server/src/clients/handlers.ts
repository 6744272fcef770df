/** Use cases of clients, sites, contacts and enrolment tokens. */
import { readZone } from '@fettle/core/windows';
import type { Permission } from '@fettle/protocol/permissions';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, inNoClient, notify, sqlState } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Call, Context, Handlers, Tx } from '../platform/feature.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { cautionOf, currentTrust, enrolLine, installLine } from './enrol-lines.ts';
import {
  addClient,
  addContact,
  addSite,
  addToken,
  changeSite,
  clientOf,
  removeContact,
  renameClient,
  revokeToken,
  siteById,
  sitesOf,
  summaries,
  tokensOf,
} from './store.ts';
import { newToken } from './tokens.ts';
import { clientView, silentBefore, summaryOf } from './views.ts';
import type { ClientNews } from './views.ts';

const noClient = () => refuse('not-found', 'There is no such client, or it is out of your reach.');
const firstId = '00000000-0000-0000-0000-000000000000';

/** Records a change in the client's chain and tells the screens. Last in the transaction. */
async function record(
  tx: Tx,
  context: Context,
  actor: Actor,
  clientId: string,
  action: string,
  subject: string,
  body: Record<string, unknown>,
): Promise<void> {
  await appendAudit(tx, clientId, { action, actor: auditActor(actor), subject, body, at: context.now() });
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'client', id: clientId }));
}

/** Name and id after which a page begins; null for what is no page key. */
function readKey(after: string | undefined): readonly [string, string] | null {
  const key = readPageKey(after, ['text', 'id']);
  return key === undefined ? ['', firstId] : key;
}

/** A client of the register: the provider's own chain is in the scope of some, and is no client. */
function isKnown(actor: Actor, permission: Permission, clientId: string): boolean {
  return clientId !== providerId && actor.scopeFor(permission).includes(clientId);
}

function zoneProblem(zone: string | undefined, path: string): ApiRefusal | null {
  if (zone === undefined || readZone(zone) !== null) return null;
  return refuse('request.invalid', `${JSON.stringify(zone)} is no IANA time zone.`, [
    { path, message: 'must be an IANA time zone such as Europe/Zurich' },
  ]);
}

export function clientHandlers(news: ClientNews): Handlers {
  return {
    async listClients({ context, actor, query }) {
      const after = readKey(query.after);
      if (after === null)
        return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
      const [afterName, afterId] = after;
      const scope = actor.scopeFor('client.read');
      const [rows, needs] = await Promise.all([
        inClients(context.db, scope, (tx) => summaries(tx, scope, silentBefore(context), { afterName, afterId, limit: query.limit + 1 })),
        news.needsOf(context, scope),
      ]);
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      return {
        items: page.map((row) => summaryOf(row, needs)),
        next: rows.length > query.limit && last !== undefined ? pageKeyText([last.sort_name, last.id]) : null,
      };
    },

    async createClient({ context, actor, body }) {
      const problem = zoneProblem(body.site.zone, 'site.zone');
      if (problem !== null) return problem;
      const clientId = context.newId();
      await inNoClient(context.db, async (tx) => {
        await addClient(tx, {
          clientId,
          name: body.name,
          siteId: context.newId(),
          siteName: body.site.name,
          zone: body.site.zone,
          at: context.now(),
        });
        await record(tx, context, actor, clientId, 'client.created', `client:${clientId}`, { zone: body.site.zone });
      });
      return (await clientView(context, news, clientId)) ?? noClient();
    },

    async getClient({ context, params }) {
      return (await clientView(context, news, params.id)) ?? noClient();
    },

    async updateClient({ context, actor, params, body }) {
      if (!isKnown(actor, 'client.write', params.id)) return noClient();
      await inClients(context.db, [params.id], async (tx) => {
        await renameClient(tx, params.id, body.name);
        await record(tx, context, actor, params.id, 'client.changed', `client:${params.id}`, { changed: ['name'] });
      });
      return (await clientView(context, news, params.id)) ?? noClient();
    },

    async createSite({ context, actor, params, body }) {
      if (!isKnown(actor, 'client.write', params.id)) return noClient();
      const problem = zoneProblem(body.zone, 'zone');
      if (problem !== null) return problem;
      const id = context.newId();
      const added = await inClients(context.db, [params.id], async (tx) => {
        if (!(await addSite(tx, { clientId: params.id, id, name: body.name, zone: body.zone, at: context.now() }))) return false;
        await record(tx, context, actor, params.id, 'site.created', `site:${id}`, { zone: body.zone });
        return true;
      });
      return added
        ? { id, clientId: params.id, name: body.name, zone: body.zone, devices: 0 }
        : refuse('conflict.exists', `This client has a site called ${body.name}.`);
    },

    async updateSite({ context, actor, params, body }) {
      const problem = zoneProblem(body.zone, 'zone');
      if (problem !== null) return problem;
      const scope = actor.scopeFor('client.write');
      try {
        return await inClients(context.db, scope, async (tx) => {
          const site = await siteById(tx, scope, params.id);
          if (site === undefined) return refuse('not-found', 'There is no such site, or it is out of your reach.');
          const change = {
            ...(body.name === undefined ? {} : { name: body.name }),
            ...(body.zone === undefined ? {} : { zone: body.zone }),
          };
          if (Object.keys(change).length > 0) {
            await changeSite(tx, site.client_id, params.id, change);
            if (body.zone !== undefined && body.zone !== site.zone) await news.zoneChanged(tx, site.client_id);
            await record(tx, context, actor, site.client_id, 'site.changed', `site:${params.id}`, {
              changed: Object.keys(change),
              zone: body.zone ?? site.zone,
            });
          }
          const after = (await sitesOf(tx, site.client_id)).find((one) => one.id === params.id);
          return {
            id: params.id,
            clientId: site.client_id,
            name: after?.name ?? site.name,
            zone: after?.zone ?? site.zone,
            devices: after?.devices ?? 0,
          };
        });
      } catch (error) {
        if (sqlState(error) === '23505') return refuse('conflict.exists', `This client has a site called ${body.name ?? ''}.`);
        throw error;
      }
    },

    async createContact({ context, actor, params, body }) {
      if (!isKnown(actor, 'client.write', params.id)) return noClient();
      const id = context.newId();
      return inClients(context.db, [params.id], async (tx) => {
        const sites = new Set((await sitesOf(tx, params.id)).map((site) => site.id));
        const foreign = body.siteIds.find((siteId) => !sites.has(siteId));
        if (foreign !== undefined)
          return refuse('request.invalid', 'A contact can only belong to sites of its own client.', [
            { path: 'siteIds', message: `${foreign} is no site of this client` },
          ]);
        await addContact(tx, {
          clientId: params.id,
          id,
          name: body.name,
          mail: body.mail,
          language: body.language,
          siteIds: body.siteIds,
          at: context.now(),
        });
        await record(tx, context, actor, params.id, 'contact.created', `contact:${id}`, { siteIds: body.siteIds });
        return { id, name: body.name, mail: body.mail, language: body.language, siteIds: body.siteIds };
      });
    },

    deleteContact: (call) => removeById(call, 'contact', 'contact.removed'),

    async listTokens({ context, actor, params }) {
      if (!isKnown(actor, 'client.write', params.id)) return noClient();
      const rows = await inClients(context.db, [params.id], (tx) => tokensOf(tx, params.id));
      return {
        items: rows.map((row) => ({
          id: row.id,
          clientId: row.client_id,
          siteId: row.site_id,
          note: row.note,
          usesLeft: row.uses_left,
          expiresAt: row.expires_at,
          createdAt: row.created_at,
          createdBy: row.created_by,
          used: row.used,
        })),
        next: null,
      };
    },

    async createToken({ context, actor, params, body }) {
      if (!isKnown(actor, 'client.write', params.id)) return noClient();
      const id = context.newId();
      const { token, hash } = newToken(params.id);
      const at = context.now();
      const expiresAt = context.clock
        .now()
        .add({ minutes: Math.round(body.hours * 60) })
        .toString({ smallestUnit: 'millisecond' });
      const made = await inClients(context.db, [params.id], async (tx) => {
        if (!(await sitesOf(tx, params.id)).some((site) => site.id === body.siteId))
          return refuse('request.invalid', 'This is no site of the client.', [{ path: 'siteId', message: 'is no site of this client' }]);
        await addToken(tx, {
          clientId: params.id,
          id,
          siteId: body.siteId,
          hash,
          note: body.note,
          uses: body.uses,
          at,
          expiresAt,
          by: actor.name,
        });
        await record(tx, context, actor, params.id, 'enrolment-token.created', `enrolment-token:${id}`, {
          siteId: body.siteId,
          uses: body.uses,
          expiresAt,
        });
        return null;
      });
      if (made !== null) return made;
      const line = { server: context.agentUrl(), people: context.publicUrl(), token, trust: await currentTrust(context) };
      return {
        id,
        clientId: params.id,
        siteId: body.siteId,
        note: body.note,
        usesLeft: body.uses,
        expiresAt,
        createdAt: at,
        createdBy: actor.name,
        used: 0,
        token,
        installLine: installLine(line),
        enrolLine: enrolLine(line),
        caution: cautionOf(line),
      };
    },

    revokeToken: (call) => removeById(call, 'enrolment_token', 'enrolment-token.revoked'),
  };
}

/** The address names a row by its id alone: find its client within what the actor may change, then act within that client. */
async function removeById(
  call: Call<'deleteContact' | 'revokeToken'>,
  table: 'contact' | 'enrolment_token',
  action: string,
): Promise<{ done: true } | ApiRefusal> {
  const { context, actor, params } = call;
  const scope = actor.scopeFor('client.write');
  const at = context.now();
  const removed = await inClients(context.db, scope, async (tx) => {
    const clientId = await clientOf(tx, table, params.id);
    if (clientId === null) return false;
    const done = table === 'contact' ? await removeContact(tx, clientId, params.id, at) : await revokeToken(tx, clientId, params.id, at);
    if (done) await record(tx, context, actor, clientId, action, `${table.replace('_', '-')}:${params.id}`, {});
    return done;
  });
  return removed ? { done: true } : refuse('not-found', 'There is nothing of this id, or it is out of your reach.');
}
