/** Use cases of process audits: a draft is filled, concluded, and its actions end afterwards. */
import { monthsError } from '@fettle/core/process-audit';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers, Tx } from '../platform/feature.ts';
import { auditDigest, contentOf } from './conclude.ts';
import { auditStandings } from './facts.ts';
import { readAuditRules } from './rules.ts';
import {
  addAction,
  addActionEnd,
  addAudit,
  addConclusion,
  addFinding,
  addInterval,
  lockAudits,
  reachingPerson,
  readActions,
  readAudits,
  readFacts,
  readFindings,
  removeEntry,
  saveJudgement,
} from './store.ts';
import type { AuditRow } from './store.ts';
import type { Stand } from './types.ts';
import { auditView, listView } from './view.ts';
import type { View } from './view.ts';

const noClient = () => refuse('not-found', 'There is no such client, or it is out of your reach.');
const noAudit = () => refuse('not-found', 'There is no such audit of this client.');
const invalid = (path: string, sentence: string, message: string) => refuse('request.invalid', sentence, [{ path, message }]);

type Which = { readonly id: string; readonly number: number };
/** What is written in the same transaction: who, when, of which client. */
type Of = { readonly clientId: string; readonly by: string; readonly at: string };
type Act = { readonly action: string; readonly fact: Readonly<Record<string, unknown>> };

export function processAuditHandlers(stand: Stand): Handlers {
  return {
    async listProcessAudits({ context, actor, params: { id } }) {
      if (!actor.scopeFor('evidence.read').includes(id)) return noClient();
      return (await inClients(context.db, [id], (tx) => listView(tx, context, actor, id))) ?? noClient();
    },

    async getProcessAudit({ context, actor, params: { id, number } }) {
      if (!actor.scopeFor('evidence.read').includes(id)) return noClient();
      return (await inClients(context.db, [id], (tx) => auditView(tx, context, actor, { clientId: id, number, stand }))) ?? noAudit();
    },

    async setProcessAuditInterval({ context, actor, params: { id }, body: { months, because, basedOn } }) {
      if (!actor.scopeFor('client.write').includes(id)) return noClient();
      const wrong = months === null ? null : monthsError(months);
      if (wrong !== null) return invalid('months', 'So rarely, or so often, an audit can not be asked for.', wrong);
      return inClients(context.db, [id], async (tx) => {
        await lockAudits(tx, id);
        const [row] = await readFacts(tx, id);
        if (row === undefined) return noClient();
        const version = row.interval_version ?? 0;
        if (version !== basedOn) return refuse('conflict.changed', 'Somebody set the interval meanwhile. Nothing was saved: look again.');
        const at = context.now();
        await addInterval(tx, { clientId: id, by: actor.id, at }, { version: version + 1, months, because });
        const view = await listView(tx, context, actor, id);
        await record(tx, actor, {
          clientId: id,
          subject: `client:${id}`,
          at,
          action: 'process-audit.interval-set',
          fact: { months, because },
        });
        return view ?? noClient();
      });
    },

    async startProcessAudit({ context, actor, params: { id }, body: { auditor } }) {
      if (!actor.scopeFor('client.write').includes(id)) return noClient();
      return inClients(context.db, [id], async (tx) => {
        await lockAudits(tx, id);
        const [newest] = await readAudits(tx, id);
        if (newest !== undefined && newest.concluded_at === null)
          return refuse('conflict.exists', `Audit ${newest.number} of this client is not concluded yet: continue that one.`);
        const [number, auditId, at] = [(newest?.number ?? 0) + 1, context.newId(), context.now()];
        await addAudit(tx, { clientId: id, by: actor.id, at }, { id: auditId, number, auditor });
        const view = await auditView(tx, context, actor, { clientId: id, number, stand });
        await record(tx, actor, {
          clientId: id,
          subject: subjectOf(number),
          at,
          action: 'process-audit.started',
          fact: { number, auditor },
        });
        return view ?? noClient();
      });
    },

    addProcessAuditFinding({ context, actor, params, body }) {
      return inDraft(context, actor, params, stand, async (tx, audit, of) => {
        await addFinding(tx, of, { ...body, id: context.newId(), auditId: audit.id });
        return { action: 'process-audit.finding-added', fact: body };
      });
    },

    addProcessAuditAction({ context, actor, params, body }) {
      return inDraft(context, actor, params, stand, async (tx, audit, of) => {
        const { findingId, text, dueOn } = body;
        const findings = findingId === null ? [] : await readFindings(tx, params.id, audit.id);
        if (findingId !== null && !findings.some((finding) => finding.id === findingId))
          return invalid('findingId', 'This is no finding of this audit.', 'is no finding of this audit');
        const ownerId = 'personId' in body.owner ? body.owner.personId : null;
        const owner = 'name' in body.owner ? body.owner.name : await reachingPerson(tx, params.id, body.owner.personId);
        if (owner === null)
          return invalid(
            'owner',
            'Nobody by this id may reach this client. Name the owner instead.',
            'is nobody who may reach this client',
          );
        await addAction(tx, of, { id: context.newId(), auditId: audit.id, findingId, text, ownerId, owner, dueOn });
        return { action: 'process-audit.action-added', fact: { findingId, text, owner, ownerId, dueOn } };
      });
    },

    judgeOwnStep({ context, actor, params, body: { result, note } }) {
      return inDraft(context, actor, params, stand, async (tx, audit, of) => {
        const { steps } = await readAuditRules(tx);
        const step = steps.find(({ id }) => id === params.stepId);
        if (step === undefined) return refuse('not-found', 'The provider has no such step.');
        if (result !== 'good' && note === null)
          return invalid('note', 'Say what keeps it from being good, or why it can not be told.', 'is needed');
        const { id: stepId, title, good, judge } = step;
        await saveJudgement(tx, of, { auditId: audit.id, stepId, title, good, judge, result, note });
        return { action: 'process-audit.step-judged', fact: { stepId, title, result, note } };
      });
    },

    removeProcessAuditEntry({ context, actor, params }) {
      return inDraft(context, actor, params, stand, async (tx, audit) => {
        const { entryId } = params;
        const finding = (await readFindings(tx, params.id, audit.id)).find(({ id }) => id === entryId);
        const action = (await readActions(tx, params.id, { auditId: audit.id })).find(({ id }) => id === entryId);
        if (finding === undefined && action === undefined) return refuse('not-found', 'This audit has no such finding or action.');
        await removeEntry(tx, params.id, audit.id, entryId);
        return { action: 'process-audit.entry-removed', fact: { entryId, text: finding?.text ?? action?.text ?? '' } };
      });
    },

    concludeProcessAudit({ context, actor, params, body: { conclusion } }) {
      return inDraft(context, actor, params, stand, async (tx, audit, of) => {
        const [standing] = await auditStandings(tx, params.id, of.at);
        if (standing === undefined) return noClient();
        const content = await contentOf(tx, context, { audit, standing, conclusion, at: of.at, stand });
        if (content === null) return noClient();
        const digest = auditDigest(content);
        await addConclusion(tx, of, { auditId: audit.id, content, digest, on: standing.today });
        return {
          action: 'process-audit.concluded',
          fact: { number: audit.number, auditor: audit.auditor, nextOn: content.nextOn, digest },
        };
      });
    },

    endProcessAuditAction({ context, actor, params, body: { ended, person, note } }) {
      return inAudit(context, actor, params, stand, async (tx, audit, of) => {
        const { actionId } = params;
        const action = (await readActions(tx, params.id, { auditId: audit.id })).find(({ id }) => id === actionId);
        if (action === undefined) return refuse('not-found', 'This audit has no such action.');
        if (audit.concluded_at === null)
          return refuse('process-audit.not-possible', 'The audit is a draft: an action that is not wanted is taken out of it.');
        if (action.ended !== null) return refuse('process-audit.not-possible', 'This action has its end already.');
        await addActionEnd(tx, of, { actionId, ended, person, note });
        return { action: 'process-audit.action-ended', fact: { actionId, ended, person, note } };
      });
    },
  };
}

