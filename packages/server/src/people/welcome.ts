/** Entering by a one-time link: the first administrator, and everybody who was invited. */
import { inNoClient, sqlState } from '../platform/database/index.ts';
import { isRefusal, refuse } from '../platform/feature.ts';
import type { ApiRefusal, Call, Context, Handler, Tx } from '../platform/feature.ts';
import { hashPassword } from './passwords.ts';
import { record } from './record.ts';
import { hashSecret } from './secrets.ts';
import { addSession, newSession } from './sessions.ts';
import { addPerson, dropLinks, enterPerson, lockPeople, openLink, otherAdministrators, personById, setGrants, useLink } from './store.ts';
import type { LinkRow, PersonRow } from './store.ts';
import { stepOfCode, totpUri } from './totp.ts';
import { viewMe } from './views.ts';

const noLink = () => refuse('welcome.used', 'This link was used, has expired, or was replaced by a newer one.');

type OpenLink = { readonly link: LinkRow; readonly person: PersonRow | null };

/** The link while it is good: for the first person only as long as there is no administrator, for others as long as they are invited. */
async function findLink(tx: Tx, context: Context, token: string): Promise<OpenLink | null> {
  const link = await openLink(tx, hashSecret(token), context.now());
  if (link === undefined) return null;
  if (link.person_id === null) return (await otherAdministrators(tx, null)) > 0 ? null : { link, person: null };
  const person = await personById(tx, link.person_id);
  return person === undefined || person.entered_at !== null ? null : { link, person };
}

/** Looks at a link; nothing changes. */
export const welcome: Handler<'welcome'> = async ({ context, body }) => {
  const found = await inNoClient(context.db, (tx) => findLink(tx, context, body.token));
  if (found === null) return noLink();
  const { link, person } = found;
  return {
    kind: person === null ? 'first person' : 'invitation',
    name: person?.name ?? null,
    mail: person?.mail ?? null,
    totpSecret: link.totp_secret,
    totpUri: totpUri(link.totp_secret, person?.mail ?? new URL(context.publicUrl()).host),
  };
};

/** Enters: the password is set, the code shows that the second factor works, and a session begins. */
export const completeWelcome: Handler<'completeWelcome'> = async (call) => {
  const { context, body } = call;
  const found = await inNoClient(context.db, (tx) => findLink(tx, context, body.token));
  if (found === null) return noLink();
  if (found.person !== null && found.person.mail.toLowerCase() !== body.mail.toLowerCase()) {
    const message = `must be ${found.person.mail}, to which the invitation belongs`;
    return refuse('request.invalid', `The mail address ${message}.`, [{ path: 'mail', message }]);
  }
  const step = stepOfCode(found.link.totp_secret, body.code, context.clock.now());
  if (step === null) {
    const message = 'is not what the app shows for this secret now; check the clock of the telephone';
    return refuse('sign-in.wrong', `The code ${message}.`, [{ path: 'code', message }]);
  }
  const passwordHash = await hashPassword(body.password);
  if (passwordHash === null) return refuse('request.too-many', 'Many people are signing in just now. Try again in a moment.');
  return enter(call, passwordHash, step);
};

async function enter(
  { context, body, userAgent, sessionToken, setSession }: Call<'completeWelcome'>,
  passwordHash: string,
  step: number,
): Promise<ReturnType<typeof viewMe> | ApiRefusal> {
  const session = newSession(context);
  const newId = context.newId();
  const done = await inNoClient(context.db, async (tx) => {
    await lockPeople(tx);
    // Looked at again under the lock: of two who use one link at once, one enters.
    const found = await findLink(tx, context, body.token);
    if (found === null || !(await useLink(tx, hashSecret(body.token), session.at))) return noLink();
    const personId = found.person?.id ?? newId;
    if (found.person === null) await addFirstPerson(tx, { id: newId, name: body.name, mail: body.mail, at: session.at });
    await enterPerson(tx, personId, { name: body.name, passwordHash, totpSecret: found.link.totp_secret, step, at: session.at });
    await addSession(tx, context, session, { personId, userAgent, replaces: sessionToken });
    const person = await personById(tx, personId);
    if (person === undefined) throw new Error('the person who entered is not there');
    const kind = found.person === null ? 'first person' : 'invitation';
    await record(tx, session.at, { kind: 'link', id: personId }, 'person.entered', `person:${personId}`, { kind });
    return viewMe(person, session.csrf);
  }).catch((error: unknown) => {
    if (sqlState(error) === '23505')
      return refuse(
        'conflict.exists',
        'Somebody with this mail address is invited already. Use another one, or the link of that invitation.',
        [{ path: 'mail', message: 'is taken' }],
      );
    throw error;
  });
  if (!isRefusal(done)) setSession(session.token, session.endsAt);
  return done;
}

/** The first person administers everything, and may ask to be admitted as an approver. */
async function addFirstPerson(
  tx: Tx,
  { id, name, mail, at }: { readonly id: string; readonly name: string; readonly mail: string; readonly at: string },
): Promise<void> {
  await addPerson(tx, { id, name, mail, approver: true, reviewer: true, at });
  await setGrants(tx, id, [{ role: 'administrator', clientId: null }]);
  await dropLinks(tx, null);
}
