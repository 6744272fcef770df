/** A new key for a person: the private half in a file of mode 0600, the public half beside it and on the screen. */
import { formatFingerprint } from '@fettle/proof/fingerprint';
import { generateKey, toPem } from '@fettle/proof/keys';
import { writeNewPrivateFile, writeWholeFile } from '../keys/private-file.ts';

export type MadeKey = { readonly file: string; readonly publicFile: string; readonly keyid: string; readonly publicKey: string };

/** Never overwrites a key. */
export function makeKeyFile(folder: string, path: string): MadeKey {
  const key = generateKey();
  const file = writeNewPrivateFile(folder, path, toPem(key));
  const publicFile = writeWholeFile(folder, `${path}.pub`, `${key.publicKey}\n`);
  return { file, publicFile, keyid: key.keyid, publicKey: key.publicKey };
}

export function madeKeyText({ file, publicFile, keyid, publicKey }: MadeKey): string {
  return [
    `Private key  ${file} (mode 0600; it is never sent anywhere)`,
    `Public key   ${publicKey} (also in ${publicFile})`,
    `Fingerprint  ${formatFingerprint(keyid)}`,
    '',
    'Hand the public key to whoever holds the root key, and read the fingerprint to them. They admit it with:',
    `  fettle trust approver add --name NAME --public-key ${publicKey} --root-key FILE`,
  ].join('\n');
}
