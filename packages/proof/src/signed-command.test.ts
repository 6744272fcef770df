import { describe, expect, it } from 'vitest';
import { signAuthority, openAuthority } from './authority.ts';
import { payloadTypes } from './envelope-bytes.ts';
import { seal } from './envelope.ts';
import { sha256Hex } from './hash.ts';
import { documentOf, mostScriptBytes, signCommand, verifyCommand } from './signed-command.ts';
import type { CommandWanted, SignedCommand } from './signed-command.ts';
import { anna, authority, draft, now, rootKey, serverKeyPair, stranger } from './trust.fixture.ts';

const script = new TextEncoder().encode('#!/bin/sh\ntar -cf /srv/backup.tar /etc\n');
const fields = {
  name: 'back up /etc',
  purpose: 'before-change',
  interpreter: ['/bin/sh', '-eu'],
  arguments: [],
  clients: ['client-a'],
  mostSeconds: 600,
  runAs: 'root',
  issuedAt: '2026-02-01T00:00:00Z',
  expiresAt: '2026-06-01T00:00:00Z',
} as const;
const envelope = signCommand(fields, script, rootKey);
const document = documentOf(envelope) ?? '';
const wanted: CommandWanted = { root: authority, document, purpose: 'before-change', clientId: 'client-a', withdrawn: [], now };

function forged(by: typeof rootKey, change: Partial<SignedCommand> = {}) {
  return seal(payloadTypes.command, { type: 'command', scriptSha256: sha256Hex(script), ...fields, ...change }, by);
}

describe('a signed command', () => {
  it('may run for the client, the purpose and the time that the root key signed', () => {
    expect(verifyCommand(envelope, script, wanted)).toMatchObject({
      ok: true,
      document,
      command: { name: 'back up /etc', mostSeconds: 600 },
    });
    expect(documentOf(signCommand({ ...fields, clients: '*' }, script, rootKey))).not.toBe(document);
  });

  it.each([
    ['another script', 'command.script-differs', envelope, new TextEncoder().encode('rm -rf /\n'), {}],
    ['a server as signer', 'command.not-by-root', forged(serverKeyPair), script, {}],
    ['an approver as signer', 'command.not-by-root', forged(anna), script, {}],
    ['a stranger as signer', 'command.not-by-root', forged(stranger), script, {}],
    ['another command than is wanted', 'command.other', envelope, script, { document: 'a'.repeat(64) }],
    ['a document that was withdrawn', 'command.withdrawn', envelope, script, { withdrawn: [document] }],
    ['an end that has come', 'command.expired', envelope, script, { now: '2026-06-01T00:00:00Z' }],
    ['another client', 'command.other-client', envelope, script, { clientId: 'client-b' }],
    ['another purpose', 'command.other-purpose', envelope, script, { purpose: 'way-back' as const }],
    ['a member that is not known', 'command.malformed', forged(rootKey, { more: 1 } as object), script, {}],
    ['an approval in its place', 'command.malformed', seal(payloadTypes.approval, {}, rootKey), script, {}],
    ['no envelope', 'command.malformed', null, script, {}],
  ])('is refused with %s', (_what, code, given, bytes, change) => {
    expect(verifyCommand(given, bytes, { ...wanted, ...change })).toMatchObject({ ok: false, code });
  });

  it.each([
    ['an interpreter that is no path', { interpreter: ['sh'] }],
    ['no interpreter', { interpreter: [] }],
    ['a user that is none', { runAs: '--root' }],
    ['a day to take', { mostSeconds: 86_400 }],
    ['an end before its beginning', { expiresAt: '2026-01-01T00:00:00Z' }],
  ])('can not be signed with %s', (_what, change) => {
    expect(() => signCommand({ ...fields, ...change }, script, rootKey)).toThrow(RangeError);
  });

  it('can not be signed for a script that is a program', () => {
    expect(() => signCommand(fields, new Uint8Array(mostScriptBytes + 1), rootKey)).toThrow(RangeError);
  });
});

describe('an authority', () => {
  const opened = (change: object) => openAuthority(signAuthority({ ...draft, ...change }, rootKey), rootKey.keyid);

  it('says which commands are withdrawn, and one that says nothing of them reads as it did', () => {
    expect(opened({ withdrawnCommands: [document] })).toMatchObject({ ok: true, authority: { withdrawnCommands: [document] } });
    const older = opened({});
    expect(older.ok && 'withdrawnCommands' in older.authority).toBe(false);
  });
});
