/** Use cases of programme documents. */
import { compareProgrammes, partWords, programmeGaps } from '@fettle/core/programme';
import type { ProgrammePart } from '@fettle/core/programme';
import { digestOf } from '@fettle/proof/hash';
import type { CallOutput } from '@fettle/protocol/client';
import { appendAudit, auditActor } from '../audit/index.ts';
import { fileNameOf, makePdf, notPdf, renderHtml } from '../evidence/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers, Tx } from '../platform/feature.ts';
import { composeProgramme } from './document.ts';
import { makeVersion } from './make.ts';
import { addPart, lockProgramme, partsOf, readLook, readParts, readProgramme, readVersions } from './store.ts';
import type { PartRow, StoredProgramme } from './store.ts';

type View = CallOutput<'getProgramme'>;

const mostDifferences = 1_000;
const noClient = () => refuse('not-found', 'There is no such client, or it is out of your reach.');

export const programmeHandlers: Handlers = {
  async getProgramme({ context, actor, params: { id } }) {
    if (!actor.scopeFor('evidence.read').includes(id)) return noClient();
    return inClients(context.db, [id], (tx) => shown(tx, context, actor, id));
  },

  async makeProgramme({ context, actor, params: { id } }) {
    if (!actor.scopeFor('client.write').includes(id)) return noClient();
    const made = await inClients(context.db, [id], (tx) => makeVersion(tx, context, id, { id: actor.id, actor: auditActor(actor) }));
    return made === null ? noClient() : inClients(context.db, [id], (tx) => shown(tx, context, actor, id));
  },

  async saveProgrammePart({ context, actor, params: { id, part }, body }) {
    if (!actor.scopeFor('client.write').includes(id)) return noClient();
    const { text, owner, reviewAt, basedOn } = body;
    const refused = await inClients(context.db, [id], async (tx): Promise<ApiRefusal | null> => {
      await lockProgramme(tx, id);
      const newest = (await readParts(tx, id)).find((one) => one.part === part)?.version ?? 0;
      if (newest !== basedOn)
        return refuse('conflict.changed', `Somebody saved version ${newest} of this part meanwhile; yours is based on ${basedOn}.`);
      const at = context.now();
      await addPart(tx, id, { part, version: newest + 1, text, owner, reviewAt, at, by: actor.id });
      await notify(tx, 'changed', JSON.stringify({ clientId: id, what: 'programme', id: null }));
      await appendAudit(tx, id, {
        action: 'programme.part-saved',
        actor: auditActor(actor),
        subject: `programme-part:${part}`,
        // The text stays where it is, and what people write into it is not copied into every export of the trail.
        body: { part, version: newest + 1, owner, reviewAt, digest: digestOf({ text }) },
        at,
      });
      return null;
    });
    return refused ?? inClients(context.db, [id], (tx) => shown(tx, context, actor, id));
  },

  async getProgrammeDocument({ context, actor, params }) {
    const found = await versionOf(context, actor, params);
    if (isRefusal(found)) return found;
    const document = composeProgramme(found, context.now().slice(0, 10));
    return { document: true, contentType: 'text/html; charset=utf-8', fileName: fileName(found, 'html'), body: renderHtml(document) };
  },

  async getProgrammePdf({ context, actor, params }) {
    const found = await versionOf(context, actor, params);
    if (isRefusal(found)) return found;
    const made = await makePdf(composeProgramme(found, context.now().slice(0, 10)), `${JSON.stringify(found.content, null, 1)}\n`);
    if (!made.ok) return refuse('unavailable', notPdf[made.because]);
    await inClients(context.db, [params.id], (tx) =>
      appendAudit(tx, params.id, {
        action: 'programme.exported',
        actor: auditActor(actor),
        subject: `programme:${found.version}`,
        body: { version: found.version, digest: found.digest },
        at: context.now(),
      }),
    );
    return { document: true, contentType: 'application/pdf', fileName: fileName(found, 'pdf'), body: made.bytes };
  },

  async getProgrammeChanges({ context, actor, params }) {
    const found = await versionOf(context, actor, params);
    if (isRefusal(found)) return found;
    const { version, content } = found;
    if (version === 1) return { version, before: null, differences: [], more: 0 };
    const before = await inClients(context.db, [params.id], (tx) => readProgramme(tx, params.id, version - 1));
    const all = before === null ? [] : compareProgrammes(before.content, content);
    return {
      version,
      before: before?.version ?? null,
      differences: all.slice(0, mostDifferences).map((one) => ({ ...one })),
      more: Math.max(0, all.length - mostDifferences),
    };
  },
};

async function versionOf(
  context: Context,
  actor: Actor,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<StoredProgramme | ApiRefusal> {
  if (!actor.scopeFor('evidence.read').includes(id)) return noClient();
  const found = await inClients(context.db, [id], (tx) => readProgramme(tx, id, version));
  return found ?? refuse('not-found', `There is no version ${version} of this client’s programme document.`);
}

async function shown(tx: Tx, context: Context, actor: Actor, clientId: string): Promise<View> {
  const versions = (await readVersions(tx, clientId)).map(({ version, made_at: madeAt, made_by: madeBy, digest }) => ({
    version,
    madeAt,
    madeBy,
    digest,
  }));
  const look = await readLook(tx, clientId);
  const written = await readParts(tx, clientId);
  const parts = partsOf(written);
  const gaps = programmeGaps(parts, context.now().slice(0, 10));
  return {
    current: versions[0] ?? null,
    lookedAt: look?.looked_at ?? null,
    trouble: look?.trouble ?? null,
    missing: [...gaps.missing],
    overdue: [...gaps.overdue],
    parts: parts.map((part) => partView(part, written.find((one) => one.part === part.part) ?? null)),
    versions,
    mayWrite: actor.can('client.write', clientId),
  };
}

function partView(part: ProgrammePart, row: PartRow | null): View['parts'][number] {
  const { pillar, title, asks } = partWords[part.part];
  return { ...part, pillar, title, asks, version: row?.version ?? 0, savedAt: row?.saved_at ?? null, savedBy: row?.saved_by ?? null };
}

function fileName({ version, content }: StoredProgramme, ending: string): string {
  return fileNameOf(`Patch management programme ${content.client.name} version ${version}`, ending);
}
