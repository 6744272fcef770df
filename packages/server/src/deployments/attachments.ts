/** Files that people attach to the results of test steps: kept as they came, never opened here, and handed out to be saved, never to be shown. */
import { mostAttachedBytes } from '@fettle/core/deployment';
import type { TestAttachment } from '@fettle/core/deployment';
import { sha256Hex } from '@fettle/proof/hash';
import type { CallInput } from '@fettle/protocol/client';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { ApiRefusal, Handler, Tx } from '../platform/feature.ts';
import { clientOfDeployment } from './read.ts';

export type AttachedFile = TestAttachment & { readonly content: Buffer };
type Given = NonNullable<CallInput<'recordTestResult'>['body']['attachments']>;

/** So many of one deployment: a plan has at most a few dozen steps, each of which may be told more than once. */
const mostOfDeployment = 100;

/** Reads what came with a result. Refused where it is too much together, or where one name stands twice: nobody could tell the two apart. */
export function filesOf(given: Given): readonly AttachedFile[] | ApiRefusal {
  const files = given.map(({ name, content }) => attachedFile(name, Buffer.from(content, 'base64')));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > mostAttachedBytes)
    return refuse('request.too-large', `The files have ${bytes} bytes together; ${mostAttachedBytes} are taken with one result.`);
  const empty = files.findIndex((file) => file.bytes === 0);
  if (empty >= 0) return wrong(empty, `“${files[empty]?.name}” is empty`);
  const twice = files.findIndex(({ name }, index) => files.findIndex((other) => other.name === name) < index);
  return twice < 0 ? files : wrong(twice, `“${files[twice]?.name}” stands here twice`);
}

function wrong(index: number, message: string): ApiRefusal {
  return refuse('request.invalid', `A file can not be attached: ${message}.`, [{ path: `body.attachments.${index}`, message }]);
}

function attachedFile(name: string, content: Buffer): AttachedFile {
  return { name, bytes: content.length, sha256: sha256Hex(content), content };
}

/** What happened names them by their digests; here is what they hold, of the same bytes one copy. Null: kept. The deployment must be locked. */
export async function addAttachments(
  tx: Tx,
  clientId: string,
  deploymentId: string,
  given: { readonly files: readonly AttachedFile[]; readonly at: string; readonly by: string },
): Promise<null | ApiRefusal> {
  const { files, at, by } = given;
  if (files.length === 0) return null;
  const kept = await tx
    .selectFrom('test_attachment')
    .select('sha256')
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .execute();
  if (new Set([...kept, ...files].map(({ sha256 }) => sha256)).size > mostOfDeployment)
    return refuse('deployment.not-possible', `A deployment keeps at most ${mostOfDeployment} attached files. Tell the result with fewer.`);
  const rows = files.map(({ sha256, name, content }) => ({ sha256, name, content, added_at: at, added_by: by }));
  await tx
    .insertInto('test_attachment')
    .values(rows.map((row) => ({ ...row, client_id: clientId, deployment_id: deploymentId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return null;
}

/** The bytes as they came. Whoever may read the deployment may have them. */
export const getTestAttachment: Handler<'getTestAttachment'> = async ({ context, actor, params }) => {
  const scope = actor.scopeFor('deployment.read');
  const missing = () => refuse('not-found', 'There is no such file, or it is out of your reach.');
  const clientId = await inClients(context.db, scope, (tx) => clientOfDeployment(tx, scope, params.id));
  if (clientId === null) return missing();
  const file = await inClients(context.db, [clientId], (tx) =>
    tx
      .selectFrom('test_attachment')
      .select(['name', 'content'])
      .where('client_id', '=', clientId)
      .where('deployment_id', '=', params.id)
      .where('sha256', '=', params.sha256)
      .executeTakeFirst(),
  );
  return file === undefined
    ? missing()
    : { document: true, contentType: 'application/octet-stream', fileName: file.name, body: file.content };
};
