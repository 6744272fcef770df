/** Use cases of decisions: the register, and how one is recorded, reviewed and ended. */
import { draftProblems, standingOf } from '@fettle/core/decisions';
import type { Decision, DecisionAbout, DecisionScope } from '@fettle/core/decisions';
import { digestOf } from '@fettle/proof/hash';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { isRefusal, providerId, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Call, Context, Handler, Handlers } from '../platform/feature.ts';
import { coverSubjects } from './cover-subjects.ts';
import { coverUpdates } from './cover.ts';
import { filterOf } from './filter.ts';
import { afterKey, keyOf, order } from './page-keys.ts';
import {
  addDecision,
  addEvent,
  countDecisions,
  decisionOf,
  knownIds,
  lockDecisions,
  namedBy,
  offeredSource,
  readDecisions,
  runningLabel,
  updatesAbout,
} from './store.ts';
import type { EventRow, NewRow } from './store.ts';
import { readUnfollowed } from './unfollowed.ts';
import { detailOf, readOne, summaryOf } from './view.ts';

type Detail = CallOutput<'getDecision'>;
const noDecision = () => refuse('not-found', 'There is no such decision, or it is out of your reach.');
/** What follows elsewhere from what is decided at a client. */
export type Changed = (tx: Tx, context: Context, clientId: string) => Promise<void>;
const notPossible = (why: string) => refuse('decision.not-possible', why);

const listDecisions: Handler<'listDecisions'> = async ({ context, actor, query }) => {
  const after = afterKey(query.after);
  if (after === null)
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  const scope = actor.scopeFor('decision.read').filter((id) => query.clientId === undefined || id === query.clientId);
  const now = context.clock.now();
  return inClients(context.db, scope, async (tx) => {
    const late = query.state === 'review-due' ? await readUnfollowed(tx, now) : null;
    const where = filterOf(
      query,
      now,
      (late ?? []).map(({ id }) => id),
    );
    const rows = await readDecisions(tx, { where: sql`${where} and ${after}`, order, limit: query.limit + 1 });
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const toDeploy = page.flatMap(({ kind, id }) => (kind === 'deploy' ? [id] : []));
    const unfollowed = late ?? (toDeploy.length === 0 ? [] : await readUnfollowed(tx, now, sql`d.id = any(${toDeploy}::uuid[])`));
    const since = new Map(unfollowed.map((one) => [one.id, one.since]));
    return {
      items: page.map((row) => summaryOf(row, now, since.get(row.id) ?? null)),
      next: rows.length > query.limit && last !== undefined ? keyOf(last) : null,
      total: await countDecisions(tx, where),
    };
  });
};

const getDecision: Handler<'getDecision'> = ({ context, actor, params }) =>
  inClients(
    context.db,
    actor.scopeFor('decision.read'),
    async (tx) => (await detailOf(tx, params.id, context.clock.now())) ?? noDecision(),
  );

const recordDecision =
  (changed: Changed): Handler<'recordDecision'> =>
  async ({ context, actor, body }) => {
    const { clientId } = body;
    if (clientId === providerId || !actor.scopeFor('decision.write').includes(clientId))
      return refuse('not-found', 'There is no such client, or you may not decide for it.');
    const now = context.now();
    const draft = { ...body, startsAt: body.startsAt ?? now, scope: sortedScope(body.scope) };
    const problems = draftProblems(draft, context.clock.now());
    if (problems.length > 0) return refuse('request.invalid', 'The decision can not be recorded like this.', problems);
    return inClients(context.db, [clientId], async (tx) => {
      // Before any row, as everybody who decides does: two at once wait for each other and do not block.
      await lockDecisions(tx, clientId);
      const stray = await strayScope(tx, clientId, draft.scope);
      if (stray !== null) return stray;
      const about = await aboutOf(tx, clientId, body.about);
      if (isRefusal(about)) return about;
      const row: NewRow = {
        ...draft,
        id: context.newId(),
        about,
        made: 'manual',
        workaround: body.workaround === null ? null : { ...body.workaround, verifiedAt: null, undoneAt: null },
        predecessorId: null,
        madeBy: actor.id,
        madeAt: now,
      };
      await addDecision(tx, row);
      return settle(tx, context, actor, {
        changed,
        clientId,
        id: row.id,
        about: row.about,
        action: 'decision.recorded',
        body: factsOf(row),
      });
    });
  };

