import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { UnreadableFile } from '../types.ts';
import { textChunks, wholeText } from './text.ts';

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const text = 'Prüfung — 検査 🔧\n'.repeat(20);

test.each([1, 2, 3, 7, 10_000])('plain and packed text in pieces of %i bytes', async (size) => {
  expect(await wholeText(pieces(Buffer.from(text), size))).toBe(text);
  expect(await wholeText(pieces(gzipSync(text), size))).toBe(text);
  expect((await Array.fromAsync(textChunks(pieces(gzipSync(text), size)))).join('')).toBe(text);
});

test('nothing is the empty text', async () => {
  expect(await wholeText(pieces(Buffer.alloc(0), 1))).toBe('');
  expect(await wholeText(pieces(Buffer.from('x'), 1))).toBe('x');
});

test('packed text that is cut short or damaged is refused', async () => {
  const packed = gzipSync(text);
  await expect(wholeText(pieces(packed.subarray(0, -5), 10))).rejects.toThrow(UnreadableFile);
  const damaged = Buffer.from(packed);
  damaged.fill(0, 20, 40);
  await expect(wholeText(pieces(damaged, 10))).rejects.toThrow(UnreadableFile);
});

test('what unpacks to more than allowed is refused before it is all there', async () => {
  const bomb = gzipSync(Buffer.alloc(5_000_000));
  expect(bomb.length).toBeLessThan(10_000);
  await expect(wholeText(pieces(bomb, 100), 1_000_000)).rejects.toThrow('more than 1000000 bytes');
  await expect(wholeText(pieces(Buffer.from('12345'), 2), 4)).rejects.toThrow(UnreadableFile);
});

test('what is not UTF-8 is refused, a cut character too', async () => {
  await expect(wholeText(pieces(Buffer.from([0x41, 0xff]), 1))).rejects.toThrow(UnreadableFile);
  await expect(wholeText(pieces(Buffer.from('ü').subarray(0, 1), 1))).rejects.toThrow(UnreadableFile);
});

test('a failure of whoever gives the bytes stays what it is', async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield gzipSync(text).subarray(0, 20);
    throw new Error('the disk is gone');
  }
  await expect(wholeText(failing())).rejects.toThrow('the disk is gone');
});
