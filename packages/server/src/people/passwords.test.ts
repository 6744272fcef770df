import crypto from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';

test('a password is stored as argon2id with 19 MiB and two passes, and only it matches', async () => {
  const stored = await hashPassword('correct horse battery');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(await verifyPassword(stored, 'correct horse battery')).toBe(true);
  expect(await verifyPassword(stored, 'correct horse batterY')).toBe(false);
});

test('the same password gives another string each time', async () => {
  expect(await hashPassword('correct horse battery')).not.toBe(await hashPassword('correct horse battery'));
});

test('letters match however the keyboard composes them', async () => {
  const stored = await hashPassword('größer als zwölf'.normalize('NFD'));
  expect(await verifyPassword(stored, 'größer als zwölf'.normalize('NFC'))).toBe(true);
});

test('a hash made with other costs still verifies', async () => {
  const salt = Buffer.alloc(16, 7);
  const hash = crypto.argon2Sync('argon2id', {
    message: 'old password',
    nonce: salt,
    parallelism: 2,
    tagLength: 32,
    memory: 64,
    passes: 1,
  });
  const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  expect(await verifyPassword(`$argon2id$v=19$m=64,t=1,p=2$${text(salt)}$${text(hash)}`, 'old password')).toBe(true);
});

test('for nobody the same work is done, and the answer is no', async () => {
  const argon2 = vi.spyOn(crypto, 'argon2');
  expect(await verifyPassword(null, 'correct horse battery')).toBe(false);
  expect(argon2.mock.calls.map(([, { memory, passes, parallelism }]) => ({ memory, passes, parallelism }))).toEqual([
    { memory: 19_456, passes: 2, parallelism: 1 },
  ]);
  argon2.mockRestore();
});
