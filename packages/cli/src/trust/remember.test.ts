import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorityEnvelope, authority, rootKey, stranger } from '@fettle/proof/trust.fixture';
import { expect, it } from 'vitest';
import { testFolder } from '../testing/io.ts';
import { checkNotOlder, memoryFile, remember, rememberedVersion } from './remember.ts';

const { version } = authority;

it('an authority that is older than one signed before is not signed on from', () => {
  const path = memoryFile(testFolder(), 'root.key');
  expect(rememberedVersion(path, rootKey.keyid)).toBeNull();
  expect(remember(path, authorityEnvelope)).toBe(true);
  expect(rememberedVersion(path, rootKey.keyid)).toBe(version);
  expect(() => checkNotOlder(path, rootKey.keyid, version)).not.toThrow();
  expect(() => checkNotOlder(path, rootKey.keyid, version + 1)).not.toThrow();
  expect(() => checkNotOlder(path, rootKey.keyid, version - 1)).toThrow(/could bring back an approver/);
});

it('a memory that was changed or is another root’s is refused, not overlooked', () => {
  const path = memoryFile(testFolder(), 'root.key');
  remember(path, authorityEnvelope);
  expect(() => rememberedVersion(path, stranger.keyid)).toThrow(/not an authority of this root key/);
  writeFileSync(path, '{"half":');
  expect(() => checkNotOlder(path, rootKey.keyid, version)).toThrow(/not an authority of this root key/);
});

it('a read-only place is told, and is no failure', () => {
  const folder = join(testFolder(), 'not', 'there');
  expect(remember(memoryFile(folder, 'root.key'), authorityEnvelope)).toBe(false);
});