const revokeDecision =
  (changed: Changed): Handler<'revokeDecision'> =>
  (call) =>
    change(call, async (tx, one, { context, actor, body }) => {
      if (!(await addEvent(tx, one.clientId, event(call, one, 'revoked')))) return notPossible('It was revoked already.');
      return settle(tx, context, actor, {
        changed,
        clientId: one.clientId,
        id: one.id,
        about: one.about,
        action: 'decision.revoked',
        body: { because: body.because },
      });
    });

const reviewDecision =
  (changed: Changed): Handler<'reviewDecision'> =>
  (call) =>
    change(call, async (tx, one, { context, actor, body }) => {
      const { because, ...given } = body;
      const { revoked: _revoked, replacedById: _replacedById, ...before } = one;
      const now = context.now();
      const row: NewRow = {
        ...before,
        ...given,
        id: context.newId(),
        made: 'manual',
        reason: because,
        startsAt: Temporal.Instant.compare(one.startsAt, now) > 0 ? one.startsAt : now,
        predecessorId: one.id,
        madeBy: actor.id,
        madeAt: now,
      };
      const problems = draftProblems(row, context.clock.now());
      if (problems.length > 0) return refuse('request.invalid', 'The decision can not stand like this.', problems);
      if (!(await addDecision(tx, row))) return notPossible('Somebody else has reviewed it meanwhile.');
      // What was seen of a workaround stays seen: the check is as old as it is.
      if (one.workaround !== null && one.workaround.verifiedAt !== null)
        await addEvent(tx, one.clientId, { ...event(call, row, 'verified'), at: one.workaround.verifiedAt });
      return settle(tx, context, actor, {
        changed,
        clientId: one.clientId,
        id: row.id,
        about: row.about,
        action: 'decision.reviewed',
        body: factsOf(row),
      });
    });

const noteWorkaround =
  (changed: Changed): Handler<'noteWorkaround'> =>
  (call) =>
    change(call, async (tx, one, { context, actor, body }) => {
      if (one.workaround === null) return notPossible('It is no workaround: there is nothing to verify or undo.');
      if (!(await addEvent(tx, one.clientId, event(call, one, body.did)))) return notPossible('It was undone already.');
      const facts = { did: body.did, because: body.because };
      return settle(tx, context, actor, {
        changed,
        clientId: one.clientId,
        id: one.id,
        about: one.about,
        action: 'decision.workaround',
        body: facts,
      });
    });

/** `changed` is called in the transaction of each change, after it was written. */
export function decisionHandlers(changed: Changed): Handlers {
  return {
    listDecisions,
    getDecision,
    recordDecision: recordDecision(changed),
    revokeDecision: revokeDecision(changed),
    reviewDecision: reviewDecision(changed),
    noteWorkaround: noteWorkaround(changed),
  };
}

type ChangeName = 'revokeDecision' | 'reviewDecision' | 'noteWorkaround';

/** Does `fn` with a decision that no person has ended, while nobody else changes what becomes of it. */
async function change<N extends ChangeName>(
  call: Call<N>,
  fn: (tx: Tx, one: Decision, call: Call<N>) => Promise<Detail | ApiRefusal>,
): Promise<Detail | ApiRefusal> {
  const { context, actor, params } = call;
  const scope = actor.scopeFor('decision.write');
  const found = await inClients(context.db, scope, (tx) => readOne(tx, params.id));
  if (found === null) return noDecision();
  return inClients(context.db, [found.client_id], async (tx) => {
    await lockDecisions(tx, found.client_id);
    const row = await readOne(tx, params.id);
    if (row === null) return noDecision();
    const over = {
      revoked: 'It was revoked.',
      replaced: 'It was reviewed: the decision that took its place stands instead.',
      undone: 'The workaround was undone.',
    };
    const standing = standingOf(decisionOf(row), context.clock.now());
    if (standing === 'revoked' || standing === 'replaced' || standing === 'undone') return notPossible(over[standing]);
    return fn(tx, decisionOf(row), call);
  });
}

