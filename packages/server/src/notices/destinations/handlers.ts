/** Use cases of destinations. Their secrets come in and never go out again, but for a signing secret, once, to whoever makes it. */
import type { CallOutput } from '@fettle/protocol/client';
import { appendAudit, auditActor } from '../../audit/index.ts';
import { newSigningSecret } from '../channels/webhook/sign.ts';
import { timestamp } from '../../platform/clock.ts';
import { inClients, notify } from '../../platform/database/index.ts';
import { isRefusal, refuse } from '../../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers, Tx } from '../../platform/feature.ts';
import { readNames } from '../audience.ts';
import { addressRule, troubleWithUrl } from '../posting/address.ts';
import { hintOf } from '../posting/post.ts';
import { postTo } from './deliver.ts';
import { addDestination, readDestinations, removeDestination, saveDestination } from './store.ts';
import type { DestinationRow } from './store.ts';

type View = CallOutput<'listNoticeDestinations'>['items'][number];
/** So long the secret before signs as well. */
const overlapHours = 24;
const mostOfClient = 20;

const noClient = () => refuse('not-found', 'There is no such client, or it is out of your reach.');
const none = () => refuse('not-found', 'There is no such destination, or it is out of your reach.');
const changed = () => refuse('conflict.changed', 'Somebody changed it meanwhile. Nothing was saved: look again.');

export const destinationHandlers: Handlers = {
  async listNoticeDestinations({ context, actor, params }) {
    if (!actor.scopeFor('client.read').includes(params.id)) return noClient();
    const rows = await inClients(context.db, [params.id], (tx) => readDestinations(tx, { clientId: params.id }));
    return { items: rows.map(viewOf), next: null };
  },

  async createNoticeDestination({ context, actor, params, body }) {
    const clientId = params.id;
    if (!actor.scopeFor('client.write').includes(clientId)) return noClient();
    const unfit = unfitUrl(context, body.url) ?? unfitToken(body.channel, body.token);
    if (unfit !== null) return unfit;
    const [id, at] = [context.newId(), context.now()];
    const signingSecret = body.channel === 'webhook' ? newSigningSecret() : null;
    return inClients(context.db, [clientId], async (tx) => {
      if ((await readDestinations(tx, { clientId })).length >= mostOfClient)
        return refuse('request.invalid', `A client has ${mostOfClient} destinations at the most.`, []);
      const row = { ...body, ...hintOf(body.url), clientId, id, secret: signingSecret };
      await addDestination(tx, row, actor.id, at);
      const destination = await done(tx, actor, { clientId, id, action: 'created', fact: factOf({ ...row, is_on: true }), at });
      return isRefusal(destination) ? destination : { destination, signingSecret };
    });
  },

  async changeNoticeDestination({ context, actor, params, body }) {
    const unfit = body.url === undefined ? null : unfitUrl(context, body.url);
    if (unfit !== null) return unfit;
    return change(context, actor, params.id, async (tx, row, at) => {
      if (row.version !== body.basedOn) return changed();
      const token = body.token === undefined ? row.token : body.token;
      const unfitted = unfitToken(row.channel, token);
      if (unfitted !== null) return unfitted;
      const url = body.url ?? row.url;
      const next = { ...row, name: body.name, kinds: body.kinds, is_on: body.on, url, token, ...hintOf(url) };
      if (!(await saveDestination(tx, next, actor.id, at))) return changed();
      const fact = { ...factOf(next), newAddress: url !== row.url, newToken: token !== row.token };
      return done(tx, actor, { clientId: row.client_id, id: row.id, action: 'changed', fact, at });
    });
  },

  async rotateNoticeSecret({ context, actor, params }) {
    return change(context, actor, params.id, async (tx, row, at) => {
      if (row.secret === null) return refuse('request.invalid', 'Only webhooks are signed: this destination has no signing secret.', []);
      const signingSecret = newSigningSecret();
      const until = timestamp(context.clock.now().add({ hours: overlapHours }));
      const next = { ...row, secret: signingSecret, old_secret: row.secret, old_secret_until: until };
      if (!(await saveDestination(tx, next, actor.id, at))) return changed();
      const of = { clientId: row.client_id, id: row.id, action: 'rotated', fact: { oldSecretUntil: until }, at };
      const destination = await done(tx, actor, of);
      return isRefusal(destination) ? destination : { destination, signingSecret };
    });
  },

  async testNoticeDestination({ context, actor, params }) {
    const found = await change(context, actor, params.id, async (tx, row) => ({ row, names: await readNames(tx, row.client_id) }));
    if (isRefusal(found)) return found;
    const { row, names } = found;
    const clientId = row.client_id;
    const text = `${actor.name} sent this test from Fettle. Notices of ${names.client} arrive here.`;
    const facts = { kind: 'test', at: context.now(), clientId, clientName: names.client, deploymentId: null, link: null } as const;
    // Nothing of the database is held while the other side takes its time.
    const ended = await postTo(context, row, { ...facts, id: context.newId(), title: `Test: notices of ${names.client}`, text });
    const said = ended.end === 'delivered' ? ended.said : ended.because;
    await inClients(context.db, [clientId], (tx) =>
      appendAudit(tx, clientId, {
        action: 'notice-destination.tested',
        actor: auditActor(actor),
        subject: `notice-destination:${row.id}`,
        body: { end: ended.end, said },
        at: context.now(),
      }),
    );
    return { end: ended.end, said };
  },

  async removeNoticeDestination({ context, actor, params }) {
    return change(context, actor, params.id, async (tx, row, at) => {
      await removeDestination(tx, row, actor.id, at);
      await record(tx, actor, { clientId: row.client_id, id: row.id, action: 'removed', fact: { name: row.name }, at });
      return { done: true as const };
    });
  },
};

