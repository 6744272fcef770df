/** One-time links that let people in: of the first administrator, printed at the start, and of everybody who is invited. */
import { engine } from '../audit/index.ts';
import { inNoClient } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { record } from './record.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { addLink, dropLinks, lockPeople, otherAdministrators } from './store.ts';
import { newTotpSecret } from './totp.ts';

const hours = { 'first person': 24, invitation: 7 * 24 } as const;

/**
 * A link for the first person, made anew at each start until an administrator has entered; the ones before are revoked. Null once somebody has.
 * The token stands after `#`: browsers keep that part to themselves, so that no log on the way has it.
 */
export async function firstLink(context: Context): Promise<string | null> {
  const link = newLink(context);
  const made = await inNoClient(context.db, async (tx) => {
    await lockPeople(tx);
    if ((await otherAdministrators(tx, null)) > 0) return false;
    await dropLinks(tx, null);
    const expiresAt = await link.store(tx, null);
    await record(tx, context.now(), engine, 'person.first-link-made', 'person:first', { expiresAt });
    return true;
  });
  return made ? link.url : null;
}

export type NewLink = {
  readonly url: string;
  /** Stores it in the transaction, for a person or for the first; returns until when it is good. */
  readonly store: (tx: Tx, personId: string | null) => Promise<string>;
};

/** A link's secrets, not stored yet: a transaction that runs twice must store the same. */
export function newLink(context: Context): NewLink {
  const token = newSecret();
  const totpSecret = newTotpSecret();
  return {
    url: `${context.publicUrl()}/welcome#token=${token}`,
    async store(tx, personId) {
      const lasts = hours[personId === null ? 'first person' : 'invitation'];
      const expiresAt = context.clock.now().add({ hours: lasts }).toString({ fractionalSecondDigits: 3 });
      await addLink(tx, { hash: hashSecret(token), personId, totpSecret, at: context.now(), expiresAt });
      return expiresAt;
    },
  };
}
