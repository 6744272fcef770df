import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { now } from '../clock.ts';
import { foldersIn, makeFolders } from '../state/folders.ts';
import type { Folders } from '../state/folders.ts';
import { fakeServer } from '../testing/fake-server.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { liveAuthority, liveIds, liveKeys } from '../testing/live.ts';
import { enrol } from './enrol.ts';
import type { EnrolRequest } from './enrol.ts';

let server: FakeServer;
let folders: Folders;
beforeEach(async () => {
  server = await fakeServer({ key: liveKeys.server, authority: liveAuthority(), deviceId: liveIds.device, clientId: liveIds.client });
  folders = foldersIn(mkdtempSync(join(tmpdir(), 'fettle-enrol-')));
  makeFolders(folders);
});
afterEach(async () => {
  await server.close();
  rmSync(folders.root, { recursive: true });
});

const system = {
  hostname: 'half a character \ud83d',
  machineId: null,
  os: { id: 'debian', versionId: '12', prettyName: 'Debian' },
  kernel: '6.1',
  architecture: 'x86_64',
  virtualisation: null,
  cpus: 1,
  memoryBytes: 1,
  addresses: [],
  timeZone: null,
};
const ask = (change: Partial<EnrolRequest> = {}) =>
  enrol(folders, {
    server: server.url,
    token: 'token-token-1',
    trust: liveKeys.root.keyid,
    allowHttp: false,
    mode: 'observe',
    system,
    agentVersion: 'test',
    now: now(),
    ...change,
  });

test('an enrolment leaves all that a start needs, and a second one is refused', async () => {
  expect(await ask()).toMatchObject({ ok: true, identity: { deviceId: liveIds.device, rootKeyId: liveKeys.root.keyid } });
  expect(await ask()).toMatchObject({ ok: false, code: 'enrolled-already' });
});

describe('a refusal says what happened and what to do:', () => {
  test.each<[string, Partial<EnrolRequest>, RegExp]>([
    ['an address that is none', { server: 'fettle' }, /Use https:\/\/HOST:PORT/],
    ['plain http beyond this machine', { server: 'http://192.0.2.1:1' }, /say --allow-http/],
    ['nobody there', { server: 'http://127.0.0.1:1' }, /can not be reached .*Check the address/],
    ['a fingerprint that is none', { trust: 'my-key' }, /--trust takes the fingerprint/],
    [
      'the fingerprint of another root',
      { trust: liveKeys.stranger.keyid },
      /not trusted by the root key that --trust names, so this device was not enrolled/,
    ],
    ['a token that is none', { token: 'x' }, /--token takes an enrolment token/],
    ['a token that was used', { token: 'used-token-0' }, /Make a new one on the client page/],
    ['a clock that is far off', { now: '2099-01-01T00:00:00.000Z' }, /The clock of this device says 2099/],
  ])('%s', async (_, change, words) => {
    const refused = await ask(change);
    expect(refused.ok).toBe(false);
    expect(!refused.ok && refused.sentence).toMatch(words);
    // Nothing stands that a start could take for an enrolment, and the next try begins with the same key.
    expect(await ask()).toMatchObject({ ok: true });
  });

  test.each([
    [409, 'enrolment.key-known', /an earlier enrolment was interrupted/],
    [426, 'agent.protocol', /Install the agent that this server offers/],
    [429, 'too-many', /Try again in a few minutes/],
    [503, 'unavailable', /refused the enrolment \(503, unavailable\)/],
  ])('the answer %i %s', async (status, code, words) => {
    server.fault = () => ({ status, code });
    const refused = await ask();
    expect(!refused.ok && refused.sentence).toMatch(words);
  });

  test('an answer that is no enrolment reply, or signed by nobody the authority names', async () => {
    server.say.key = liveKeys.stranger;
    expect(await ask()).toMatchObject({ ok: false, code: 'envelope.unknown-key' });
  });

  test('a damaged key, which is not replaced', async () => {
    writeFileSync(folders.key, '');
    expect(await ask()).toMatchObject({ ok: false, code: 'damaged' });
    expect(readFileSync(folders.key, 'utf8')).toBe('');
  });
});
