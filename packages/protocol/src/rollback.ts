/** Backups, tests of restores, ways back that were tried, and changes without one that were accepted. A part of the route table (routes.ts). */
import { laterWays } from '@fettle/core/deployment';
import { deviceTiers } from '@fettle/core/risk';
import { backupSources, rollbackCodes, standings as packageStandings, triedKinds } from '@fettle/core/rollback';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Because, Hash, Id, Instant, ManagerIdSchema, Name, PageQuery, page } from './shared.ts';

const Words = z.string().trim().min(3).max(4000);
const Pattern = z.string().min(1).max(200).regex(/^\S+$/);
const standings = ['good', 'attention', 'failing'] as const;
const backupKinds = ['backup', 'restore-test'] as const;

/** At most so many in one call. */
export const mostBackups = 1_000;

export const BackupItem = z
  .strictObject({
    device: Name.meta({ description: 'the id of the device, or its name' }),
    clientId: Id.optional().meta({ description: 'where a name alone may be that of several devices' }),
    what: z.enum(backupKinds).default('backup'),
    at: Instant.meta({ description: 'when it ended' }),
    ok: z.boolean(),
    kind: Name.default('backup').meta({ description: 'how it was made, such as “image” or “database dump”' }),
    tool: Name.nullable().default(null),
    covers: Name.nullable().default(null).meta({ description: 'what it holds; null: all of the device' }),
    seconds: z.number().int().min(0).max(31_536_000).nullable().default(null).meta({ description: 'of a restore: how long it took' }),
    note: Words.nullable().default(null),
    attachment: Hash.nullable().default(null).meta({ description: 'SHA-256 of a document that shows it and is kept elsewhere' }),
  })
  .meta({ id: 'BackupItem' });

export const BackupView = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    deviceId: Id,
    deviceName: z.string(),
    what: z.enum(backupKinds),
    at: Instant,
    ok: z.boolean(),
    kind: z.string(),
    tool: z.string().nullable(),
    covers: z.string().nullable(),
    seconds: z.number().int().nullable(),
    note: z.string().nullable(),
    attachment: Hash.nullable(),
    source: z.enum(backupSources).meta({ description: 'hand: a person typed it' }),
    recordedBy: z.string(),
    recordedAt: Instant,
  })
  .meta({ id: 'Backup' });

export const TrialView = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    deviceId: Id,
    deviceName: z.string(),
    deploymentId: Id,
    deploymentTitle: z.string(),
    what: z.enum(['drill', 'rollback']),
    wayBack: z.enum(triedKinds),
    passed: z.boolean(),
    detail: z.string(),
    seconds: z.number().int().nullable().meta({ description: 'how long going back took' }),
    at: Instant,
  })
  .meta({ id: 'Trial' });

const AcceptanceScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('client') }),
  z.strictObject({ kind: z.literal('site'), ids: z.array(Id).min(1).max(500) }),
  z.strictObject({ kind: z.literal('devices'), ids: z.array(Id).min(1).max(2_000) }),
]);
export const AcceptanceView = z
  .object({
    id: Id,
    clientId: Id,
    clientName: z.string(),
    scope: AcceptanceScope,
    scopeNames: z.array(z.string()),
    software: z.string(),
    reason: z.string(),
    acceptedBy: z.string(),
    until: Instant,
    recordedBy: z.string(),
    recordedAt: Instant,
    ended: z.object({ at: Instant, by: z.string(), because: z.string() }).nullable(),
    stands: z.boolean(),
    mayEnd: z.boolean(),
  })
  .meta({ id: 'NoWayBack' });

const Fresh = z.object({ at: Instant, ok: z.boolean(), source: z.enum(backupSources) });
const Rule = z.object({
  maxAgeHours: z.number().int(),
  restoreTestDays: z.number().int().nullable(),
  recoverWithinMinutes: z.number().int().nullable(),
  missing: z.enum(['forbid', 'warn']),
});
export const RollbackRow = z
  .object({
    deviceId: Id,
    deviceName: z.string(),
    tier: z.enum(deviceTiers).nullable(),
    osName: z.string(),
    standing: z.enum(standings),
    sentence: z.string(),
    reasons: z.array(
      z.object({ code: z.enum(rollbackCodes), standing: z.enum(['attention', 'failing']), sentence: z.string(), remedy: z.string() }),
    ),
    plan: z.string().meta({ description: 'how its last planned change comes back, and what of it does not' }),
    backupRule: Rule.nullable().meta({ description: 'what its policy asks; null: nothing' }),
    drillEveryDays: z.number().int().nullable(),
    backup: Fresh.nullable().meta({ description: 'the last good one' }),
    lastBackup: Fresh.nullable().meta({ description: 'the last one, good or not' }),
    restoreTest: Fresh.extend({ seconds: z.number().int().nullable() }).nullable(),
    trial: z
      .object({
        at: Instant,
        what: z.enum(['drill', 'rollback']),
        passed: z.boolean(),
        seconds: z.number().int().nullable(),
        on: z.enum(['device', 'alike']),
      })
      .nullable(),
  })
  .meta({ id: 'RollbackRow' });

