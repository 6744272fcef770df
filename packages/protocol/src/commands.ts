/** Commands that the root key signed: what the server keeps and hands out. A part of the route table (routes.ts). */
import { commandPurposes } from '@fettle/core/deployment';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Base64, Envelope, Hash, Id, Instant } from './shared.ts';

export const SignedCommandView = z
  .object({
    document: Hash.meta({ description: 'SHA-256 of the signed document; policies name a command by it' }),
    name: z.string(),
    purpose: z.enum(commandPurposes),
    interpreter: z.array(z.string()),
    arguments: z.array(z.string()),
    scriptSha256: Hash,
    scriptBytes: z.number().int(),
    clients: z.union([z.literal('*'), z.array(Id)]).meta({ description: 'of those named, the ones that you see' }),
    runAs: z.string().meta({ description: 'the user of the device that it runs as' }),
    mostSeconds: z.number().int(),
    issuedAt: Instant,
    expiresAt: Instant,
    addedAt: Instant,
    addedBy: z.string(),
    state: z
      .enum(['ready', 'expired', 'withdrawn', 'removed'])
      .meta({ description: 'withdrawn: by the authority, so that devices refuse it; removed: this server hands it out no more' }),
  })
  .meta({ id: 'SignedCommand' });
export type SignedCommandView = z.infer<typeof SignedCommandView>;

/** A signed command as a file, as `fettle trust sign-command` writes it. */
export const CommandFileSchema = z
  .strictObject({ format: z.literal('fettle-command/1'), envelope: Envelope, script: Base64.max(350_000) })
  .meta({ id: 'CommandFile' });
export type CommandFile = z.infer<typeof CommandFileSchema>;

const params = z.object({ document: Hash });

export const commandRoutes = {
  listCommands: route({
    method: 'GET',
    path: '/api/v1/commands',
    summary: 'Commands that the root key signed, by name',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    query: z.object({ removed: z.enum(['yes', 'no']).default('no').meta({ description: 'those that were removed, too' }) }),
    response: z.object({ items: z.array(SignedCommandView) }),
  }),
  getCommand: route({
    method: 'GET',
    path: '/api/v1/commands/:document',
    summary: 'One signed command with its script',
    permission: 'policy.read',
    tenant: 'client',
    audit: reading,
    params,
    response: z.object({ command: SignedCommandView, file: CommandFileSchema }),
  }),
  addCommand: route({
    method: 'POST',
    path: '/api/v1/commands',
    summary: 'Hand in a command that the root key signed, so that policies can name it',
    permission: 'trust.write',
    tenant: 'provider',
    audit: 'command.added',
    body: CommandFileSchema,
    response: SignedCommandView,
  }),
  removeCommand: route({
    method: 'DELETE',
    path: '/api/v1/commands/:document',
    summary: 'Hand a signed command out no more; what names it can not run it',
    permission: 'trust.write',
    tenant: 'provider',
    audit: 'command.removed',
    params,
    response: SignedCommandView,
  }),
} as const;
