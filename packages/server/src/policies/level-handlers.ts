/** Use cases of levels: what each says, what a device gets of it, and how one is saved and taken away. */
import { parsePolicyPart, partBody } from '@fettle/core/policy';
import { digestOf } from '@fettle/proof/hash';
import type { CallOutput } from '@fettle/protocol/client';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { ApiRefusal, Context, Handlers } from '../platform/feature.ts';
import { devicePolicy } from './device-policy.ts';
import { previewLevel } from './level-preview.ts';
import { detailOf, viewsOf } from './level-views.ts';
import { endLevel, listLevels, readLevel, readLevelAt, readLevelVersions, writeLevel } from './levels-store.ts';
import type { NewLevel } from './levels-store.ts';
import { getOpenings } from './next-openings.ts';
import { subjectOf } from './place.ts';
import { clientsOf, mayOwn, ownerMissing, recordChange } from './owners.ts';

const noPolicy = () => refuse('not-found', 'There is no such policy, or it is out of your reach.');
const mostListed = 500;

export const levelHandlers: Handlers = {
  async listPolicyLevels({ context, actor, query }) {
    const scope = clientsOf(actor, 'policy.read', query.clientId);
    return inClients(context.db, scope, async (tx) => {
      const rows = await listLevels(tx, scope, mostListed + 1);
      return { items: await viewsOf(tx, context, rows.slice(0, mostListed), scope), more: rows.length > mostListed };
    });
  },

  async getPolicyLevel({ context, actor, params }) {
    return (await levelById(context, clientsOf(actor, 'policy.read'), params.id)) ?? noPolicy();
  },

  previewPolicyLevel: previewLevel,

  async savePolicyLevel({ context, actor, body }) {
    const { level, clientId, subjectId, basedOn } = body;
    if (!mayOwn(actor, 'policy.write', clientId)) return ownerMissing();
    const read = parsePolicyPart(body.body, level);
    if (!read.ok)
      return refuse(
        'policy.unreadable',
        `The policy has ${read.problems.length === 1 ? 'a problem' : `${read.problems.length} problems`}.`,
        read.problems,
      );
    const scope = clientId === null ? [] : [clientId];
    const saved = await inClients(context.db, scope, async (tx): Promise<string | ApiRefusal> => {
      const place = { level, clientId, subjectId };
      const subject = await subjectOf(tx, place);
      if (typeof subject !== 'string') return subject;
      const there = await readLevelAt(tx, place);
      if ((there?.version ?? 0) !== basedOn)
        return refuse(
          'conflict.changed',
          there === undefined
            ? 'The policy that this change is based on is gone.'
            : `This change is based on version ${basedOn}, and the policy is at version ${there.version}.`,
        );
      const stored = partBody(read.part);
      const row: NewLevel = {
        ...place,
        id: there?.id ?? context.newId(),
        version: basedOn + 1,
        name: read.part.name,
        body: stored,
        digest: digestOf(stored),
        at: context.now(),
        by: actor.id,
      };
      if (!(await writeLevel(tx, row))) return refuse('conflict.changed', 'Somebody else saved this policy in the same moment.');
      const { id, version, digest, at } = row;
      const facts = { level, subjectId, version, digest, says: Object.keys(read.part.settings) };
      await recordChange(tx, actor, { clientId, action: 'policy.level-saved', subject: `policy:${id}`, id, body: facts, at });
      return id;
    });
    if (typeof saved !== 'string') return saved;
    return (await levelById(context, clientId === null ? clientsOf(actor, 'policy.read') : scope, saved)) ?? noPolicy();
  },

  async removePolicyLevel({ context, actor, params, body }) {
    const scope = clientsOf(actor, 'policy.read');
    const found = await inClients(context.db, scope, (tx) => readLevel(tx, scope, params.id));
    if (found === undefined || found.removed_at !== null || !mayOwn(actor, 'policy.write', found.client_id)) return noPolicy();
    const at = context.now();
    return inClients(context.db, found.client_id === null ? [] : [found.client_id], async (tx): Promise<{ done: true } | ApiRefusal> => {
      if (!(await endLevel(tx, found, at))) return noPolicy();
      const { level, subject_id: subjectId, version } = found;
      const facts = { level, subjectId, version, because: body.because };
      await recordChange(tx, actor, {
        clientId: found.client_id,
        action: 'policy.level-removed',
        subject: `policy:${found.id}`,
        id: found.id,
        body: facts,
        at,
      });
      return { done: true };
    });
  },

  getDevicePolicy: devicePolicy,

  getOpenings,
};

async function levelById(context: Context, scope: readonly string[], id: string): Promise<CallOutput<'getPolicyLevel'> | null> {
  return inClients(context.db, scope, async (tx) => {
    const row = await readLevel(tx, scope, id);
    if (row === undefined) return null;
    return detailOf(tx, context, row, await readLevelVersions(tx, row), scope);
  });
}
