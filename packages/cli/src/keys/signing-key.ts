/** Ed25519 key files: what approvers and the owner of the root key sign with. They never leave this machine. */
import { signingKeyFromPem } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { Refused } from '../refused.ts';
import { readPrivateFile } from './private-file.ts';

/** Reads a private key file (PKCS#8 PEM, mode 0600). */
export function readSigningKey(folder: string, path: string): SigningKey {
  const read = signingKeyFromPem(readPrivateFile(folder, path, `The key file ${path}`));
  if (read.ok) return read.key;
  throw new Refused({
    code: read.code,
    title: 'This is no key that Fettle signs with',
    detail: `${path}: ${read.detail}`,
    remedy: 'Give the file that `fettle trust key create` made.',
  });
}
