/** Destinations of notices: shared places that a client's notices are posted to. A part of the route table (routes.ts). */
import { destinationChannels, destinationKinds } from '@fettle/core/messages';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Id, Instant, Name, page } from './shared.ts';

const Kinds = z
  .array(z.enum(destinationKinds))
  .min(1)
  .max(destinationKinds.length)
  .meta({ description: 'planned stands for reminders and new times as well; what was announced is closed by its outcome in any case' });
const Address = z.string().trim().min(1).max(2000).meta({ description: 'a secret: it is never given out again' });
const Token = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, 'holds what no token holds')
  .meta({ description: 'of ntfy: an access token; a secret' });

const Destination = z
  .object({
    id: Id,
    clientId: Id,
    channel: z.enum(destinationChannels),
    name: z.string(),
    host: z.string(),
    hint: z.string().meta({ description: 'the end of the address' }),
    hasToken: z.boolean(),
    oldSecretUntil: Instant.nullable().meta({ description: 'until when the secret before this one signs as well' }),
    kinds: z.array(z.enum(destinationKinds)),
    on: z.boolean(),
    version: z.number().int(),
    lastDeliveredAt: Instant.nullable(),
    lastTrouble: z.string().nullable().meta({ description: 'of the newest notice to it; null: it had none' }),
  })
  .meta({ id: 'NoticeDestination' });

const WithSecret = z.object({
  destination: Destination,
  signingSecret: z.string().nullable().meta({ description: 'whsec_… of a webhook, shown this once' }),
});
const byId = z.object({ id: Id });

export const destinationRoutes = {
  listNoticeDestinations: route({
    method: 'GET',
    path: '/api/v1/clients/:id/notice-destinations',
    summary: 'Where the notices of a client are posted to',
    permission: 'client.read',
    tenant: 'client',
    audit: reading,
    params: byId,
    response: page(Destination),
  }),
  createNoticeDestination: route({
    method: 'POST',
    path: '/api/v1/clients/:id/notice-destinations',
    summary: 'Post the notices of a client to one more place',
    permission: 'client.write',
    tenant: 'client',
    audit: 'notice-destination.created',
    params: byId,
    body: z.strictObject({
      channel: z.enum(destinationChannels),
      name: Name,
      url: Address,
      token: Token.nullable().default(null),
      kinds: Kinds.default([...destinationKinds]),
    }),
    response: WithSecret,
  }),
  changeNoticeDestination: route({
    method: 'PUT',
    path: '/api/v1/notice-destinations/:id',
    summary: 'Change a destination; an address or token that is not said stays',
    permission: 'client.write',
    tenant: 'client',
    audit: 'notice-destination.changed',
    params: byId,
    body: z.strictObject({
      name: Name,
      url: Address.optional(),
      token: Token.nullable().optional(),
      kinds: Kinds,
      on: z.boolean(),
      basedOn: z.number().int(),
    }),
    response: Destination,
  }),
  rotateNoticeSecret: route({
    method: 'POST',
    path: '/api/v1/notice-destinations/:id/secret',
    summary: 'Give a webhook a new signing secret; the old one signs as well for a day',
    permission: 'client.write',
    tenant: 'client',
    audit: 'notice-destination.rotated',
    params: byId,
    response: WithSecret,
  }),
  testNoticeDestination: route({
    method: 'POST',
    path: '/api/v1/notice-destinations/:id/test',
    summary: 'Post a test message now, and say what was answered',
    permission: 'client.write',
    tenant: 'client',
    audit: 'notice-destination.tested',
    params: byId,
    response: z.object({ end: z.enum(['delivered', 'retry', 'rejected']), said: z.string() }),
    rateLimit: { max: 20, perSeconds: 60 },
  }),
  removeNoticeDestination: route({
    method: 'DELETE',
    path: '/api/v1/notice-destinations/:id',
    summary: 'Post nothing more to a destination',
    permission: 'client.write',
    tenant: 'client',
    audit: 'notice-destination.removed',
    params: byId,
    response: z.object({ done: z.literal(true) }),
  }),
};
