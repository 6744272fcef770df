/** Routes of known issues. They are the provider's: an issue of an update is the same for all clients. */
import { compareVersions, isVersion, schemeOf } from '@fettle/core/versions';
import type { CallInput, CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { appendProviderAudit, auditActor } from '../audit/index.ts';
import { inNoClient, notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { ApiRefusal, Call, Handler, Handlers } from '../platform/feature.ts';
import { pageKeyText, readPageKey } from '../platform/page-keys.ts';
import { addIssue, countIssues, markResolved, readIssues } from './store.ts';
import type { IssueRow } from './store.ts';
import { viewOf } from './view.ts';

type Shown = CallOutput<'recordKnownIssue'>;
type Query = Call<'listKnownIssues'>['query'];

const listKnownIssues: Handler<'listKnownIssues'> = async ({ context, query }) => {
  const after = afterKey(query.after);
  if (after === null)
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  const where = filterOf(query);
  return inNoClient(context.db, async (tx) => {
    const rows = await readIssues(tx, sql`${where} and ${after}`, query.limit + 1);
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page.map(viewOf),
      next: rows.length > query.limit && last !== undefined ? keyOf(last) : null,
      total: await countIssues(tx, where),
    };
  });
};

const getKnownIssue: Handler<'getKnownIssue'> = ({ context, params }) =>
  inNoClient(context.db, async (tx) => {
    const [row] = await readIssues(tx, sql`i.id = ${params.id}`, 1);
    return row === undefined ? refuse('not-found', 'There is no such known issue.') : viewOf(row);
  });

const recordKnownIssue: Handler<'recordKnownIssue'> = async ({ context, actor, body }) => {
  const problem = versionProblem(body.about);
  if (problem !== null) return refuse('request.invalid', `The versions are not usable: ${problem.message}`, [problem]);
  const id = context.newId();
  const at = context.now();
  const { about } = body;
  const what =
    about.kind === 'kb'
      ? { manager: null, sourceName: null, from: null, to: null, kb: about.kb.replace(/^KB/i, '') }
      : { manager: about.manager, sourceName: about.sourceName, from: about.from, to: about.to, kb: null };
  return inNoClient(context.db, async (tx) => {
    const { text, condition, rule, link } = body;
    await addIssue(tx, { id, ...what, text, condition, rule, link, at, by: actor.id });
    const shown = await one(tx, id);
    await tell(tx, id);
    await appendProviderAudit(tx, {
      action: 'known-issue.recorded',
      actor: auditActor(actor),
      subject: `known-issue:${id}`,
      body: { ...what, text, condition, rule, link },
      at,
    });
    return shown;
  });
};

const resolveKnownIssue: Handler<'resolveKnownIssue'> = async ({ context, actor, params, body }) => {
  const { id } = params;
  const at = context.now();
  return inNoClient(context.db, async (tx): Promise<Shown | ApiRefusal> => {
    const [row] = await readIssues(tx, sql`i.id = ${id}`, 1);
    if (row === undefined) return refuse('not-found', 'There is no such known issue.');
    const problem = body.inVersion === null ? null : freeVersionProblem(row, body.inVersion);
    if (problem !== null) return refuse('request.invalid', problem, [{ path: 'inVersion', message: problem }]);
    if (!(await markResolved(tx, { id, inVersion: body.inVersion, because: body.because, at, by: actor.id })))
      return refuse('conflict.changed', 'It was resolved already. Record another one if it is back.');
    const shown = await one(tx, id);
    await tell(tx, id);
    await appendProviderAudit(tx, {
      action: 'known-issue.resolved',
      actor: auditActor(actor),
      subject: `known-issue:${id}`,
      body: { inVersion: body.inVersion, because: body.because },
      at,
    });
    return shown;
  });
};

export const knownIssueHandlers: Handlers = { listKnownIssues, getKnownIssue, recordKnownIssue, resolveKnownIssue };

async function one(tx: Tx, id: string): Promise<Shown> {
  const [row] = await readIssues(tx, sql`i.id = ${id}`, 1);
  if (row === undefined) throw new Error(`known issue ${id} was written and is not there`);
  return viewOf(row);
}

async function tell(tx: Tx, id: string): Promise<void> {
  await notify(tx, 'changed', JSON.stringify({ clientId: providerId, what: 'known-issue', id }));
}

type Problem = { readonly path: string; readonly message: string };

function versionProblem(about: CallInput<'recordKnownIssue'>['body']['about']): Problem | null {
  if (about.kind === 'kb') return null;
  const scheme = schemeOf(about.manager);
  for (const [path, version] of [
    ['about/from', about.from],
    ['about/to', about.to],
  ] as const)
    if (version !== null && !isVersion(scheme, version))
      return { path, message: `${JSON.stringify(version)} is no version of ${about.manager}` };
  if (about.from !== null && about.to !== null && compareVersions(scheme, about.from, about.to) === 1)
    return { path: 'about/to', message: 'is older than the first version' };
  return null;
}

/** The first version that is free of it must be one, and come after the first that has it. */
function freeVersionProblem({ kb, manager, from_version: from }: IssueRow, version: string): string | null {
  if (kb !== null) return /^(?:KB)?\d{6,8}$/i.test(version) ? null : 'must be the number of the update that mends it, such as KB5000002';
  if (manager === null) return null;
  const scheme = schemeOf(manager);
  if (!isVersion(scheme, version)) return `${JSON.stringify(version)} is no version of ${manager}`;
  const isLater = from === null || compareVersions(scheme, version, from) === 1;
  return isLater ? null : 'must be later than the first version that has it';
}

function filterOf({ state, source, text }: Query): RawBuilder<unknown> {
  const standing = {
    open: sql`i.resolved_at is null`,
    resolved: sql`i.resolved_at is not null`,
    all: sql`true`,
  } as const;
  const words =
    text === undefined
      ? sql`true`
      : sql`position(lower(${text}) in lower(concat_ws(' ', i.source_name, 'KB' || i.kb, i.text, i.condition))) > 0`;
  return sql`${standing[state]} and ${source === undefined ? sql`true` : sql`i.source = ${source}`} and ${words}`;
}

/** Where the page begins; null for what is no key of this order. */
function afterKey(text: string | undefined): RawBuilder<unknown> | null {
  const key = readPageKey(text, ['instant or null', 'text']);
  if (key === undefined) return sql`true`;
  if (key === null) return null;
  const [at, id] = key;
  return at === null
    ? sql`(i.recorded_at is null and i.id < ${id})`
    : sql`(coalesce(i.recorded_at, '-infinity'), i.id) < (${at}::timestamptz, ${id})`;
}

function keyOf(row: IssueRow): string {
  return pageKeyText([row.recorded_at, row.id]);
}
