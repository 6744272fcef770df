/** All that a running agent keeps, read once at its start. */
import { existsSync } from 'node:fs';
import type { SigningKey } from '@fettle/proof/keys';
import { openJournal } from '../journal/journal.ts';
import type { Journal } from '../journal/journal.ts';
import { openAuthorityBook } from './authority.ts';
import type { AuthorityBook } from './authority.ts';
import { ContactState } from './contact.ts';
import type { Folders } from './folders.ts';
import { readDeviceKey, readIdentity } from './identity.ts';
import type { Identity } from './identity.ts';
import { Memory, withTaken } from './memory.ts';
import { kept, readAs, unreadable } from './read-file.ts';
import type { Kept } from './read-file.ts';
import { Stops } from './stops.ts';

export type State = {
  readonly folders: Folders;
  readonly identity: Identity;
  readonly key: SigningKey;
  readonly authority: AuthorityBook;
  readonly contact: Kept<ContactState>;
  readonly memory: Kept<Memory>;
  readonly stops: Kept<Stops>;
  readonly journal: Journal;
};
export type StateRead =
  | { readonly ok: true; readonly state: State; readonly notices: readonly string[] }
  | { readonly ok: false; readonly why: 'not-enrolled' | 'damaged'; readonly sentence: string };

/**
 * Reads the state of an enrolled device. What can not be read is told and left as it is: an agent that went on without it could do again what
 * was done, or forget a stop. Journal entries apart: one that is damaged is put aside and told of, so that the others go on.
 */
export function readState(folders: Folders, now: string): StateRead {
  const identity = readIdentity(folders);
  if (!identity.ok) return damaged(folders, identity.sentence);
  if (identity.value === null) return { ok: false, why: 'not-enrolled', sentence: notEnrolled(folders) };
  const key = readDeviceKey(folders);
  if (!key.ok) return damaged(folders, key.sentence);
  if (key.value === null)
    return damaged(folders, unreadable(folders.key, 'it is not there, and the server knows this device by that key').sentence);
  const authority = openAuthorityBook(folders, identity.value.rootKeyId);
  if (!authority.ok) return damaged(folders, authority.sentence);
  const contact = readAs(folders.contact, ContactState);
  if (!contact.ok) return damaged(folders, contact.sentence);
  if (contact.value === null) return damaged(folders, unreadable(folders.contact, missing).sentence);
  const memory = readAs(folders.memory, Memory);
  if (!memory.ok) return damaged(folders, memory.sentence);
  if (memory.value === null) return damaged(folders, unreadable(folders.memory, missing).sentence);
  const stops = readAs(folders.stops, Stops);
  if (!stops.ok) return damaged(folders, stops.sentence);
  const keptMemory = kept(folders.memory, memory.value);
  const journal = openJournal(folders, now);
  // The journal is written first: who died in between is remembered now.
  for (const { instruction } of journal.journal.entries())
    keptMemory.set(withTaken(keptMemory.get(), instruction.id, instruction.sequence));
  return {
    ok: true,
    notices: journal.notices,
    state: {
      folders,
      identity: identity.value,
      key: key.value,
      authority: authority.book,
      contact: kept(folders.contact, contact.value),
      memory: keptMemory,
      stops: kept(folders.stops, stops.value ?? {}),
      journal: journal.journal,
    },
  };
}

const missing = 'it is not there, though enrolment wrote it';

function notEnrolled(folders: Folders): string {
  return `This device is not enrolled (${folders.identity} is not there). Run fettle-agent enrol first.`;
}

/** The same, before anything is made; null: there is an identity, readable or not. */
export function notEnrolledHere(folders: Folders): string | null {
  return existsSync(folders.identity) ? null : notEnrolled(folders);
}

function damaged(folders: Folders, sentence: string): StateRead {
  return {
    ok: false,
    why: 'damaged',
    sentence:
      `${sentence} The agent does not start, since it would forget what it has taken, refused or begun, and nothing was changed. ` +
      `Put the file back from a backup of ${folders.root}; or remove that folder and enrol this device anew with a new token, and retire its old entry in the console.`,
  };
}
