/** Who this agent is: its key, made here and never sent, and what it was told at enrolment. */
import { existsSync, readFileSync } from 'node:fs';
import { verifyAuthority } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import { generateKey, signingKeyFromPem, toPem } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { z } from 'zod';
import { readJson, writeDurably, writeJson } from './durable.ts';
import type { Folders } from './folders.ts';

export const Identity = z.strictObject({
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

export const Contact = z.strictObject({ counter: z.number().int(), ticket: z.string() });
export type Contact = z.infer<typeof Contact>;

/** The device key; made at the first call, mode 0600. */
export function deviceKey(folders: Folders): SigningKey {
  if (!existsSync(folders.key)) writeDurably(folders.key, toPem(generateKey()));
  const read = signingKeyFromPem(readFileSync(folders.key, 'utf8'));
  if (!read.ok) throw new Error(`${folders.key} holds no device key: ${read.detail}`);
  return read.key;
}

/** What enrolment wrote, or null where this agent is not enrolled. */
export function readIdentity(folders: Folders): Identity | null {
  const value = readJson(folders.identity);
  return value === null ? null : Identity.parse(value);
}

export function readContact(folders: Folders): Contact {
  const value = readJson(folders.contact);
  return value === null ? { counter: 0, ticket: '' } : Contact.parse(value);
}

export function writeContact(folders: Folders, contact: Contact): void {
  writeJson(folders.contact, contact);
}

/** The authority that this device knows, verified again against the pinned root each time it is read. */
export function readAuthority(folders: Folders, rootKeyId: string, now: string): Authority | null {
  const envelope = readJson(folders.authority);
  if (envelope === null) return null;
  const verified = verifyAuthority(envelope, { rootKeyId, newerThan: null, now });
  return verified.ok ? verified.authority : null;
}

/** Takes a newer authority; older ones and those not signed by the pinned root change nothing. Returns what was refused, or null. */
export function offerAuthority(
  folders: Folders,
  rootKeyId: string,
  known: Authority | null,
  envelope: unknown,
  now: string,
): string | null {
  const verified = verifyAuthority(envelope, { rootKeyId, newerThan: known?.version ?? null, now });
  if (!verified.ok) return verified.detail;
  writeJson(folders.authority, envelope);
  return null;
}
