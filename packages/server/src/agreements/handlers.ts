/** Use cases of agreements: look, attach and end a framework, say which devices it does not speak of, add a version of the SLA. */
import { findFramework, frameworks } from '@fettle/core/frameworks';
import type { Framework } from '@fettle/core/frameworks';
import type { AgreedTimes } from '@fettle/protocol/agreements';
import type { CallOutput } from '@fettle/protocol/client';
import { appendAudit, auditActor } from '../audit/index.ts';
import { inClients, notify } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Handlers, Tx } from '../platform/feature.ts';
import { asksOwnTimes, frameworkView, slaId } from './packs.ts';
import { dayBefore, dayOf } from './standing.ts';
import {
  addSla,
  foreignDevices,
  putBack,
  readClient,
  readFrameworks,
  readSlas,
  takeOut,
  watchDays,
  writeEnd,
  writeFramework,
} from './store.ts';
import type { Change } from './store.ts';
import { viewAgreements } from './view.ts';

/** Called in the transaction of every change, so that what is counted by agreements is counted again. */
export type Changed = (tx: Tx, clientId: string) => Promise<void>;

type Done = { readonly action: string; readonly subject: string; readonly body: Readonly<Record<string, unknown>> };
type Given = {
  readonly context: Context;
  readonly actor: Actor;
  readonly params: { readonly id: string };
  readonly body: { readonly because: string };
};

const noClient = (): ApiRefusal => refuse('not-found', 'There is no such client, or it is out of your reach.');
const noFramework = (id: string): ApiRefusal =>
  refuse('not-found', `There is no framework ${JSON.stringify(id)}. GET /api/v1/frameworks lists those that there are.`);

export function agreementHandlers(changed: Changed): Handlers {
  /** One change of one client's agreements: made, told to whoever counts by them, recorded; then all of it is shown. */
  async function change(
    { context, actor, params, body }: Given,
    make: (tx: Tx, row: Change) => Promise<Done | ApiRefusal>,
  ): Promise<CallOutput<'getAgreements'> | ApiRefusal> {
    const at = context.now();
    const row: Change = { clientId: params.id, because: body.because, at, by: actor.id };
    return inClients(context.db, [params.id], async (tx) => {
      if ((await readClient(tx, params.id)) === null) return noClient();
      const done = await make(tx, row);
      if (isRefusal(done)) return done;
      await watchDays(tx, params.id, dayOf(at));
      await changed(tx, params.id);
      const shown = await viewAgreements(tx, params.id, dayOf(at));
      await notify(tx, 'changed', JSON.stringify({ clientId: params.id, what: 'client', id: params.id }));
      await appendAudit(tx, params.id, { ...done, actor: auditActor(actor), body: { ...done.body, because: body.because }, at });
      return shown ?? noClient();
    });
  }

  return {
    listFrameworks: async () => ({ items: frameworks.filter(({ id }) => id !== slaId).map(frameworkView) }),

    async getAgreements({ context, params }) {
      const today = dayOf(context.now());
      return (await inClients(context.db, [params.id], (tx) => viewAgreements(tx, params.id, today))) ?? noClient();
    },

    async setFramework(call) {
      const framework = knownFramework(call.params.framework);
      if (isRefusal(framework)) return framework;
      const { since, own } = call.body;
      const wrong = own === null ? null : ownProblem(framework, own);
      if (wrong !== null) return wrong;
      return change(call, async (tx, row) => {
        await writeFramework(tx, { ...row, framework: framework.id, since, own });
        const body = { framework: framework.id, version: framework.version, since, own };
        return { action: 'agreement.framework-set', subject: `framework:${framework.id}`, body };
      });
    },

    endFramework(call) {
      const { framework } = call.params;
      const { until } = call.body;
      return change(call, async (tx, row) => {
        const held = (await readFrameworks(tx, row.clientId)).find((one) => one.framework === framework);
        if (held === undefined) return notHeld(framework);
        if (until < dayBefore(held.since))
          return refuse('request.invalid', `It holds since ${held.since}: it can not have ended before that.`, [
            { path: 'until', message: `must be ${dayBefore(held.since)} (it never held) or later` },
          ]);
        await writeEnd(tx, { ...row, framework, until });
        return { action: 'agreement.framework-ended', subject: `framework:${framework}`, body: { framework, since: held.since, until } };
      });
    },

    setDeviceScope(call) {
      const { framework } = call.params;
      const { inScope } = call.body;
      const deviceIds = [...new Set(call.body.deviceIds)];
      return change(call, async (tx, row) => {
        const held =
          framework === slaId
            ? (await readSlas(tx, row.clientId)).length > 0
            : (await readFrameworks(tx, row.clientId)).some((one) => one.framework === framework);
        if (!held) return notHeld(framework);
        const [foreign] = await foreignDevices(tx, row.clientId, deviceIds);
        if (foreign !== undefined)
          return refuse('request.invalid', 'A scope can only speak of devices of its own client.', [
            { path: 'deviceIds', message: `${foreign} is no device of this client` },
          ]);
        if (inScope) await putBack(tx, row.clientId, framework, deviceIds);
        else await takeOut(tx, { ...row, framework, deviceIds });
        return { action: 'agreement.scope-set', subject: `framework:${framework}`, body: { framework, inScope, deviceIds } };
      });
    },

    async saveSla(call) {
      const { basedOn, from, to, sla } = call.body;
      if (to !== null && to < from)
        return refuse('request.invalid', 'Its last day lies before its first.', [{ path: 'to', message: `must be ${from} or later` }]);
      return change(call, async (tx, row) => {
        if (!(await addSla(tx, { ...row, basedOn, body: sla, from, to })))
          return refuse('conflict.changed', `This SLA is based on version ${basedOn}, and that is not the newest version of this client.`);
        const version = basedOn + 1;
        return { action: 'agreement.sla-saved', subject: `sla:${version}`, body: { version, from, to, sla } };
      });
    },
  };
}

function notHeld(framework: string): ApiRefusal {
  return framework === slaId
    ? refuse('not-found', 'This client has no SLA yet. Save one first.')
    : refuse('not-found', `This client was never held to ${JSON.stringify(framework)}. Attach the framework first.`);
}

/** By its own id only: an address has one spelling. */
function knownFramework(id: string): Framework | ApiRefusal {
  const framework = findFramework(id);
  if (framework === null || framework.id !== id) return noFramework(id);
  if (id === slaId)
    return refuse('request.invalid', 'An SLA is not attached: save its first version, and it holds from the day that this names.');
  return framework;
}

function ownProblem(framework: Framework, own: AgreedTimes): ApiRefusal | null {
  if (!asksOwnTimes(framework))
    return refuse('request.invalid', `${framework.title} sets every time itself: it leaves none to the client.`, [
      { path: 'own', message: 'must be null for this framework' },
    ]);
  if (own.urgent === null && own.normal === null)
    return refuse('request.invalid', 'Own times name no time.', [{ path: 'own', message: 'must hold a time, or be null' }]);
  return null;
}
