/** Use cases of words about urgency: what was said, and how it is said and taken back. */
import { wordProblems, wordStanding } from '@fettle/core/urgency-words';
import type { UrgencyWord } from '@fettle/core/urgency-words';
import { digestOf } from '@fettle/proof/hash';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { appendAudit, auditActor } from '../audit/index.ts';
import { offeredAbout, sortedScope, strayScope } from '../decisions/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Call, Context, Handler, Handlers } from '../platform/feature.ts';
import { isId, readSoftwareId } from '../platform/ids.ts';
import { addRevocation, addWord, readWords, wordOf } from './store.ts';
import { viewsOf } from './view.ts';
import type { RulesSay, WordView } from './view.ts';

/** What hangs on to a word: `changed` has what it is about judged again, in the transaction of the change. */
export type Parts = {
  readonly changed: (tx: Tx, word: Pick<UrgencyWord, 'clientId' | 'manager' | 'sourceName' | 'sourceVersion' | 'scope'>) => Promise<void>;
  readonly rulesSay: RulesSay;
};

export function urgencyWordHandlers(parts: Parts): Handlers {
  return { listUrgencyWords: list(parts), recordUrgencyWord: record(parts), revokeUrgencyWord: revoke(parts) };
}

const list =
  (parts: Parts): Handler<'listUrgencyWords'> =>
  async ({ context, actor, query }) => {
    const { after, clientId, limit } = query;
    if (after !== undefined && !isId(after))
      return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
    const scope = actor.scopeFor('decision.read').filter((id) => clientId === undefined || id === clientId);
    const where = sql.join(
      [after === undefined ? sql`true` : sql`w.id < ${after}::uuid`, stateFilter(query.state, context.now()), aboutUpdate(query.updateId)],
      sql` and `,
    );
    return inClients(context.db, scope, async (tx) => {
      const rows = await readWords(tx, where, limit + 1);
      const page = rows.slice(0, limit);
      return {
        items: await viewsOf(tx, page, context.now(), parts.rulesSay),
        next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
      };
    });
  };

function stateFilter(state: Call<'listUrgencyWords'>['query']['state'], now: string): RawBuilder<unknown> {
  const inForce = sql`(w.revoked_at is null and (w.ends_at is null or w.ends_at > ${now}))`;
  return state === 'all' ? sql`true` : state === 'in-force' ? inForce : sql`not ${inForce}`;
}

function aboutUpdate(text: string | undefined): RawBuilder<unknown> {
  if (text === undefined) return sql`true`;
  const id = readSoftwareId(text);
  if (id === null) return sql`false`;
  return sql`exists (select 1 from software s where s.id = ${id} and s.source_name = w.source_name and s.manager = w.manager and (w.source_version is null or w.source_version = s.source_version))`;
}

const record =
  (parts: Parts): Handler<'recordUrgencyWord'> =>
  async ({ context, actor, body }) => {
    const { clientId, says, fault, reason, endsAt } = body;
    if (clientId === providerId || !actor.scopeFor('decision.write').includes(clientId))
      return refuse('not-found', 'There is no such client, or you may not decide for it.');
    const scope = sortedScope(body.scope);
    const problems = wordProblems({ says, scope, fault, reason, endsAt }, context.clock.now());
    if (problems.length > 0) return refuse('request.invalid', 'This can not be recorded.', [...problems]);
    return inClients(context.db, [clientId], async (tx) => {
      const stray = await strayScope(tx, clientId, scope);
      if (stray !== null) return stray;
      const about = await aboutOf(tx, clientId, body.about);
      if ('refused' in about) return about;
      const at = context.now();
      const word = { ...about, id: context.newId(), clientId, says, scope, fault, reason, endsAt, by: actor.id, madeAt: at };
      await addWord(tx, word);
      const { manager, sourceName, sourceVersion } = word;
      const facts = { says, manager, sourceName, sourceVersion, scope, endsAt, digest: digestOf(word) };
      return settle(tx, context, actor, parts, { word, action: 'urgency.recorded', body: facts });
    });
  };

type About = Pick<UrgencyWord, 'manager' | 'sourceName' | 'sourceVersion'>;

async function aboutOf(tx: Tx, clientId: string, about: Call<'recordUrgencyWord'>['body']['about']): Promise<About | ApiRefusal> {
  if (about.kind === 'update') {
    const { manager, sourceName, sourceVersion } = about;
    return { manager, sourceName, sourceVersion };
  }
  return offeredAbout(tx, clientId, about);
}

const revoke =
  (parts: Parts): Handler<'revokeUrgencyWord'> =>
  async ({ context, actor, params, body }) => {
    const none = () => refuse('not-found', 'Nothing like that was said, or it is out of your reach.');
    const scope = actor.scopeFor('decision.write');
    const [found] = await inClients(context.db, scope, (tx) => readWords(tx, sql`w.id = ${params.id}`, 1));
    if (found === undefined) return none();
    return inClients(context.db, [found.client_id], async (tx) => {
      const word = wordOf(found);
      if (wordStanding(word, context.now()) === 'ended') return refuse('decision.not-possible', 'It has ended by its day already.');
      const { because } = body;
      if (!(await addRevocation(tx, { clientId: word.clientId, id: word.id, because, by: actor.id, at: context.now() })))
        return refuse('decision.not-possible', 'It was taken back already.');
      return settle(tx, context, actor, parts, { word, action: 'urgency.revoked', body: { because } });
    });
  };

/** After a change: what it is about is judged again, the answer, and last the audit entry. */
async function settle(
  tx: Tx,
  context: Context,
  actor: Actor,
  parts: Parts,
  given: {
    readonly word: About & Pick<UrgencyWord, 'id' | 'clientId' | 'scope'>;
    readonly action: string;
    readonly body: Record<string, unknown>;
  },
): Promise<WordView> {
  const { word, action, body } = given;
  await parts.changed(tx, word);
  const [view] = await viewsOf(tx, await readWords(tx, sql`w.id = ${word.id}`, 1), context.now(), parts.rulesSay);
  if (view === undefined) throw new Error(`word ${word.id} was written and is not there`);
  await notify(tx, 'changed', JSON.stringify({ clientId: word.clientId, what: 'decision', id: word.id }));
  await appendAudit(tx, word.clientId, { action, actor: auditActor(actor), subject: `urgency:${word.id}`, body, at: context.now() });
  return view;
}
