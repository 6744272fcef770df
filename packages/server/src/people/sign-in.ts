/** Signing in with password and code, signing out, and who one is. */
import type { CallOutput } from '@fettle/protocol/client';
import { auditActor } from '../audit/index.ts';
import { inNoClient } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { ApiRefusal, Call, Context, Handler } from '../platform/feature.ts';
import { forgetWrongCodes, noteWrongCode, tooManyCodes } from './code-tries.ts';
import { keyById } from './key-store.ts';
import { verifyPassword } from './passwords.ts';
import { record } from './record.ts';
import { addSession, endSession, newSession, readSession } from './sessions.ts';
import { personById, personByMail, spendCode } from './store.ts';
import type { PersonRow } from './store.ts';
import { stepOfCode } from './totp.ts';
import { viewKeyAsMe, viewMe } from './views.ts';

type Failure = 'unknown' | 'password' | 'code' | 'code-used' | 'too-many-codes';

/** Whether the mail address, the password or the code was wrong is not told apart, neither in words nor in time. */
export const signIn: Handler<'signIn'> = async (call) => {
  const { context, body } = call;
  const person = await inNoClient(context.db, (tx) => personByMail(tx, body.mail));
  const matches = await verifyPassword(person?.password_hash ?? null, body.password);
  if (matches === 'busy') return refuse('request.too-many', 'Many people are signing in just now. Try again in a moment.');
  if (person === undefined) return fail(context, null, 'unknown');
  if (!matches || person.totp_secret === null) return fail(context, person.id, 'password');
  if (tooManyCodes(context, person.id)) return fail(context, person.id, 'too-many-codes');
  const step = stepOfCode(person.totp_secret, body.code, context.clock.now());
  if (step === null) {
    noteWrongCode(context, person.id);
    return fail(context, person.id, 'code');
  }
  return begin(call, person, step);
};

async function begin(
  { context, userAgent, sessionToken, setSession }: Call<'signIn'>,
  person: PersonRow,
  step: number,
): Promise<CallOutput<'me'> | ApiRefusal> {
  const session = newSession(context);
  const begun = await inNoClient(context.db, async (tx) => {
    if (!(await spendCode(tx, person.id, step))) return false;
    await addSession(tx, context, session, { personId: person.id, userAgent, replaces: sessionToken });
    await record(tx, session.at, { kind: 'person', id: person.id }, 'person.signed-in', `person:${person.id}`);
    return true;
  });
  if (!begun) return fail(context, person.id, 'code-used');
  forgetWrongCodes(context, person.id);
  setSession(session.token, session.endsAt);
  return viewMe({ ...person, last_seen_at: session.at }, session.csrf);
}

/** A failed try is recorded by itself: there is no change that it could stand beside. Who nobody knows is not named. */
async function fail(context: Context, personId: string | null, because: Failure): Promise<ApiRefusal> {
  await inNoClient(context.db, (tx) =>
    record(tx, context.now(), { kind: 'system', id: 'nobody' }, 'person.sign-in-failed', `person:${personId ?? 'unknown'}`, { because }),
  );
  if (because === 'code-used')
    return refuse('sign-in.code-used', 'Each code is good for one sign-in. The app shows the next one within 30 seconds.');
  if (because === 'too-many-codes')
    return refuse('request.too-many', 'Too many codes were wrong. Wait a quarter of an hour, then try again.');
  return refuse('sign-in.wrong', 'Mail address, password or code did not match.');
}

export const signOut: Handler<'signOut'> = async ({ context, actor, sessionToken, setSession }) => {
  if (actor.kind !== 'person' || sessionToken === null)
    return refuse('request.invalid', 'An API key has no session to end. Revoke the key where it is no longer wanted.');
  await inNoClient(context.db, async (tx) => {
    await endSession(tx, sessionToken);
    await record(tx, context.now(), auditActor(actor), 'person.signed-out', `person:${actor.id}`);
  });
  setSession(null);
  return { done: true };
};

export const me: Handler<'me'> = async ({ context, actor, sessionToken }) => {
  const gone = () => refuse('sign-in.required', 'There is no session, or it has ended.');
  if (actor.kind === 'api key') {
    const key = await keyById(context.db, actor.id, context.now());
    return key === undefined ? gone() : viewKeyAsMe(key);
  }
  if (sessionToken === null) return gone();
  const session = await readSession(context.db, sessionToken, context.now());
  const person = await inNoClient(context.db, (tx) => personById(tx, actor.id));
  return session === undefined || person === undefined ? gone() : viewMe(person, session.csrf);
};