async function change<Out>(
  context: Context,
  actor: Actor,
  id: string,
  act: (tx: Tx, row: DestinationRow, at: string) => Promise<Out | ApiRefusal>,
): Promise<Out | ApiRefusal> {
  return inClients(context.db, actor.scopeFor('client.write'), async (tx) => {
    const [row] = await readDestinations(tx, { id });
    return row === undefined ? none() : act(tx, row, context.now());
  });
}

type Done = {
  readonly clientId: string;
  readonly id: string;
  readonly action: string;
  readonly fact: Readonly<Record<string, unknown>>;
  readonly at: string;
};

async function done(tx: Tx, actor: Actor, of: Done): Promise<View | ApiRefusal> {
  await record(tx, actor, of);
  const [row] = await readDestinations(tx, { id: of.id });
  return row === undefined ? none() : viewOf(row);
}

async function record(tx: Tx, actor: Actor, { clientId, id, action, fact, at }: Done): Promise<void> {
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'notice', id: null }));
  const entry = { action: `notice-destination.${action}`, actor: auditActor(actor), subject: `notice-destination:${id}`, body: fact, at };
  await appendAudit(tx, clientId, entry);
}

/** What the trail keeps: nothing secret. */
function factOf({ channel, name, host, kinds, is_on: on }: Pick<DestinationRow, 'channel' | 'name' | 'host' | 'kinds' | 'is_on'>) {
  return { channel, name, host, kinds, on };
}

function unfitUrl(context: Context, url: string): ApiRefusal | null {
  const trouble = troubleWithUrl(url, addressRule(context.config.noticeNetworks));
  return trouble === null
    ? null
    : refuse('request.invalid', `Nothing is posted to this address. ${trouble}`, [{ path: 'url', message: trouble }]);
}

function unfitToken(channel: View['channel'], token: string | null): ApiRefusal | null {
  if (token === null || channel === 'ntfy') return null;
  return refuse('request.invalid', 'Only ntfy takes an access token.', [{ path: 'token', message: 'is for ntfy' }]);
}

function viewOf(row: DestinationRow): View {
  const { id, client_id: clientId, channel, name, host, hint, kinds, version } = row;
  return {
    id,
    clientId,
    channel,
    name,
    host,
    hint,
    kinds,
    version,
    hasToken: row.token !== null,
    oldSecretUntil: row.old_secret_until,
    on: row.is_on,
    lastDeliveredAt: row.last_delivered_at,
    lastTrouble: row.last_trouble,
  };
}
