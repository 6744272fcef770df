/** What happens at the provider itself: the first person enters, a key is admitted, others come and go. Through the listener only. */
import { signAuthority } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import { generateKey } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { signCommand } from '@fettle/proof/signed-command';
import { signStop } from '@fettle/proof/stop';
import { password } from './people/testing/people.ts';
import { totpAt } from './people/totp.ts';
import type { Credentials, Person, WholeApp } from './whole-app.fixture.ts';
import { origin } from './whole-app.fixture.ts';

/** The person's key is admitted to the authority, so that it may approve for all clients. */
export async function admit(app: WholeApp, person: Person): Promise<SigningKey> {
  const key = generateKey();
  const { keyid, publicKey } = key;
  await app.call(person.credentials, 'askAdmission', { body: { keyid, publicKey, label: 'laptop' } });
  const trust = await app.call(person.credentials, 'getTrust', {});
  const current = trust.authority as Authority;
  const expiresAt = '2027-06-01T00:00:00Z';
  const approver = { keyid, publicKey, name: 'Anna', personId: person.id, clients: '*' as const, expiresAt };
  const { provider, servers } = current;
  const fields = {
    version: current.version + 1,
    provider,
    servers,
    issuedAt: app.context.now(),
    expiresAt,
    approvers: [...current.approvers, approver],
  };
  await app.call(person.credentials, 'putAuthority', { body: { envelope: signAuthority(fields, app.root) } });
  return key;
}

/** An API key with one grant, as a header. */
export async function apiKey(
  app: WholeApp,
  by: Person,
  grant: { readonly role: 'administrator' | 'technician' | 'reader' | 'backup-reporter'; readonly clientId: string | null },
): Promise<{ readonly authorization: string }> {
  const made = await app.call(by.credentials, 'createApiKey', { body: { name: `${grant.role} key`, grants: [grant] } });
  return { authorization: `Bearer ${made.secret}` };
}

/** A command that the root key signed for one client; handed in. */
export async function addCommand(app: WholeApp, by: Credentials, name: string, clients: '*' | readonly string[]): Promise<string> {
  const script = Buffer.from(`#!/bin/sh\n# ${name}\nexit 0\n`);
  const about = { name, purpose: 'before-change', interpreter: ['/bin/sh'], arguments: [], clients } as const;
  const times = { mostSeconds: 60, runAs: 'root', issuedAt: '2026-01-01T00:00:00Z', expiresAt: '2099-01-01T00:00:00Z' };
  const { payloadType, payload, signatures } = signCommand({ ...about, ...times }, script, app.root);
  const envelope = { payloadType, payload, signatures: signatures.map((one) => ({ ...one })) };
  const added = await app.call(by, 'addCommand', { body: { format: 'fettle-command/1', envelope, script: script.toString('base64') } });
  return added.document;
}

/** Every change that is left to make at the provider, each once. */
export async function tellProviderStory(app: WholeApp, anna: Person): Promise<void> {
  const { credentials } = anna;
  const reader = { role: 'reader' as const, clientId: null };
  const invited = await app.call(credentials, 'invitePerson', { body: { name: 'Ben', mail: 'ben@example.org', grants: [reader] } });
  const { id } = invited.person;
  const ben = await app.enter(invited.link, { name: 'Ben', mail: 'ben@example.org' });
  await app.call(credentials, 'updatePerson', { params: { id }, body: { reviewer: true } });
  await app.call(ben.credentials, 'signOut', {});
  app.clock.advance({ seconds: 60 });
  await app.call({ origin }, 'signIn', { body: { mail: ben.mail, password, code: totpAt(ben.totpSecret, app.context.clock.now()) } });
  await app.call(credentials, 'removePerson', { params: { id } });
  await app.call(credentials, 'setEmergencyLane', { body: { on: false } });
  const strict = { scanHours: 24, riskDays: 7, attentionFails: [5], because: 'We promise it', basedOn: 0 };
  await app.call(credentials, 'saveChecklistRules', { body: strict });
  await app.call(credentials, 'setOverallLimits', { body: { atOnce: 5_000, perHour: null } });
  const key = await app.call(credentials, 'createApiKey', { body: { name: 'script', grants: [reader] } });
  await app.call(credentials, 'revokeApiKey', { params: { id: key.apiKey.id } });
  const issue = await app.call(credentials, 'recordKnownIssue', {
    body: {
      about: { kind: 'source', manager: 'apt', sourceName: 'lab-app', from: '2.0-1', to: null },
      text: 'It is slow',
      condition: null,
      rule: null,
      link: null,
    },
  });
  await app.call(credentials, 'resolveKnownIssue', {
    params: { id: issue.id },
    body: { because: 'Their notes say so', inVersion: '2.0-2' },
  });
  const document = await addCommand(app, credentials, 'spare', '*');
  await app.call(credentials, 'removeCommand', { params: { document } });
  for (const [index, state] of (['stop', 'go'] as const).entries())
    await app.call(credentials, 'putStop', {
      body: { envelope: signStop({ scope: 'all', state, version: index + 1, at: app.context.now() }, app.root) },
    });
}
