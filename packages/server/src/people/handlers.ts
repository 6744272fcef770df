/** Inviting people, changing what they may do, removing them. */
import { auditActor } from '../audit/index.ts';
import { inNoClient } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Handlers, Tx } from '../platform/feature.ts';
import type { Grant } from './actor.ts';
import { newLink } from './links.ts';
import { distinctGrants, mayGrant, mayNameApprovers } from './may-grant.ts';
import { record } from './record.ts';
import {
  addPerson,
  changePerson,
  dropLinks,
  listPeople,
  lockPeople,
  otherAdministrators,
  personById,
  personByMail,
  removePerson,
  setGrants,
  unknownClients,
} from './store.ts';
import type { PersonRow } from './store.ts';
import { viewPerson } from './views.ts';

const noPerson = () => refuse('not-found', 'There is no such person.');

export const peopleHandlers: Handlers = {
  async listPeople({ context }) {
    const rows = await inNoClient(context.db, (tx) => listPeople(tx));
    return { items: rows.map(viewPerson), next: null };
  },

  /** Somebody who was invited and has not entered is invited anew: with these grants, and a link in place of the old one. */
  async invitePerson({ context, actor, body }) {
    const grants = distinctGrants(body.grants);
    const forbidden = mayGrant(actor, grants) ?? (body.approver ? mayNameApprovers(actor) : null);
    if (forbidden !== null) return forbidden;
    const link = newLink(context);
    const newId = context.newId();
    const at = context.now();
    const { name, mail, approver, reviewer } = body;
    const invited = await inNoClient(context.db, async (tx): Promise<PersonRow | ApiRefusal> => {
      await lockPeople(tx);
      const wrong = await checkClients(tx, grants);
      if (wrong !== null) return wrong;
      const known = await personByMail(tx, mail);
      if (known !== undefined && known.entered_at !== null)
        return refuse('conflict.exists', `${known.name} has entered with this mail address.`);
      const mightier = known === undefined ? null : mayChange(actor, known);
      if (mightier !== null) return mightier;
      const id = known?.id ?? newId;
      if (known === undefined) await addPerson(tx, { id, name, mail, approver, reviewer, at });
      else await changePerson(tx, id, { name, approver, reviewer });
      await setGrants(tx, id, grants);
      await dropLinks(tx, id);
      const expiresAt = await link.store(tx, id);
      const person = await existing(tx, id);
      await record(tx, at, auditActor(actor), 'person.invited', `person:${id}`, { grants, approver, reviewer, expiresAt });
      return person;
    });
    return isRefusal(invited) ? invited : { person: viewPerson(invited), link: link.url };
  },

  async updatePerson({ context, actor, params, body }) {
    const grants = body.grants === undefined ? undefined : distinctGrants(body.grants);
    const changed = await inNoClient(context.db, async (tx): Promise<PersonRow | ApiRefusal> => {
      await lockPeople(tx);
      const person = await personById(tx, params.id);
      if (person === undefined) return noPerson();
      const forbidden =
        mayChange(actor, person) ??
        mayGrant(actor, grants ?? []) ??
        ((body.approver ?? person.approver) === person.approver ? null : mayNameApprovers(actor)) ??
        (await checkClients(tx, grants ?? [])) ??
        (grants === undefined || administersAll(grants) ? null : await checkLast(tx, person, 'You can not take that role away'));
      if (forbidden !== null) return forbidden;
      const { approver, reviewer } = body;
      await changePerson(tx, person.id, {
        ...(approver === undefined ? {} : { approver }),
        ...(reviewer === undefined ? {} : { reviewer }),
      });
      if (grants !== undefined) await setGrants(tx, person.id, grants);
      const after = await existing(tx, person.id);
      const facts = { ...(grants === undefined ? {} : { grants }), approver: after.approver, reviewer: after.reviewer };
      await record(tx, context.now(), auditActor(actor), 'person.changed', `person:${person.id}`, facts);
      return after;
    });
    return isRefusal(changed) ? changed : viewPerson(changed);
  },

  async removePerson({ context, actor, params }) {
    return inNoClient(context.db, async (tx): Promise<{ done: true } | ApiRefusal> => {
      await lockPeople(tx);
      const person = await personById(tx, params.id);
      if (person === undefined) return noPerson();
      const forbidden = mayChange(actor, person) ?? (await checkLast(tx, person, `${person.name} can not be removed`));
      if (forbidden !== null) return forbidden;
      await removePerson(tx, person.id, context.now());
      await record(tx, context.now(), auditActor(actor), 'person.removed', `person:${person.id}`);
      return { done: true };
    });
  },
};

/** Nobody changes a person who may more than they. */
function mayChange(actor: Actor, person: PersonRow): ApiRefusal | null {
  return mayGrant(actor, person.grants) ?? (person.approver ? mayNameApprovers(actor) : null);
}

/** Without an administrator nobody could ever invite again. */
async function checkLast(tx: Tx, person: PersonRow, what: string): Promise<ApiRefusal | null> {
  if (person.entered_at === null || !administersAll(person.grants) || (await otherAdministrators(tx, person.id)) > 0) return null;
  return refuse('conflict.in-use', `${what}: this is the last administrator for all clients. Make somebody else one first.`);
}

function administersAll(grants: readonly Grant[]): boolean {
  return grants.some((grant) => grant.role === 'administrator' && grant.clientId === null);
}

/** A grant for a client that does not exist would wait for one of that id. */
export async function checkClients(tx: Tx, grants: readonly Grant[]): Promise<ApiRefusal | null> {
  const [unknown] = await unknownClients(tx, grants);
  if (unknown === undefined) return null;
  return refuse('request.invalid', `There is no client ${unknown}.`, [{ path: 'grants', message: `${unknown} is no client` }]);
}

async function existing(tx: Tx, id: string): Promise<PersonRow> {
  const person = await personById(tx, id);
  if (person === undefined) throw new Error('a person who was just written is not there');
  return person;
}
