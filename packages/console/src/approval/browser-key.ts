/**
 * The approving key of one person in this browser: Ed25519 by WebCrypto, not extractable, kept in IndexedDB. Neither the server nor a
 * script can read its private half out; whoever can run this browser as this person can sign with it.
 */
import { encodeBase64 } from '@fettle/proof/envelope-bytes';
import { sha256Hex } from './sha256.ts';
import type { BrowserKey } from './sign-approval.ts';

const database = 'fettle-approval';
const shelf = 'keys';

/** Why no key can be kept here; null where one can. The CLI is the way round each of them. */
export async function whyNoKey(): Promise<string | null> {
  // The types promise both; browsers give neither outside a secure context (W3C Secure Contexts), and older ones lack the second.
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!globalThis.isSecureContext || subtle === undefined)
    return 'A browser keeps keys only for pages that came over https, or from this machine itself. This page came over plain http.';
  if (typeof Uint8Array.prototype.toBase64 !== 'function')
    return 'This browser is too old to sign: it lacks functions that came in 2025. Update it.';
  try {
    await subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  } catch {
    return 'This browser has no Ed25519 in WebCrypto. Chromium has it from version 137, Firefox from 129, Safari from 17.';
  }
  try {
    (await open()).close();
  } catch {
    return 'This browser lets the page keep nothing (IndexedDB is closed to it, as in some private windows).';
  }
  return null;
}

/** The key of this person in this browser, if there is one. */
export async function loadKey(personId: string): Promise<BrowserKey | null> {
  const found = await inShelf('readonly', (store) => store.get(personId) as IDBRequest<BrowserKey | undefined>);
  return found ?? null;
}

/** Makes a key for this person in this browser and keeps it. An older one is replaced: it can sign nothing more. */
export async function makeKey(personId: string): Promise<BrowserKey> {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const key: BrowserKey = {
    privateKey: pair.privateKey,
    publicKey: encodeBase64(raw),
    keyid: sha256Hex(raw),
    madeAt: new Date().toISOString(),
  };
  await inShelf('readwrite', (store) => store.put(key, personId));
  return key;
}

/** Forgets the key of this person here. What it has signed stays valid; the authority still names it until that is changed. */
export async function forgetKey(personId: string): Promise<void> {
  await inShelf('readwrite', (store) => store.delete(personId));
}

function open(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(database, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(shelf);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error ?? new Error('The browser did not open its store.'));
  });
}

async function inShelf<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open();
  try {
    return await new Promise<T>((done, fail) => {
      const transaction = db.transaction(shelf, mode);
      const asked = ask(transaction.objectStore(shelf));
      // Only a finished transaction is kept: a key that was shown and lost would have been admitted for nothing.
      transaction.oncomplete = () => done(asked.result);
      transaction.onabort = () => fail(transaction.error ?? new Error('The browser did not keep it.'));
    });
  } finally {
    db.close();
  }
}
