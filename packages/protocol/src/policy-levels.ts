/** Groups of devices by rule, and the policies of five levels: what the API shows of them, and the routes. A part of the route table (routes.ts). */
import { policyLevels, settingNames } from '@fettle/core/policy';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Because, Id, Instant, Name, PageQuery, page } from './shared.ts';

export const LevelName = z
  .enum(policyLevels)
  .meta({ id: 'PolicyLevel', description: 'from the widest to the narrowest; what a narrower one says goes before' });
const Setting = z.enum(settingNames).meta({ id: 'PolicySetting' });
const Answer = z.enum(['yes', 'no', 'unknown']).meta({
  id: 'GroupAnswer',
  description: 'unknown: a fact that decides is not known; such a device is no member',
});
const Rule = z.unknown().meta({
  id: 'GroupRule',
  description: 'core’s GroupRule: {fact, op, value}, {all: […]}, {any: […]} or {not: …}; checked by parseGroupRule',
});
const Problem = z.object({ path: z.string(), message: z.string() });
const Owner = Id.nullable().meta({ description: 'null: the provider’s, over all clients' });
const Rank = z.number().int().min(1).max(1000).meta({ description: 'of two groups that a device is in, the smaller counts' });
const Counts = {
  members: z.number().int().meta({ description: 'devices of the actor’s clients that are in it now' }),
  unknown: z.number().int().meta({ description: 'devices of which it can not be said' }),
  devices: z.number().int().meta({ description: 'devices that were looked at' }),
};

export const GroupView = z
  .object({
    id: Id,
    clientId: Owner,
    clientName: z.string().nullable(),
    name: z.string(),
    rank: Rank,
    rule: Rule,
    words: z.string().meta({ description: 'the rule in words' }),
    version: z.number().int(),
    savedAt: Instant,
    savedBy: z.string(),
    policy: z.object({ id: Id, name: z.string() }).nullable(),
    ...Counts,
  })
  .meta({ id: 'Group' });

export const GroupDevice = z
  .object({
    deviceId: Id,
    deviceName: z.string(),
    clientId: Id,
    clientName: z.string(),
    siteName: z.string(),
    answer: Answer,
    because: z.array(z.string()).meta({ description: 'the comparisons that decide, each with the fact that it rests on' }),
  })
  .meta({ id: 'GroupDevice' });

export const PolicyOrigin = z
  .object({
    level: LevelName,
    policyId: Id,
    version: z.number().int(),
    name: z.string(),
    subject: z.string().meta({ description: 'the client, site, group or device by name' }),
    rank: z.number().int().nullable(),
    owner: z.string(),
    reviewAt: z.string(),
    savedAt: Instant,
    savedBy: z.string(),
  })
  .meta({ id: 'PolicyOrigin' });

const Said = z.object({ words: z.string(), value: z.unknown(), origin: PolicyOrigin });

const LevelLint = z.object({
  code: z.string(),
  severity: z.enum(['failing', 'attention']),
  setting: Setting.nullable(),
  sentence: z.string(),
});

export const LevelPolicyView = z
  .object({
    id: Id,
    level: LevelName,
    clientId: Owner,
    clientName: z.string().nullable(),
    subjectId: Id.nullable(),
    subject: z.string(),
    rank: z.number().int().nullable(),
    name: z.string(),
    owner: z.string(),
    reviewAt: z.string().nullable(),
    version: z.number().int(),
    savedAt: Instant,
    savedBy: z.string(),
    removedAt: Instant.nullable(),
    says: z.array(z.object({ setting: Setting, label: z.string(), words: z.string() })),
    problems: z.array(Problem).meta({ description: 'why what is stored can not be read; empty: it can' }),
    lint: z.array(LevelLint),
  })
  .meta({ id: 'LevelPolicy' });

export const LevelPolicyDetail = LevelPolicyView.extend({
  body: z.unknown().meta({ description: 'name, owner, reviewAt and the settings that it says' }),
  versions: z.array(z.object({ version: z.number().int(), savedAt: Instant, savedBy: z.string(), digest: z.string() })),
}).meta({ id: 'LevelPolicyDetail' });

export const DevicePolicyView = z
  .object({
    deviceId: Id,
    deviceName: z.string(),
    clientId: Id,
    whole: z.boolean(),
    because: z.string().nullable().meta({ description: 'why nothing can be done by it; null: it is whole' }),
    settings: z.array(
      z.object({
        setting: Setting,
        label: z.string(),
        of: z.enum(['device', 'deployment']),
        said: Said.nullable().meta({ description: 'null: no level says it' }),
        overrode: z.array(Said).meta({ description: 'what it goes before, the nearest first' }),
      }),
    ),
    from: z.array(PolicyOrigin).meta({ description: 'the policies that it is made of, the widest first' }),
    groups: z.array(
      z.object({
        id: Id,
        name: z.string(),
        of: z.enum(['provider', 'client']),
        rank: z.number().int(),
        answer: Answer,
        because: z.array(z.string()),
        policyId: Id.nullable(),
      }),
    ),
  })
  .meta({ id: 'DevicePolicy' });

