/** Use cases of policies: list, look, make, save. */
import { parsePolicy } from '@fettle/core/policy';
import type { Policy, PolicyProblem } from '@fettle/core/policy';
import { digestOf } from '@fettle/proof/hash';
import type { CallOutput } from '@fettle/protocol/client';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers, Tx } from '../platform/feature.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { readAhead } from './ahead.ts';
import { coverLint } from './coverage.ts';
import { lookAgainAtPolicies } from './owners.ts';
import { previewPolicy } from './preview.ts';
import { addPolicy, readPolicies, readVersions, saveVersion } from './store.ts';
import type { NewVersion } from './store.ts';
import { detailOf, readWith, summaryOf } from './views.ts';

const noPolicy = () => refuse('not-found', 'There is no such policy, or it is out of your reach.');
const firstId = '00000000-0000-0000-0000-000000000000';

export const handlers: Handlers = {
  async listPolicies({ context, actor, query }) {
    const scope = actor.scopeFor('policy.read').filter((id) => query.clientId === undefined || id === query.clientId);
    const after = readKey(query.after);
    if (after === null)
      return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
    const { rows, page, known } = await inClients(context.db, scope, async (tx) => {
      const found = await readPolicies(tx, scope, { afterName: after[0], afterId: after[1], limit: query.limit + 1 });
      const shown = found.slice(0, query.limit);
      return { rows: found, page: shown, known: await readAhead(tx, context, [...new Set(shown.map((row) => row.client_id))]) };
    });
    const last = page.at(-1);
    return {
      items: page.map((row) => summaryOf(context, row, known)),
      next: rows.length > query.limit && last !== undefined ? pageKeyText([last.name.toLowerCase(), last.id]) : null,
    };
  },

  async getPolicy({ context, actor, params }) {
    return (await detailById(context, actor.scopeFor('policy.read'), params.id)) ?? noPolicy();
  },

  previewPolicy,

  async createPolicy({ context, actor, params, body }) {
    const read = parsePolicy(body.body);
    if (!read.ok) return unreadable(read.problems);
    const row = versionRow(context, actor, { clientId: params.id, policyId: context.newId(), version: 1, policy: read.policy });
    const known = await inClients(context.db, [params.id], async (tx) => {
      if ((await tx.selectFrom('client').select('client_id').where('client_id', '=', params.id).executeTakeFirst()) === undefined)
        return false;
      await addPolicy(tx, row);
      await record(tx, actor, 'policy.created', row);
      return true;
    });
    if (!known) return refuse('not-found', 'There is no such client, or it is out of your reach.');
    return (await detailById(context, [params.id], row.policyId)) ?? noPolicy();
  },

  async savePolicy({ context, actor, params, body }) {
    const read = parsePolicy(body.body);
    if (!read.ok) return unreadable(read.problems);
    const scope = actor.scopeFor('policy.write');
    const [found] = await inClients(context.db, scope, (tx) => readPolicies(tx, scope, { id: params.id }));
    if (found === undefined) return noPolicy();
    const clientId = found.client_id;
    const row = versionRow(context, actor, { clientId, policyId: params.id, version: body.basedOn + 1, policy: read.policy });
    const saved = await inClients(context.db, [clientId], async (tx) => {
      if (!(await saveVersion(tx, row))) return false;
      await record(tx, actor, 'policy.saved', row);
      return true;
    });
    if (!saved)
      return refuse('conflict.changed', `This change is based on version ${body.basedOn}, and the policy is no longer at that version.`);
    return (await detailById(context, [clientId], params.id)) ?? noPolicy();
  },
};

async function detailById(context: Context, scope: readonly string[], id: string): Promise<CallOutput<'getPolicy'> | null> {
  return inClients(context.db, scope, async (tx) => {
    const [row] = await readPolicies(tx, scope, { id });
    if (row === undefined) return null;
    const detail = detailOf(context, row, await readVersions(tx, row.client_id, id), await readAhead(tx, context, [row.client_id]));
    const read = readWith(row);
    return read.ok ? { ...detail, lint: [...detail.lint, ...(await coverLint(tx, row.client_id, read.policy))] } : detail;
  });
}

function unreadable(problems: readonly PolicyProblem[]): ApiRefusal {
  return refuse('policy.unreadable', `The policy has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}.`, problems);
}

/** What is stored is what was read, so that the digest means the whole of it. */
function versionRow(
  context: Context,
  actor: Actor,
  given: { clientId: string; policyId: string; version: number; policy: Policy },
): NewVersion {
  const { clientId, policyId, version, policy } = given;
  return { clientId, policyId, version, name: policy.name, body: policy, digest: digestOf(policy), at: context.now(), by: actor.id };
}

/** Records it in the client's chain and tells the screens. Last in the transaction. */
async function record(tx: Tx, actor: Actor, action: string, row: NewVersion): Promise<void> {
  await appendAudit(tx, row.clientId, {
    action,
    actor: auditActor(actor),
    subject: `policy:${row.policyId}`,
    body: { version: row.version, digest: row.digest },
    at: row.at,
  });
  await notify(tx, 'changed', JSON.stringify({ clientId: row.clientId, what: 'policy', id: row.policyId }));
  await lookAgainAtPolicies(tx);
}

/** Name and id after which a page begins; null for what is no page key. */
function readKey(after: string | undefined): readonly [string, string] | null {
  const key = readPageKey(after, ['text', 'id']);
  return key === undefined ? ['', firstId] : key;
}
