/** Who this agent is: its key, made here and never sent, and what it was told at enrolment. */
import { generateKey, signingKeyFromPem, toPem } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { z } from 'zod';
import { writeDurably } from './durable.ts';
import type { Folders } from './folders.ts';
import { readAs, readText, unreadable } from './read-file.ts';
import type { FileRead } from './read-file.ts';

/** The way in which this version writes its state. A newer number means a newer agent: an older one leaves it alone. */
export const stateFormat = 1;

export const Identity = z.strictObject({
  format: z.literal(stateFormat).default(stateFormat),
  server: z.string(),
  allowHttp: z.boolean(),
  deviceId: z.string(),
  clientId: z.string(),
  clientName: z.string(),
  siteName: z.string(),
  /** Pinned at enrolment: everything that is trusted hangs on it. */
  rootKeyId: z.string(),
  enrolledAt: z.string(),
});
export type Identity = z.infer<typeof Identity>;

/** What enrolment wrote, or null where this agent is not enrolled. */
export function readIdentity(folders: Folders): FileRead<Identity> {
  return readAs(folders.identity, Identity);
}

/** The device key, or null where none was made yet. */
export function readDeviceKey(folders: Folders): FileRead<SigningKey> {
  const text = readText(folders.key);
  if (!text.ok) return text;
  if (text.value === null) return { ok: true, value: null };
  const read = signingKeyFromPem(text.value);
  return read.ok ? { ok: true, value: read.key } : unreadable(folders.key, read.detail.replace(/\.$/, ''));
}

/** Makes the device key, mode 0600. */
export function makeDeviceKey(folders: Folders): SigningKey {
  const key = generateKey();
  writeDurably(folders.key, toPem(key));
  return key;
}