function event(
  { context, actor, body }: Pick<Call<ChangeName>, 'context' | 'actor' | 'body'>,
  { id }: { readonly id: string },
  what: EventRow['what'],
): EventRow {
  return { id: context.newId(), decision_id: id, what, because: body.because, by: actor.id, at: context.now() };
}

/** After a change: what it covers, the answer, and last the audit entry. */
async function settle(
  tx: Tx,
  context: Context,
  actor: Actor,
  given: {
    readonly changed: Changed;
    readonly clientId: string;
    readonly id: string;
    readonly about: DecisionAbout;
    readonly action: string;
    readonly body: Record<string, unknown>;
  },
): Promise<Detail> {
  const { changed, clientId, id, about, action, body } = given;
  await changed(tx, context, clientId);
  await coverUpdates(tx, clientId, await updatesAbout(tx, clientId, id), context.clock.now());
  if (about.kind === 'lifecycle') await coverSubjects(tx, clientId, context.clock.now());
  const detail = await detailOf(tx, id, context.clock.now());
  if (detail === null) throw new Error(`decision ${id} was written and is not there`);
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'decision', id }));
  await appendAudit(tx, clientId, { action, actor: auditActor(actor), subject: `decision:${id}`, body, at: context.now() });
  return detail;
}

/** What the trail keeps of it: facts, and the digest of every word, which holds names of people and is kept in its own row. */
export function factsOf(row: NewRow): Record<string, unknown> {
  const { kind, about, scope, clientSaid, startsAt, endsAt, reviewAt, predecessorId } = row;
  return { kind, about, scope, clientSaid, startsAt, endsAt, reviewAt, predecessorId, digest: digestOf(row) };
}

/** A scope in one form: what it names sorted, and once. */
export function sortedScope(scope: DecisionScope): DecisionScope {
  return scope.kind === 'client' ? scope : { kind: scope.kind, ids: [...new Set(scope.ids)].toSorted() };
}

/** What is wrong with a scope that names what this client does not have; null: nothing. */
export async function strayScope(tx: Tx, clientId: string, scope: DecisionScope): Promise<ApiRefusal | null> {
  if (scope.kind === 'client') return null;
  const known = await knownIds(tx, clientId, scope.kind, scope.ids);
  if (scope.ids.every((id) => known.has(id))) return null;
  const what = scope.kind === 'site' ? 'site' : 'device';
  return refuse('request.invalid', `The scope names a ${what} that this client does not have.`, [
    { path: 'scope', message: `must name ${what}s of this client only` },
  ]);
}

/** What somebody says something of who names an update that this client is offered: its source, in this version or in every one. */
export async function offeredAbout(
  tx: Tx,
  clientId: string,
  { updateId, everyVersion }: { readonly updateId: string; readonly everyVersion: boolean },
) {
  const offered = await offeredSource(tx, clientId, updateId);
  if (offered !== null) return { ...offered, sourceVersion: everyVersion ? null : offered.sourceVersion };
  const message = 'is not offered to this client';
  return refuse('request.invalid', 'No device of this client is offered that update any more.', [{ path: 'about', message }]);
}

/** An advisory stands for the CVE ids that it names today: what it names later was not decided about. */
async function aboutOf(tx: Tx, clientId: string, about: Call<'recordDecision'>['body']['about']): Promise<DecisionAbout | ApiRefusal> {
  if (about.kind === 'update') return about;
  if (about.kind === 'offered') {
    const offered = await offeredAbout(tx, clientId, about);
    return 'refused' in offered ? offered : { kind: 'update', ...offered };
  }
  if (about.kind === 'lifecycle') {
    const label = await runningLabel(tx, clientId, about);
    if (label !== null) return { ...about, label };
    const message = 'is run or had by no device of this client';
    return refuse('request.invalid', 'No device of this client has that release any more.', [{ path: 'about', message }]);
  }
  const id = /^cve-\d{4}-\d{4,}$/i.test(about.id) ? about.id.toUpperCase() : about.id;
  const named = id.startsWith('CVE-') ? [] : await namedBy(tx, id);
  return { kind: 'advisory', id, ids: named.length === 0 ? [id] : named };
}
