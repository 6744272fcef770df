import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chainStart, entryText, genesisHead, leafHash, nextHead, verifyChain } from './chain.ts';
import type { ChainLine } from './chain.ts';
import { chainOf } from './evidence.fixture.ts';
import { sha256Hex } from './hash.ts';

const zeros = '\0'.repeat(32);
const latin1 = (hex: string): Buffer => Buffer.from(hex, 'hex');
const size = fc.integer({ min: 1, max: 25 });

describe('audit chain', () => {
  test('leaf and head are SHA-256 behind 0x00 and 0x02, the first head behind 32 zeros', () => {
    const text = entryText({ seq: 1, chain: 'c', at: '2026-01-01T00:00:00Z', action: 'client.created' });
    expect(text).toBe('{"action":"client.created","at":"2026-01-01T00:00:00Z","chain":"c","seq":1}');
    expect(leafHash(text).toHex()).toBe(sha256Hex(`\0${text}`));
    const head = nextHead(genesisHead(), leafHash(text)).toHex();
    expect(head).toBe(sha256Hex(Buffer.concat([Buffer.from(`\u0002${zeros}`), latin1(sha256Hex(`\0${text}`))])));
    expect(verifyChain([{ seq: 1, entry: text, head }])).toEqual({ ok: true, size: 1, head });
  });

  test('a chain without entries is where every chain starts', () => {
    expect(verifyChain([])).toEqual({ ok: true, ...chainStart });
    expect(genesisHead().toHex()).toBe(chainStart.head);
  });

  test('every honest chain holds, whole or from any place in it', () => {
    fc.assert(
      fc.property(size, fc.nat(), (count, cut) => {
        const lines = chainOf('c', count);
        const end = { ok: true, size: count, head: lines.at(-1)?.head };
        expect(verifyChain(lines)).toEqual(end);
        const at = lines[cut % count];
        if (at) expect(verifyChain(lines.slice(at.seq), { from: { size: at.seq, head: at.head } })).toEqual(end);
      }),
    );
  });

  const damages: Record<string, (lines: ChainLine[], at: number) => ChainLine[]> = {
    'a changed text': (lines, at) => lines.map((line, index) => (index === at ? { ...line, entry: line.entry.replace('{', '{ ') } : line)),
    'a changed head': (lines, at) => lines.map((line, index) => (index === at ? { ...line, head: chainStart.head } : line)),
    'a changed leaf': (lines, at) => lines.map((line, index) => (index === at ? { ...line, leaf: chainStart.head } : line)),
    'a changed number': (lines, at) => lines.map((line, index) => (index === at ? { ...line, seq: line.seq + 1 } : line)),
    'a removed entry': (lines, at) => lines.toSpliced(at, 1),
    'an entry twice': (lines, at) => lines.toSpliced(at, 0, ...lines.slice(at - 1, at)),
    'a text with half a surrogate': (lines, at) =>
      lines.map((line, index) => (index === at ? { ...line, entry: `${line.entry}\ud800` } : line)),
  };
  test.each(Object.keys(damages))('%s is found at its exact entry', (name) => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 25 }), fc.nat(), (count, any) => {
        const at = 1 + (any % (count - 2));
        const damaged = damages[name]?.(chainOf('c', count), at) ?? [];
        expect(verifyChain(damaged)).toMatchObject({ ok: false, seq: at + 1, detail: expect.stringMatching(/\.$/) });
      }),
    );
  });

  test('half a surrogate cannot pass for the replacement character, though both have the same bytes', () => {
    const entry = '{"name":"\ufffd"}';
    const head = nextHead(genesisHead(), leafHash(entry)).toHex();
    expect(verifyChain([{ seq: 1, entry, head }]).ok).toBe(true);
    const other = { seq: 1, entry: entry.replace('\ufffd', '\ud800'), head };
    expect(verifyChain([other])).toMatchObject({ ok: false, code: 'chain.malformed', seq: 1 });
  });

  test('two entries that changed places are found', () => {
    const [a, b, c] = chainOf('c', 3);
    if (a && b && c)
      expect(verifyChain([a, { ...c, seq: 2 }, { ...b, seq: 3 }])).toMatchObject({ ok: false, code: 'chain.head-differs', seq: 2 });
    expect.assertions(1);
  });
});