const Place = {
  level: LevelName,
  clientId: Owner,
  subjectId: Id.nullable().meta({ description: 'the site, group or device; null for provider and client' }),
};

export const policyLevelRoutes = {
  listGroups: route({
    method: 'GET',
    path: '/api/v1/groups',
    summary: 'Groups of devices by rule, the provider’s and the clients’, with how many are in each now',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    query: z.object({ clientId: Id.optional() }),
    response: z.object({ items: z.array(GroupView) }),
  }),
  getGroup: route({
    method: 'GET',
    path: '/api/v1/groups/:id',
    summary: 'One group',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    response: GroupView,
  }),
  getGroupDevices: route({
    method: 'GET',
    path: '/api/v1/groups/:id/devices',
    summary: 'Who is in a group now, of whom it can not be said, and why',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    query: PageQuery.extend({ answer: Answer.default('yes'), clientId: Id.optional() }),
    response: page(GroupDevice),
  }),
  previewGroup: route({
    method: 'POST',
    path: '/api/v1/group-preview',
    summary: 'Who would be in a group, before its rule is saved',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    rateLimit: { max: 60, perSeconds: 60 },
    body: z.strictObject({ clientId: Owner, rule: Rule }),
    response: z.object({
      problems: z.array(Problem),
      words: z.string().nullable(),
      ...Counts,
      sample: z.array(GroupDevice).meta({ description: 'members, then devices of which it can not be said: at most 50 of each' }),
    }),
  }),
  createGroup: route({
    method: 'POST',
    path: '/api/v1/groups',
    summary: 'Make a group by a rule',
    permission: 'policy.write',
    tenant: 'client',
    audit: 'group.created',
    body: z.strictObject({ clientId: Owner, name: Name.max(100), rank: Rank, rule: Rule }),
    response: GroupView,
  }),
  saveGroup: route({
    method: 'PUT',
    path: '/api/v1/groups/:id',
    summary: 'Save another rule, name or rank of a group',
    permission: 'policy.write',
    tenant: 'client',
    audit: 'group.saved',
    params: z.object({ id: Id }),
    body: z.strictObject({ name: Name.max(100), rank: Rank, rule: Rule, basedOn: z.number().int().min(1) }),
    response: GroupView,
  }),
  removeGroup: route({
    method: 'POST',
    path: '/api/v1/groups/:id/remove',
    summary: 'Remove a group that no policy is of',
    permission: 'policy.write',
    tenant: 'client',
    audit: 'group.removed',
    params: z.object({ id: Id }),
    body: Because,
    response: z.object({ done: z.literal(true) }),
  }),
  listPolicyLevels: route({
    method: 'GET',
    path: '/api/v1/policy-levels',
    summary: 'Policies of all levels that hold now: the provider’s and those of clients, sites, groups and devices',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    query: z.object({ clientId: Id.optional() }),
    response: z.object({ items: z.array(LevelPolicyView), more: z.boolean().meta({ description: 'there are more than are shown' }) }),
  }),
  getPolicyLevel: route({
    method: 'GET',
    path: '/api/v1/policy-levels/:id',
    summary: 'The policy of one level with its versions',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    response: LevelPolicyDetail,
  }),
  previewPolicyLevel: route({
    method: 'POST',
    path: '/api/v1/policy-level-preview',
    summary: 'What a policy of one level would say, and what that would go before',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    body: z.strictObject({ ...Place, body: z.unknown() }),
    response: z.object({
      subject: z.string(),
      problems: z.array(Problem),
      devices: z.number().int().meta({ description: 'devices that it would hold for now' }),
      current: z.object({ id: Id, version: z.number().int() }).nullable().meta({ description: 'the policy that is there already' }),
      settings: z.array(
        z.object({
          setting: Setting,
          label: z.string(),
          says: z.string().nullable().meta({ description: 'what it would say; null: nothing' }),
          above: Said.nullable().meta({ description: 'what holds without it; null: no level above says it' }),
        }),
      ),
      lint: z.array(LevelLint),
    }),
  }),
  savePolicyLevel: route({
    method: 'PUT',
    path: '/api/v1/policy-levels',
    summary: 'Make or change the policy of one level',
    permission: 'policy.write',
    tenant: 'client',
    audit: 'policy.level-saved',
    body: z.strictObject({
      ...Place,
      body: z.unknown(),
      basedOn: z.number().int().min(0).meta({ description: 'the version that one began with; 0: there was none' }),
    }),
    response: LevelPolicyDetail,
  }),
  removePolicyLevel: route({
    method: 'POST',
    path: '/api/v1/policy-levels/:id/remove',
    summary: 'Take the policy of one level away: what the level above says holds again',
    permission: 'policy.write',
    tenant: 'client',
    audit: 'policy.level-removed',
    params: z.object({ id: Id }),
    body: Because,
    response: z.object({ done: z.literal(true) }),
  }),
  getDevicePolicy: route({
    method: 'GET',
    path: '/api/v1/devices/:id/policy',
    summary: 'The policy that holds for a device: every setting, who says it, and what that goes before',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params: z.object({ id: Id }),
    response: DevicePolicyView,
  }),
} as const;
