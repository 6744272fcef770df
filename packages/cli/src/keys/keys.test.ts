import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { signingKeyFromPem, toPem } from '@fettle/proof/keys';
import { anna } from '@fettle/proof/trust.fixture';
import { describe, expect, it } from 'vitest';
import { runCli } from '../run.ts';
import { testFolder, testIo } from '../testing/io.ts';
import { readPublicHalf } from './public-key.ts';
import { readSigningKey } from './signing-key.ts';

describe('fettle trust key create', () => {
  it('makes a key that only its owner can read, and prints the public half', async () => {
    const io = testIo();
    expect(await runCli(['trust', 'key', 'create', '--out', 'anna.key', '--json'], io)).toBe(0);
    const made = JSON.parse(io.said()) as { keyid: string; publicKey: string };
    expect(statSync(join(io.folder, 'anna.key')).mode & 0o777).toBe(0o600);
    const read = signingKeyFromPem(readFileSync(join(io.folder, 'anna.key'), 'utf8'));
    expect(read.ok && read.key).toMatchObject({ keyid: made.keyid, publicKey: made.publicKey });
    expect(readFileSync(join(io.folder, 'anna.key.pub'), 'utf8')).toBe(`${made.publicKey}\n`);
    expect(io.said() + io.told()).not.toContain('PRIVATE');
  });

  it('never overwrites a key, and leaves nothing half made', async () => {
    const io = testIo();
    await runCli(['trust', 'key', 'create', '--out', 'anna.key'], io);
    const before = readFileSync(join(io.folder, 'anna.key'), 'utf8');
    expect(await runCli(['trust', 'key', 'create', '--out', 'anna.key'], io)).toBe(1);
    expect(io.told()).toContain('a key is never overwritten');
    expect(readFileSync(join(io.folder, 'anna.key'), 'utf8')).toBe(before);
    expect(readdirSync(io.folder).toSorted()).toEqual(['anna.key', 'anna.key.pub']);
  });
});

describe('a key file', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  it.each([
    ['of an Ed25519 key', toPem(anna), 0o600, null],
    ['that is read-only', toPem(anna), 0o400, null],
    ['that others can read', toPem(anna), 0o644, /can be read by others \(mode 0644\)/],
    ['of another kind of key', rsa, 0o600, /Ed25519 keys only/],
    ['that is no key', 'hello', 0o600, /not an unencrypted private key/],
  ])('%s', (_what, text, mode, refusal) => {
    const folder = testFolder();
    writeFileSync(join(folder, 'a.key'), text);
    chmodSync(join(folder, 'a.key'), mode);
    if (refusal === null) expect(readSigningKey(folder, 'a.key').keyid).toBe(anna.keyid);
    else expect(() => readSigningKey(folder, 'a.key')).toThrow(refusal);
  });

  it('that is missing is told by its name', () => {
    expect(() => readSigningKey(testFolder(), 'no.key')).toThrow(/The key file no.key can not be read: there is no such file/);
  });
});

describe('a public key', () => {
  it('is taken as text, from a .pub file, or from the private key', () => {
    const folder = testFolder();
    writeFileSync(join(folder, 'anna.key'), toPem(anna), { mode: 0o600 });
    writeFileSync(join(folder, 'anna.key.pub'), `${anna.publicKey}\n`);
    const half = { keyid: anna.keyid, publicKey: anna.publicKey };
    for (const given of [{ publicKey: anna.publicKey }, { publicKey: 'anna.key.pub' }, { keyFile: 'anna.key' }]) {
      expect(readPublicHalf(folder, given)).toEqual(half);
    }
  });

  it.each([
    ['none', {}, /one of the two/],
    ['both', { publicKey: anna.publicKey, keyFile: 'x' }, /one of the two/],
    ['something else', { publicKey: 'hello' }, /neither a public key/],
    ['a weak key', { publicKey: `${'A'.repeat(43)}=` }, /key/],
  ])('%s is refused', (_what, given, refusal) => {
    expect(() => readPublicHalf(testFolder(), given)).toThrow(refusal);
  });
});
