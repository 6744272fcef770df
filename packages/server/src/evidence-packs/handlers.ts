/** Use cases of evidence packs. */
import { findFramework } from '@fettle/core/frameworks';
import { manifestPath, manifestText, packAction, trailPath } from '@fettle/proof/evidence-pack';
import { sha256Hex } from '@fettle/proof/hash';
import { appendAudit, auditActor, exportChain } from '../audit/index.ts';
import { fileNameOf } from '../evidence/index.ts';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { ApiRefusal, Context, Handlers } from '../platform/feature.ts';
import { zipOf } from '../platform/zip.ts';
import { currentAuthority } from '../trust/index.ts';
import { filesOf, gatherPack, manifestOf } from './build.ts';
import { mostRows } from './populations.ts';
import type { Period } from './types.ts';

const longestDays = 800;

export const packHandlers: Handlers = {
  async getEvidencePack({ context, actor, params: { id, framework: named }, query }) {
    if (!actor.scopeFor('evidence.read').includes(id)) return noClient();
    const framework = findFramework(named);
    if (framework === null) return refuse('not-found', `There is no framework ${named} here.`);
    const period = periodOf(context, query);
    if ('refused' in period) return period;
    const gathered = await inClients(context.db, [id], (tx) => gatherPack(tx, context, id, framework, period));
    if (gathered === 'no client') return noClient();
    if (gathered === 'too many rows')
      return refuse('request.invalid', `A list would have more than ${mostRows} rows, and none is cut. Choose a shorter period.`);
    const files = await filesOf(gathered);
    const manifest = manifestText(manifestOf(gathered, files, actor.name));
    const digest = sha256Hex(manifest);
    await inClients(context.db, [id], (tx) =>
      appendAudit(tx, id, {
        action: packAction,
        actor: auditActor(actor),
        subject: `evidence-pack:${framework.id}`,
        body: { framework: framework.id, from: period.from, until: period.until, files: files.length, digest },
        at: context.now(),
      }),
    );
    // After that entry, which must be in it; a checkpoint is signed over all that is exported.
    const trail = await exportChain(context, id, await currentAuthority(context));
    const body = await zipOf([{ path: manifestPath, body: manifest }, ...files, { path: trailPath, body: trail.body }]);
    const { client } = gathered.answers;
    return {
      document: true,
      contentType: 'application/zip',
      fileName: fileNameOf(`Evidence ${client.name} ${framework.title} ${period.from.slice(0, 10)} to ${period.until.slice(0, 10)}`, 'zip'),
      body,
    };
  },
};

const noClient = () => refuse('not-found', 'There is no such client, or it is out of your reach.');

/** Days of UTC, the last one included; what lies ahead is no evidence. */
function periodOf(context: Context, { from, until }: { readonly from: string; readonly until: string }): Period | ApiRefusal {
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(until)];
  const wrong = (path: string, sentence: string) => refuse('request.invalid', sentence, [{ path, message: 'is not taken' }]);
  const days = first.until(last).days + 1;
  if (days < 1) return wrong('until', 'The period ends before it begins.');
  if (days > longestDays) return wrong('from', `A period may be ${longestDays} days long at the most.`);
  const asOf = context.now();
  if (from > asOf.slice(0, 10)) return wrong('from', 'The period has not begun.');
  return { from: `${from}T00:00:00.000Z`, until: `${last.add({ days: 1 }).toString()}T00:00:00.000Z`, asOf };
}
