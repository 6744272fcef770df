/** Use cases of groups: who is in one just now and why, before and after its rule is saved. */
import { comparisonsOf, describeGroupRule, explainGroup, inGroup, parseGroupRule } from '@fettle/core/policy';
import type { GroupRule, PolicyProblem } from '@fettle/core/policy';
import { digestOf } from '@fettle/proof/hash';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers, Tx } from '../platform/feature.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { readDeviceFacts } from './device-facts.ts';
import type { KnownDevice } from './device-facts.ts';
import { clashingGroup, endGroup, lockGroups, readGroup, readGroups, writeGroup } from './groups-store.ts';
import type { GroupRow, NewGroup } from './groups-store.ts';
import { clientsOf, mayOwn, ownerMissing, recordChange } from './owners.ts';

type GroupView = CallOutput<'getGroup'>;
type DeviceView = CallOutput<'getGroupDevices'>['items'][number];

const noGroup = () => refuse('not-found', 'There is no such group, or it is out of your reach.');
/** How many of each kind a preview shows. */
const sampled = 50;

export const groupHandlers: Handlers = {
  async listGroups({ context, actor, query }) {
    const scope = clientsOf(actor, 'policy.read', query.clientId);
    return inClients(context.db, scope, async (tx) => {
      const groups = await readGroups(tx, { own: sql`g.client_id = any(${[...scope]}::uuid[])`, provider: sql`true` });
      return { items: await viewsOf(tx, scope, groups) };
    });
  },

  async getGroup({ context, actor, params }) {
    return (await groupById(context, clientsOf(actor, 'policy.read'), params.id)) ?? noGroup();
  },

  async getGroupDevices({ context, actor, params, query }) {
    const scope = clientsOf(actor, 'policy.read', query.clientId);
    const after = readPageKey(query.after, ['text', 'id']);
    if (after === null)
      return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
    return inClients(context.db, clientsOf(actor, 'policy.read'), async (tx) => {
      const group = await readGroup(tx, clientsOf(actor, 'policy.read'), params.id);
      if (group === undefined) return noGroup();
      const devices = await readDeviceFacts(tx, ownersClients(group, scope), [group.rule]);
      const ordered = devices
        .filter((device) => inGroup(group.rule, device) === query.answer)
        .toSorted((a, b) => byText(a.name, b.name) || byText(a.deviceId, b.deviceId));
      const rest =
        after === undefined ? ordered : ordered.filter(({ name, deviceId }) => (byText(name, after[0]) || byText(deviceId, after[1])) > 0);
      const page = rest.slice(0, query.limit);
      const last = page.at(-1);
      return {
        items: page.map((device) => deviceView(group.rule, device)),
        next: rest.length > query.limit && last !== undefined ? pageKeyText([last.name, last.deviceId]) : null,
      };
    });
  },

  async previewGroup({ context, actor, body }) {
    const scope = clientsOf(actor, 'policy.read', body.clientId ?? undefined);
    if (body.clientId !== null && scope.length === 0) return ownerMissing();
    const read = parseGroupRule(body.rule);
    const problems = read.ok ? ownRuleProblems(read.rule, body.clientId) : read.problems;
    if (!read.ok || problems.length > 0) return { problems: [...problems], words: null, members: 0, unknown: 0, devices: 0, sample: [] };
    return inClients(context.db, scope, async (tx) => {
      const devices = await readDeviceFacts(tx, scope, [read.rule]);
      const kinds = Map.groupBy(devices, (device) => inGroup(read.rule, device));
      const some = [...(kinds.get('yes') ?? []).slice(0, sampled), ...(kinds.get('unknown') ?? []).slice(0, sampled)];
      return {
        problems: [],
        words: describeGroupRule(read.rule, siteNames(devices)),
        ...countsOf(read.rule, devices),
        sample: some.map((device) => deviceView(read.rule, device)),
      };
    });
  },

  async createGroup({ context, actor, body }) {
    const { clientId, name, rank } = body;
    if (!mayOwn(actor, 'policy.write', clientId)) return ownerMissing();
    const read = readRule(body.rule, clientId);
    if ('refused' in read) return read;
    const group = { id: context.newId(), clientId, name, rank, rule: read, version: 1, at: context.now(), by: actor.id };
    return keep(context, actor, group, 'group.created');
  },

  async saveGroup({ context, actor, params, body }) {
    const scope = clientsOf(actor, 'policy.read');
    const found = await inClients(context.db, scope, (tx) => readGroup(tx, scope, params.id));
    if (found === undefined || !mayOwn(actor, 'policy.write', found.client_id)) return noGroup();
    const read = readRule(body.rule, found.client_id);
    if ('refused' in read) return read;
    const { name, rank, basedOn } = body;
    const group = {
      id: found.id,
      clientId: found.client_id,
      name,
      rank,
      rule: read,
      version: basedOn + 1,
      at: context.now(),
      by: actor.id,
    };
    return keep(context, actor, group, 'group.saved');
  },

  async removeGroup({ context, actor, params, body }) {
    const scope = clientsOf(actor, 'policy.read');
    const found = await inClients(context.db, scope, (tx) => readGroup(tx, scope, params.id));
    if (found === undefined || !mayOwn(actor, 'policy.write', found.client_id)) return noGroup();
    return inClients(context.db, found.client_id === null ? [] : [found.client_id], async (tx): Promise<{ done: true } | ApiRefusal> => {
      const group = await readGroup(tx, found.client_id === null ? [] : [found.client_id], found.id);
      if (group?.policy_id !== undefined && group.policy_id !== null)
        return refuse(
          'group.in-use',
          `Policy “${group.policy_name}” is of this group. Remove that policy first; then what the levels above say holds again.`,
        );
      if (group === undefined || !(await endGroup(tx, group, context.now()))) return noGroup();
      const { because } = body;
      await recordChange(tx, actor, {
        clientId: found.client_id,
        action: 'group.removed',
        subject: `group:${found.id}`,
        id: found.id,
        body: { because },
        at: context.now(),
      });
      return { done: true };
    });
  },
};

