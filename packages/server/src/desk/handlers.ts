/** Use cases of the desk: look, see what would be recorded, record it, and say that one is through. */
import { spanStart } from '@fettle/core/desk';
import type { DeskSpan } from '@fettle/core/desk';
import type { CallOutput } from '@fettle/protocol/client';
import { lockClients, recordMany } from '../decisions/index.ts';
import type { Changed } from '../decisions/index.ts';
import { enterClients, inClients, planAnew } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Call, Context, Handler, Handlers } from '../platform/feature.ts';
import { gatherGroups } from './groups.ts';
import { readPlace, writePlace } from './page-key.ts';
import { digestOfPlan, planOf, wrongChoice } from './plan.ts';
import type { Plan, PlanGiven } from './plan.ts';
import { clientsOf, longestShownHours, reachOf, shownAt } from './reach.ts';
import { noteVisits, overlapMs, readClientNames, readVisits } from './store.ts';
import { shownGroups } from './view.ts';

const noClient = () => refuse('not-found', 'There is no such client, or it is out of your reach.');
const stale = (why: string) => refuse('desk.changed', `${why} Nothing was recorded.`);
const mayDecide = (actor: Actor) => {
  const own = new Set(actor.scopeFor('decision.write'));
  return (clientId: string): boolean => own.has(clientId);
};

const getDesk: Handler<'getDesk'> = async ({ context, actor, query }) => {
  const now = context.clock.now();
  const place = readPlace(query.after, now);
  if (place === null)
    return refuse('request.invalid', 'This page key is not one of ours.', [{ path: 'after', message: 'is not a page key' }]);
  const { at, from } = place;
  return inClients(context.db, clientsOf(actor, query.clientId), async (tx) => {
    await planAnew(tx);
    const groups = await gatherGroups(tx, reachOf(actor, query.span, at));
    const may = mayDecide(actor);
    const plan = planOf({ groups, choices: [], mayDecide: may, at });
    return {
      items: await shownGroups(tx, groups.slice(from, from + query.limit), {
        now: context.now(),
        names: await readClientNames(tx),
        mayDecide: may,
      }),
      next: groups.length > from + query.limit ? writePlace({ at, from: from + query.limit }) : null,
      at: at.toString({ smallestUnit: 'millisecond' }),
      since: await sinceOf(tx, actor, query.span, at),
      totals: {
        groups: groups.length,
        urgent: groups.filter(({ urgent }) => urgent).length,
        deploy: plan.decisions.length,
        person: plan.person,
      },
    };
  });
};

const previewDesk: Handler<'previewDesk'> = async ({ context, actor, body }) => {
  const scope = clientsOf(actor, body.clientId);
  if (body.clientId !== null && scope.length === 0) return noClient();
  return inClients(context.db, scope, async (tx) => {
    const plan = await plannedBy(tx, { context, actor, body });
    if (isRefusal(plan)) return plan;
    const names = await readClientNames(tx);
    return {
      decisions: plan.decisions.map(({ about: _about, ...one }) => ({ ...one, clientName: names.get(one.clientId) ?? '' })),
      digest: digestOfPlan(plan),
      devices: plan.devices,
      person: plan.person,
      notYours: plan.notYours.map((clientId) => ({ clientId, clientName: names.get(clientId) ?? '' })),
    };
  });
};

/**
 * In one transaction over all its clients: what was shown is recorded whole, or nothing of it. Others wait only where something is decided, and only once it is known
 * where: then it is looked at once more, for what was decided in between.
 */
const confirmDesk =
  (changed: Changed): Handler<'confirmDesk'> =>
  async ({ context, actor, body }) => {
    const scope = clientsOf(actor, body.clientId);
    if (body.clientId !== null && (scope.length === 0 || !mayDecide(actor)(body.clientId))) return noClient();
    return inClients(context.db, scope, async (tx) => {
      const shown = await plannedBy(tx, { context, actor, body });
      if (isRefusal(shown)) return shown;
      if (digestOfPlan(shown) !== body.digest) return otherThanShown();
      const clients = [...new Set(shown.decisions.map(({ clientId }) => clientId))];
      await lockClients(tx, clients);
      await enterClients(tx, clients);
      const plan = planOf(await deskOf(tx, { actor, body }));
      if (digestOfPlan(plan) !== body.digest) return otherThanShown();
      await enterClients(tx, scope);
      if (body.through) await noteVisits(tx, scope, actor.id, seenTo(body.at));
      const ids = await recordMany(tx, { context, actor, changed }, plan.decisions);
      return { recorded: plan.decisions.map(({ clientId, title }, n) => ({ id: ids[n] ?? '', clientId, title })) };
    });
  };

const noteDeskVisit: Handler<'noteDeskVisit'> = async ({ context, actor, body }) => {
  const scope = clientsOf(actor, body.clientId);
  if (body.clientId !== null && scope.length === 0) return noClient();
  if (shownAt(body.at, context.clock.now()) === null) return tooOld();
  return inClients(context.db, scope, async (tx) => {
    await noteVisits(tx, scope, actor.id, seenTo(body.at));
    return { clients: scope.length };
  });
};

export function deskHandlers(changed: Changed): Handlers {
  return { getDesk, previewDesk, confirmDesk: confirmDesk(changed), noteDeskVisit };
}

type Given = { readonly actor: Actor; readonly body: Call<'previewDesk'>['body'] };

/** What the choices come to; or what of them can not be had. */
async function plannedBy(tx: Tx, { context, actor, body }: Given & { readonly context: Context }): Promise<Plan | ApiRefusal> {
  if (shownAt(body.at, context.clock.now()) === null) return tooOld();
  const desk = await deskOf(tx, { actor, body });
  const wrong = wrongChoice(desk);
  return wrong === null ? planOf(desk) : stale(wrong);
}

/** The desk as it stands in this transaction, with what was chosen on it. */
async function deskOf(tx: Tx, { actor, body }: Given): Promise<PlanGiven> {
  await planAnew(tx);
  const at = Temporal.Instant.from(body.at);
  return { groups: await gatherGroups(tx, reachOf(actor, body.span, at)), choices: body.choices, mayDecide: mayDecide(actor), at };
}

function otherThanShown(): ApiRefusal {
  return stale('What would be recorded is not what was shown any more: updates or decisions have changed since.');
}

function tooOld(): ApiRefusal {
  return stale(`What was shown is older than ${longestShownHours} hours, or of no time that has been.`);
}

function seenTo(at: string): string {
  return Temporal.Instant.from(at).subtract({ milliseconds: overlapMs }).toString({ smallestUnit: 'millisecond' });
}

const spanWords = {
  'patch-tuesday': 'The last second Tuesday of a month, the day on which many makers publish.',
  '7d': 'The last 7 days.',
  '30d': 'The last 30 days.',
} as const;

async function sinceOf(tx: Tx, actor: Actor, span: DeskSpan, at: Temporal.Instant): Promise<CallOutput<'getDesk'>['since']> {
  const start = spanStart(span, at).toString({ smallestUnit: 'millisecond' });
  if (span !== 'visit') return { at: start, why: spanWords[span] };
  const { first, last, never, clients } = await readVisits(tx, actor.id);
  if (never === clients) return { at: start, why: 'You were never through with this desk: it reaches back 30 days.' };
  if (never > 0)
    return { at: null, why: 'At some clients you were never through: there it reaches back 30 days, elsewhere to your last visit.' };
  return first === last
    ? { at: first, why: 'Your last visit.' }
    : { at: null, why: 'Your last visit, which was not the same for all clients.' };
}
