import { describe, expect, test } from 'vitest';
import { chainStart } from './chain.ts';
import { openCheckpoint, rootOfLeaves, signCheckpoint, verifyCheckpoint } from './checkpoint.ts';
import { payloadTypes } from './envelope-bytes.ts';
import { seal } from './envelope.ts';
import { at, chainOf, checkpointAt } from './evidence.fixture.ts';
import { testKey } from './rfc8032.fixture.ts';

const key = testKey(1);
const other = testKey(2);
const lines = chainOf('c', 9);

describe('checkpoint', () => {
  test.each([0, 1, 2, 7, 9])('one over %i entries fits the chain that it signed, and the chain after it grew', (size) => {
    const signed = checkpointAt('c', lines, size, key);
    expect(verifyCheckpoint(signed, key.verifyKey, lines)).toMatchObject({ ok: true, checkpoint: { size, chain: 'c' } });
  });

  test('the root over nothing is the hash of nothing', () => {
    expect(rootOfLeaves([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('a chain that was rewritten from any entry on does not fit', () => {
    const signed = checkpointAt('c', lines, 9, key);
    expect(verifyCheckpoint(signed, key.verifyKey, chainOf('c', 9, 'rewritten'))).toMatchObject({
      ok: false,
      code: 'checkpoint.head-differs',
    });
    expect(verifyCheckpoint(signed, key.verifyKey, lines.slice(0, 8))).toMatchObject({ ok: false, code: 'checkpoint.entries-missing' });
    expect(verifyCheckpoint(signed, key.verifyKey, lines.toSpliced(4, 1))).toMatchObject({ ok: false, code: 'checkpoint.chain-broken' });
  });

  test('a checkpoint with a wrong root is a contradiction even where its head fits', () => {
    const wrong = signCheckpoint({ chain: 'c', size: 2, root: chainStart.head, head: lines[1]?.head ?? '', at }, key);
    expect(verifyCheckpoint(wrong, key.verifyKey, lines)).toMatchObject({ ok: false, code: 'checkpoint.root-differs' });
  });

  test('only the key that is given counts', () => {
    const signed = checkpointAt('c', lines, 9, key);
    expect(verifyCheckpoint(signed, other.verifyKey, lines)).toMatchObject({ ok: false, code: 'checkpoint.bad-signature' });
    expect(openCheckpoint(signed, () => null)).toMatchObject({ ok: false, code: 'checkpoint.unknown-key' });
  });

  test.each([{ size: -1 }, { root: 'x' }, { chain: '' }, { at: 'today' }, { type: 'stop' }, { more: 1 }])(
    'one with %j is refused',
    (change) => {
      const fields = { type: 'checkpoint', chain: 'c', size: 0, root: chainStart.head, head: chainStart.head, at, ...change };
      expect(verifyCheckpoint(seal(payloadTypes.checkpoint, fields, key), key.verifyKey, lines)).toMatchObject({
        code: 'checkpoint.malformed',
      });
    },
  );

  test('what would be refused is not signed', () => {
    expect(() => signCheckpoint({ chain: 'c', size: 1, root: 'x', head: chainStart.head, at }, key)).toThrow(RangeError);
  });
});