const Version = z.string().nullable();
const BackDevice = z.object({
  deviceId: Id,
  deviceName: z.string(),
  way: z.enum(['downgrade', 'reinstall', 'history', 'snapshot', 'command', 'rebuild', 'none']),
  because: z.string().nullable().meta({ description: 'why it does not go back; null: it does' }),
  checkedAt: Instant.meta({ description: 'when the device simulated this way back' }),
  changes: z.array(
    z.object({
      manager: ManagerIdSchema,
      name: z.string(),
      architecture: z.string(),
      from: Version,
      to: Version,
      now: Version.meta({ description: 'installed by the newest scan' }),
      standing: z.enum(packageStandings),
    }),
  ),
  stays: z
    .array(z.object({ name: z.string(), architecture: z.string(), version: z.string() }))
    .meta({ description: 'came new with the change and is not removed' }),
  scannedAt: Instant.nullable(),
  restart: z.enum(['needed', 'not-needed', 'unknown']).meta({ description: 'of the change, as the device simulated it' }),
  restartSentence: z.string(),
  ways: z
    .array(
      z.object({
        by: z.enum(laterWays),
        because: z.string().nullable().meta({ description: 'why the device can not, as it said before the change; null: it can' }),
        sentence: z.string().meta({ description: 'what it would do' }),
      }),
    )
    .meta({ description: 'besides a downgrade' }),
});
export const BackPreview = z
  .object({
    deploymentId: Id,
    asOf: Instant,
    allowed: z.boolean(),
    sentence: z.string().nullable().meta({ description: 'why nothing can go back; null: it can' }),
    goBack: z.number().int(),
    stayAsTheyAre: z.number().int(),
    devices: z.array(BackDevice).meta({ description: 'those that would go back first; at most 500' }),
  })
  .meta({ id: 'RollBackPreview' });

const byId = z.object({ id: Id });

export const rollbackRoutes = {
  recordBackups: route({
    method: 'POST',
    path: '/api/v1/backups',
    summary:
      'Record backups and tests of restores, of many devices at once; what can not be matched to a device is told, and the rest is kept; refused where nothing can be',
    permission: 'backup.record',
    tenant: 'client',
    audit: 'backup.recorded',
    body: z.strictObject({
      items: z.array(BackupItem).min(1).max(mostBackups),
      source: z.enum(['api', 'cli', 'hand']).default('api').meta({ description: 'of a person who is signed in it is always “hand”' }),
    }),
    response: z
      .object({
        recorded: z.number().int(),
        known: z.number().int().meta({ description: 'were recorded before' }),
        unknown: z.array(z.object({ index: z.number().int(), device: z.string(), because: z.string() })),
      })
      .meta({ id: 'BackupsRecorded' }),
  }),
  listBackups: route({
    method: 'GET',
    path: '/api/v1/backups',
    summary: 'Backups and tests of restores as they were told, the newest recorded first',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({ clientId: Id.optional(), deviceId: Id.optional(), what: z.enum(backupKinds).optional() }),
    response: page(BackupView),
  }),
  listRollback: route({
    method: 'GET',
    path: '/api/v1/clients/:id/rollback',
    summary: 'How each device of a client comes back, and what shows that it does',
    permission: 'device.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    query: PageQuery.extend({ deviceId: Id.optional() }),
    response: page(RollbackRow).extend({
      counts: z
        .object({ good: z.number().int(), attention: z.number().int(), failing: z.number().int() })
        .meta({ description: 'of all devices of the client' }),
    }),
  }),
  previewRollBack: route({
    method: 'GET',
    path: '/api/v1/deployments/:id/roll-back',
    summary: 'What a roll-back would replace on each device, by its own simulation, and what has no way back; changes nothing',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: BackPreview,
  }),
  listTrials: route({
    method: 'GET',
    path: '/api/v1/way-back-trials',
    summary: 'Drills and rollbacks: each time that a device went back, the newest first',
    permission: 'deployment.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({ clientId: Id.optional(), deviceId: Id.optional(), what: z.enum(['drill', 'rollback']).optional() }),
    response: page(TrialView),
  }),
  listNoWayBack: route({
    method: 'GET',
    path: '/api/v1/no-way-back',
    summary: 'Changes without a way back that somebody accepted, the newest first',
    permission: 'decision.read',
    tenant: 'client',
    audit: reading,
    query: PageQuery.extend({ clientId: Id.optional(), state: z.enum(['open', 'all']).default('open') }),
    response: page(AcceptanceView),
  }),
  acceptNoWayBack: route({
    method: 'POST',
    path: '/api/v1/no-way-back',
    summary: 'Record that a named person accepts changes without a way back, for some software and until a time',
    permission: 'decision.write',
    tenant: 'client',
    audit: 'no-way-back.accepted',
    body: z.strictObject({
      clientId: Id,
      scope: AcceptanceScope,
      software: Pattern.meta({ description: 'the name of a package; * stands for any text' }),
      reason: Words,
      acceptedBy: Name.meta({ description: 'who answers for it, by name' }),
      until: Instant,
    }),
    response: AcceptanceView,
  }),
  endNoWayBack: route({
    method: 'POST',
    path: '/api/v1/no-way-back/:id/end',
    summary: 'Take an acceptance back before its end',
    permission: 'decision.write',
    tenant: 'client',
    audit: 'no-way-back.ended',
    params: byId,
    body: Because,
    response: AcceptanceView,
  }),
} as const;
