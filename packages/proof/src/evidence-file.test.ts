import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evidenceEnvelopeLine, evidenceHeaderLine } from './evidence-lines.ts';
import { verifyEvidence } from './evidence-file.ts';
import { signAuthority } from './authority.ts';
import { seal } from './envelope.ts';
import { payloadTypes } from './envelope-bytes.ts';
import { chainStart, genesisHead, leafHash, nextHead } from './chain.ts';
import { toHex } from './hex.ts';
import { at, chainOf, checkpointAt, exportOf } from './evidence.fixture.ts';
import { authorityEnvelope, draft, rootKey, serverKeyPair as server, stranger } from './trust.fixture.ts';

const lines = chainOf('c', 10);
const whole = exportOf('c', server, lines, [checkpointAt('c', lines, 4, server), checkpointAt('c', lines, 10, server)]);
const trust = server.keyid;
const codes = (text: string, by: string | null = trust): string[] => verifyEvidence(text, { trust: by }).problems.map(({ code }) => code);

describe('evidence file', () => {
  test('a whole export is verified to its last entry', () => {
    expect(verifyEvidence(whole, { trust })).toMatchObject({
      verdict: 'verified',
      chain: 'c',
      serverKeyId: server.keyid,
      trust: 'key',
      before: 0,
      entries: { first: 1, last: 10 },
      linkedTo: 10,
      provenTo: 10,
      checkpoints: [
        { size: 4, ok: true },
        { size: 10, ok: true },
      ],
      problems: [],
      unproven: [],
    });
    expect(verifyEvidence(whole.split('\n'), { trust })).toEqual(verifyEvidence(whole, { trust }));
    expect(verifyEvidence(whole.replaceAll('\n', '\r\n'), { trust }).verdict).toBe('verified');
  });

  test('entries after the last checkpoint are said to be unproven', () => {
    const text = exportOf('c', server, lines, [checkpointAt('c', lines, 4, server)]);
    expect(verifyEvidence(text, { trust })).toMatchObject({
      verdict: 'incomplete',
      linkedTo: 10,
      provenTo: 4,
      unproven: [{ from: 5, to: 10, code: 'evidence.after-checkpoint' }],
    });
  });

  test('without a fingerprint to trust nothing is proven, and it says so', () => {
    expect(verifyEvidence(whole, { trust: null })).toMatchObject({
      verdict: 'incomplete',
      trust: 'unchecked',
      provenTo: null,
      problems: [],
      unproven: [{ from: 1, to: 10, code: 'evidence.key-not-checked' }],
    });
  });

  test('a file by another server is refused: an attacker signs perfectly, with his own key', () => {
    const forged = chainOf('c', 10, 'forged');
    const text = exportOf('c', stranger, forged, [checkpointAt('c', forged, 10, stranger)]);
    expect(verifyEvidence(text, { trust })).toMatchObject({ verdict: 'broken', trust: 'refused', provenTo: null });
    expect(codes(text)).toContain('evidence.untrusted-key');
    // Under the real server's key in the header, the signature gives it away.
    expect(codes(exportOf('c', server, forged, [checkpointAt('c', forged, 10, stranger)]))).toEqual(['checkpoint.unknown-key']);
  });

  test('the root key can be trusted instead, if its authority names the server', () => {
    const checkpoint = checkpointAt('c', lines, 10, server);
    const named = exportOf('c', server, lines, [checkpoint, authorityEnvelope]);
    expect(verifyEvidence(named, { trust: rootKey.keyid })).toMatchObject({ verdict: 'verified', trust: 'root', provenTo: 10 });
    expect(codes(exportOf('c', server, lines, [checkpoint]), rootKey.keyid)).toContain('evidence.untrusted-key');
    const byOther = signAuthority(draft, stranger);
    expect(codes(exportOf('c', server, lines, [checkpoint, byOther]), rootKey.keyid)).toContain('evidence.untrusted-key');
    expect(codes(exportOf('c', stranger, lines, [checkpointAt('c', lines, 10, stranger), authorityEnvelope]), rootKey.keyid)).toContain(
      'evidence.untrusted-key',
    );
  });

  test('an export of a period is verified by heads, and says what is not in it', () => {
    const place = { size: 4, head: lines[3]?.head ?? '' };
    const text = exportOf('c', server, lines.slice(4), [checkpointAt('c', lines, 2, server), checkpointAt('c', lines, 10, server)], place);
    expect(verifyEvidence(text, { trust })).toMatchObject({
      verdict: 'verified',
      before: 4,
      entries: { first: 5, last: 10 },
      provenTo: 10,
      checkpoints: [
        { size: 2, ok: null, code: 'evidence.before-file' },
        { size: 10, ok: true, detail: expect.stringContaining('the head fits') },
      ],
    });
    const lie = exportOf('c', server, lines.slice(4), [checkpointAt('c', lines, 10, server)], { size: 4, head: lines[2]?.head ?? '' });
    expect(verifyEvidence(lie, { trust })).toMatchObject({ verdict: 'broken', linkedTo: 4, provenTo: null });
  });

  test('an edited entry is found at its number, and what a checkpoint covers before it stays proven', () => {
    const edited = whole.split('\n').map((line, index) => (index === 7 ? line.replace('test.done', 'test.gone') : line));
    expect(verifyEvidence(edited, { trust })).toMatchObject({
      verdict: 'broken',
      linkedTo: 6,
      provenTo: 4,
      problems: [{ code: 'chain.head-differs', seq: 7, line: 8 }],
      unproven: [{ from: 5, to: 10, code: 'evidence.contradicted' }],
      checkpoints: [{ ok: true }, { ok: null, code: 'evidence.after-break' }],
    });
  });

  test('a chain that its owner rewrote and linked anew is found by the checkpoint', () => {
    const rewritten = chainOf('c', 10, 'rewritten');
    const text = exportOf('c', server, rewritten, [checkpointAt('c', lines, 4, server), checkpointAt('c', rewritten, 10, server)]);
    expect(verifyEvidence(text, { trust })).toMatchObject({ verdict: 'broken', problems: [{ code: 'checkpoint.head-differs', seq: 1 }] });
  });

  test('a file whose end was cut off is found by the checkpoint', () => {
    const text = exportOf('c', server, lines.slice(0, 8), [checkpointAt('c', lines, 4, server), checkpointAt('c', lines, 10, server)]);
    expect(verifyEvidence(text, { trust })).toMatchObject({
      verdict: 'broken',
      provenTo: 4,
      problems: [{ code: 'checkpoint.entries-missing', seq: 9, detail: expect.stringContaining('9 to 10') }],
    });
  });

  test('the chain of another client, or its checkpoint, is found', () => {
    const foreign = chainOf('d', 10);
    expect(codes(exportOf('c', server, foreign, [checkpointAt('c', foreign, 10, server)]))).toEqual(
      Array.from({ length: 10 }, () => 'evidence.mislabelled'),
    );
    expect(codes(exportOf('c', server, lines, [checkpointAt('d', lines, 10, server)]))).toEqual(['evidence.other-chain']);
  });

  test('an entry that is linked well but carries another number, or is no JSON, is found', () => {
    const link = (entry: string): string => {
      const line = { seq: 1, entry, head: toHex(nextHead(genesisHead(), leafHash(entry))) };
      return exportOf('c', server, [line], [checkpointAt('c', [line], 1, server)]);
    };
    expect(codes(link('{"chain":"c","seq":1}'))).toEqual([]);
    for (const text of ['{"chain":"c","seq":2}', '{"chain":"c"}', '{"seq":1}', '{"chain":"c","seq":1,"seq":1}', 'x', '1']) {
      expect(codes(link(text))).toEqual(['evidence.mislabelled']);
    }
  });

  test('whatever single line is removed from a whole export or doubled, it is not verified as whole', () => {
    const all = whole.trimEnd().split('\n');
    fc.assert(
      fc.property(fc.nat(all.length - 3), (at_) => {
        expect(verifyEvidence(all.toSpliced(at_, 1), { trust }).verdict).toBe('broken');
        expect(verifyEvidence(all.toSpliced(at_, 0, all[at_] ?? ''), { trust }).verdict).toBe('broken');
      }),
    );
    // The last checkpoint only takes its own word with it.
    expect(verifyEvidence(all.slice(0, -1), { trust }).verdict).toBe('incomplete');
  });

  test.each([
    ['', ['evidence.no-header']],
    ['hello', ['evidence.no-header', 'evidence.unreadable']],
    [whole.split('\n').slice(1, 3).join('\n'), ['evidence.no-header', 'evidence.unreadable']],
    [whole.replace('"serverKey":"', '"serverKey":"AAAA'), ['key.malformed', 'checkpoint.unknown-key', 'checkpoint.unknown-key']],
    [`${whole}{"seq":11}`, ['evidence.unreadable']],
    [`${whole}[]`, ['evidence.unreadable']],
    [`${whole}1`, ['evidence.unreadable']],
    [`${whole}${evidenceEnvelopeLine(seal(payloadTypes.report, {}, server))}`, ['evidence.unreadable']],
    [
      evidenceHeaderLine({ chain: 'c', serverKey: server.publicKey, exportedAt: at, after: { size: 0, head: '1'.repeat(64) } }),
      ['evidence.no-header', 'evidence.unreadable'],
    ],
  ])('bad file %#: %j', (text, expected) => {
    expect(codes(text)).toEqual(expect.arrayContaining(expected));
    expect(verifyEvidence(text, { trust }).verdict).toBe('broken');
  });

  test('an empty chain is verified by a checkpoint over nothing, and not without', () => {
    const signed = checkpointAt('c', [], 0, server);
    expect(verifyEvidence(exportOf('c', server, [], [signed]), { trust })).toMatchObject({
      verdict: 'verified',
      entries: null,
      provenTo: 0,
    });
    expect(verifyEvidence(exportOf('c', server, [], []), { trust }).verdict).toBe('incomplete');
    expect(chainStart.size).toBe(0);
  });
});
