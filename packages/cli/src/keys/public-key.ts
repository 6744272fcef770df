/** Public keys as people hand them on: base64 in the command line, a .pub file, or the private key file of the same person. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { publicKeyFromRaw } from '@fettle/proof/keys';
import { Refused, usage } from '../refused.ts';
import { reasonOf } from './private-file.ts';
import { readSigningKey } from './signing-key.ts';

export type PublicHalf = { readonly keyid: string; readonly publicKey: string };

/** Exactly one of the two must be given. `publicKey` is base64 or a file with it, `keyFile` a private key whose public half is taken. */
export function readPublicHalf(
  folder: string,
  given: { readonly publicKey?: string | undefined; readonly keyFile?: string | undefined },
): PublicHalf {
  if ((given.publicKey === undefined) === (given.keyFile === undefined))
    throw usage('Name the key by --public-key or by --key-file, one of the two.');
  if (given.keyFile !== undefined) {
    const { keyid, publicKey } = readSigningKey(folder, given.keyFile);
    return { keyid, publicKey };
  }
  const text = textOf(folder, given.publicKey ?? '');
  const read = publicKeyFromRaw(text);
  if (read.ok) return { keyid: read.keyid, publicKey: text };
  throw new Refused({
    code: read.code,
    title: 'This is no public key',
    detail: read.detail,
    remedy: 'Give the line that `fettle trust key create` printed, or the .pub file beside the key.',
  });
}

function textOf(folder: string, given: string): string {
  if (/^[A-Za-z0-9+/]{43}=$/.test(given)) return given;
  const path = resolve(folder, given);
  try {
    if (statSync(path).size > 10_000) throw new Error('it is too large for a public key');
    return (readFileSync(path, 'utf8').split('\n')[0] ?? '').trim();
  } catch (error) {
    throw new Refused({
      code: 'key.malformed',
      title: 'This is no public key',
      detail: `${given} is neither a public key (44 characters of base64) nor a file with one: ${reasonOf(error)}.`,
      remedy: 'Give the line that `fettle trust key create` printed, or the .pub file beside the key.',
    });
  }
}