type Write = (tx: Tx, audit: AuditRow, of: Of) => Promise<Act | ApiRefusal>;

/** What is concluded is corrected by a later audit only. */
async function inDraft(context: Context, actor: Actor, which: Which, stand: Stand, write: Write): Promise<View | ApiRefusal> {
  return inAudit(context, actor, which, stand, async (tx, audit, of) =>
    audit.concluded_at === null
      ? write(tx, audit, of)
      : refuse(
          'process-audit.not-possible',
          `Audit ${audit.number} is concluded and does not change. What is wrong in it is corrected by a later audit.`,
        ),
  );
}

/** Reads it under the lock, lets `write` refuse or write, and records what was done. */
async function inAudit(context: Context, actor: Actor, { id, number }: Which, stand: Stand, write: Write): Promise<View | ApiRefusal> {
  if (!actor.scopeFor('client.write').includes(id)) return noClient();
  return inClients(context.db, [id], async (tx) => {
    await lockAudits(tx, id);
    const [audit] = await readAudits(tx, id, number);
    if (audit === undefined) return noAudit();
    const at = context.now();
    const acted = await write(tx, audit, { clientId: id, by: actor.id, at });
    if (isRefusal(acted)) return acted;
    const view = await auditView(tx, context, actor, { clientId: id, number, stand });
    await record(tx, actor, { clientId: id, subject: subjectOf(number), at, ...acted });
    return view ?? noAudit();
  });
}

function subjectOf(number: number): string {
  return `process-audit:${number}`;
}

/** Last in the transaction. */
async function record(
  tx: Tx,
  actor: Actor,
  { clientId, subject, at, action, fact }: Act & { readonly clientId: string; readonly subject: string; readonly at: string },
): Promise<void> {
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'process-audit', id: null }));
  await appendAudit(tx, clientId, { action, actor: auditActor(actor), subject, body: fact, at });
}
