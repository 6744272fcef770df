/** The programme document of a client: versions, what changed between them, and the parts that people write. A part of the route table (routes.ts). */
import { partIds, pillars } from '@fettle/core/programme';
import { z } from 'zod';
import { reading, route } from './route.ts';
import { Day, Hash, Id, Instant, Name } from './shared.ts';

const Part = z.enum(partIds);

export const ProgrammeView = z
  .object({
    current: z
      .object({ version: z.number().int(), madeAt: Instant, madeBy: z.string(), digest: Hash })
      .nullable()
      .meta({ description: 'null: none was made yet' }),
    lookedAt: Instant.nullable().meta({ description: 'when it was compared with the records last' }),
    trouble: z.string().nullable(),
    missing: z.array(Part).meta({ description: 'parts that nobody has written' }),
    overdue: z.array(Part).meta({ description: 'parts whose day of review is past' }),
    parts: z.array(
      z.object({
        part: Part,
        pillar: z.enum(pillars),
        title: z.string(),
        asks: z.string().meta({ description: 'what is to be written' }),
        text: z.string().nullable(),
        owner: z.string().nullable(),
        reviewAt: Day.nullable(),
        version: z.number().int().meta({ description: '0: nobody has written it' }),
        savedAt: Instant.nullable(),
        savedBy: z.string().nullable(),
      }),
    ),
    versions: z
      .array(z.object({ version: z.number().int(), madeAt: Instant, madeBy: z.string(), digest: Hash }))
      .meta({ description: 'the newest first, at most 200' }),
    mayWrite: z.boolean(),
  })
  .meta({ id: 'Programme' });

const ofClient = z.object({ id: Id });
const ofVersion = z.object({ id: Id, version: z.coerce.number().int().min(1).max(1_000_000) });

export const programmeRoutes = {
  getProgramme: route({
    method: 'GET',
    path: '/api/v1/clients/:id/programme',
    summary: 'The programme document of a client: its versions, and the parts that people write',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    params: ofClient,
    response: ProgrammeView,
  }),
  makeProgramme: route({
    method: 'POST',
    path: '/api/v1/clients/:id/programme',
    summary: 'Compare the document with the records now; where they say something else, a new version is made',
    permission: 'client.write',
    tenant: 'client',
    audit: 'programme.made',
    params: ofClient,
    response: ProgrammeView,
    rateLimit: { max: 30, perSeconds: 60 },
  }),
  saveProgrammePart: route({
    method: 'PUT',
    path: '/api/v1/clients/:id/programme/parts/:part',
    summary: 'Write a part that only people know; what was written before is kept',
    permission: 'client.write',
    tenant: 'client',
    audit: 'programme.part-saved',
    params: z.object({ id: Id, part: Part }),
    body: z.strictObject({
      text: z.string().trim().min(1).max(20_000),
      owner: Name,
      reviewAt: Day,
      basedOn: z.number().int().min(0).meta({ description: 'the version that was read; 0: there was none' }),
    }),
    response: ProgrammeView,
  }),
  getProgrammeDocument: route({
    method: 'GET',
    path: '/api/v1/clients/:id/programmes/:version/document.html',
    summary: 'A version of the programme document as HTML',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    params: ofVersion,
    response: 'html',
  }),
  getProgrammePdf: route({
    method: 'GET',
    path: '/api/v1/clients/:id/programmes/:version/document.pdf',
    summary: 'A version of the programme document as PDF, with its content attached',
    permission: 'evidence.read',
    tenant: 'client',
    audit: 'programme.exported',
    params: ofVersion,
    response: 'pdf',
    rateLimit: { max: 30, perSeconds: 60 },
  }),
  getProgrammeChanges: route({
    method: 'GET',
    path: '/api/v1/clients/:id/programmes/:version/changes',
    summary: 'What a version says otherwise than the one before it',
    permission: 'evidence.read',
    tenant: 'client',
    audit: reading,
    params: ofVersion,
    response: z.object({
      version: z.number().int(),
      before: z.number().int().nullable().meta({ description: 'null: it is the first' }),
      differences: z
        .array(
          z.object({
            pillar: z.enum(pillars),
            place: z.string().meta({ description: 'the table, fact or part' }),
            kind: z.enum(['added', 'removed', 'changed']),
            what: z.string().meta({ description: 'of a table the row by name' }),
            from: z.string().nullable(),
            to: z.string().nullable(),
          }),
        )
        .meta({ description: 'in the order of the document, at most 1,000' }),
      more: z.number().int().meta({ description: 'differences beyond those' }),
    }),
  }),
} as const;
