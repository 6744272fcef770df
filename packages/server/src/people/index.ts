/** People: how they enter and sign in, what they may do, and the API keys of programs. */
import type { Feature } from '../platform/feature.ts';
import { peopleHandlers } from './handlers.ts';
import { keyHandlers } from './key-handlers.ts';
import { me, signIn, signOut } from './sign-in.ts';
import { completeWelcome, welcome } from './welcome.ts';

export { actorOf, personActor } from './authenticate.ts';
export { hashSecret, newSecret } from './secrets.ts';
export { firstLink } from './links.ts';
export { ensureLocalKey, localKeyFile } from './local-key.ts';
export { makeActor } from './actor.ts';
export type { Grant } from './actor.ts';

export const people: Feature = {
  name: 'people',
  handlers: { welcome, completeWelcome, signIn, signOut, me, ...peopleHandlers, ...keyHandlers },
};