/** Writes a version of a group, unless its rank or name is taken, or somebody else was faster. */
async function keep(context: Context, actor: Actor, group: NewGroup, action: string): Promise<GroupView | ApiRefusal> {
  const { clientId } = group;
  const scope = clientId === null ? [] : [clientId];
  const refusal = await inClients(context.db, scope, async (tx) => {
    await lockGroups(tx, clientId);
    const taken = await clashingGroup(tx, group);
    if (taken !== undefined)
      return taken.rank === group.rank
        ? refuse(
            'group.rank-taken',
            `Group “${taken.name}” has rank ${group.rank} already. A device may be in both, and then the rank decides which counts: choose another.`,
            [{ path: 'rank', message: `“${taken.name}” has it already` }],
          )
        : refuse('group.rank-taken', `There is a group named “${taken.name}” already.`, [{ path: 'name', message: 'is taken' }]);
    if (!(await writeGroup(tx, group)))
      return refuse(
        'conflict.changed',
        `This change is based on version ${group.version - 1}, and the group is no longer at that version.`,
      );
    const { version, rank, rule } = group;
    await recordChange(tx, actor, {
      clientId,
      action,
      subject: `group:${group.id}`,
      id: group.id,
      body: { version, rank, rule, digest: digestOf({ name: group.name, rank, rule }) },
      at: group.at,
    });
    return null;
  });
  return refusal ?? (await groupById(context, clientId === null ? clientsOf(actor, 'policy.read') : [clientId], group.id)) ?? noGroup();
}

function readRule(value: unknown, clientId: string | null): GroupRule | ApiRefusal {
  const read = parseGroupRule(value);
  const problems = read.ok ? ownRuleProblems(read.rule, clientId) : read.problems;
  return read.ok && problems.length === 0 ? read.rule : refuse('group.unreadable', 'The rule can not be saved like this.', [...problems]);
}

/** A site belongs to one client, so that a rule over all clients can not ask for it. */
function ownRuleProblems(rule: GroupRule, clientId: string | null): readonly PolicyProblem[] {
  if (clientId !== null || !comparisonsOf(rule).some(({ fact }) => fact === 'site')) return [];
  return [{ path: 'rule', message: 'A site belongs to one client: a rule over all clients can not ask for it.' }];
}

async function groupById(context: Context, scope: readonly string[], id: string): Promise<GroupView | null> {
  return inClients(context.db, scope, async (tx) => {
    const group = await readGroup(tx, scope, id);
    if (group === undefined) return null;
    return (await viewsOf(tx, scope, [group]))[0] ?? null;
  });
}

/** All groups are looked at over one reading of the devices. */
async function viewsOf(tx: Tx, scope: readonly string[], groups: readonly GroupRow[]): Promise<GroupView[]> {
  const devices = await readDeviceFacts(
    tx,
    scope,
    groups.map(({ rule }) => rule),
  );
  const names = siteNames(devices);
  const byClient = Map.groupBy(devices, ({ clientId }) => clientId);
  return groups.map((group) => ({
    id: group.id,
    clientId: group.client_id,
    clientName: group.client_name,
    name: group.name,
    rank: group.rank,
    rule: group.rule,
    words: describeGroupRule(group.rule, names),
    version: group.version,
    savedAt: group.saved_at,
    savedBy: group.saved_by,
    policy: group.policy_id === null ? null : { id: group.policy_id, name: group.policy_name ?? '' },
    ...countsOf(group.rule, group.client_id === null ? devices : (byClient.get(group.client_id) ?? [])),
  }));
}

function countsOf(rule: GroupRule, devices: readonly KnownDevice[]) {
  let [members, unknown] = [0, 0];
  for (const device of devices) {
    const answer = inGroup(rule, device);
    if (answer === 'yes') members += 1;
    if (answer === 'unknown') unknown += 1;
  }
  return { members, unknown, devices: devices.length };
}

function deviceView(rule: GroupRule, device: KnownDevice): DeviceView {
  const { answer, because } = explainGroup(rule, device);
  const { deviceId, name: deviceName, clientId, clientName, siteName } = device;
  return { deviceId, deviceName, clientId, clientName, siteName, answer, because: because.map(({ sentence }) => sentence) };
}

function ownersClients(group: GroupRow, scope: readonly string[]): readonly string[] {
  return group.client_id === null ? scope : scope.filter((id) => id === group.client_id);
}

function siteNames(devices: readonly KnownDevice[]): (id: string) => string {
  const names = new Map(devices.map(({ siteId, siteName }) => [siteId, siteName]));
  return (id) => names.get(id) ?? id;
}

/** By code points, as the keys of pages are compared. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
