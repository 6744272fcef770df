import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryText, chainStart, leafHash, nextHead } from './chain.ts';
import { manifestPath, manifestText, packAction, trailPath, verifyPack } from './evidence-pack.ts';
import type { FoundFile, PackManifest } from './evidence-pack.ts';
import { at, checkpointAt, exportOf } from './evidence.fixture.ts';
import { sha256Hex } from './hash.ts';
import { toHex } from './hex.ts';
import { generateKey } from './keys.ts';

const chain = 'client-1';
const key = generateKey();
const contents: Readonly<Record<string, string>> = {
  'answers.json': '{"a":1}',
  'population/devices.csv': 'Device\r\nweb-1\r\n',
  'samples/01/report.json': '{}',
};
const utf8 = (given: string): Uint8Array => new TextEncoder().encode(given);
const found = (path: string, given: string): FoundFile => ({
  path,
  bytes: utf8(given).length,
  sha256: sha256Hex(utf8(given)),
  damaged: null,
});

const manifest: PackManifest = {
  format: 'fettle-evidence-pack/1',
  client: { id: chain, name: 'Client' },
  framework: { id: 'pci-dss-4.0.1', title: 'PCI DSS 4.0.1', version: '4.0.1' },
  from: at,
  until: at,
  madeAt: at,
  madeBy: 'Anna',
  files: Object.entries(contents).map(([path, given]) => ({ path, bytes: utf8(given).length, sha256: sha256Hex(utf8(given)) })),
};
const text = manifestText(manifest);

function trailOf(digest: string, of = chain): string {
  const entry = entryText({ chain: of, seq: 1, at, action: packAction, body: { digest } });
  const head = toHex(nextHead(new Uint8Array(chainStart.head.length / 2), leafHash(entry)));
  const lines = [{ seq: 1, entry, head }];
  return exportOf(of, key, lines, [checkpointAt(of, lines, 1, key)]);
}
const trail = trailOf(sha256Hex(utf8(text)));
const whole: Parameters<typeof verifyPack>[0] = {
  manifest: utf8(text),
  trail,
  files: [found(manifestPath, text), found(trailPath, trail), ...Object.entries(contents).map(([path, given]) => found(path, given))],
  trust: key.keyid,
};

test('a pack whose files are those of a manifest that the trail holds is verified', () => {
  expect(verifyPack(whole)).toMatchObject({ verdict: 'verified', problems: [], files: 3, manifest: { client: { name: 'Client' } } });
  expect(verifyPack({ ...whole, trust: null })).toMatchObject({ verdict: 'incomplete', problems: [] });
  expect(verifyPack({ ...whole, trust: generateKey().keyid }).verdict).toBe('broken');
});

const other = (path: string): readonly FoundFile[] => whole.files.map((file) => (file.path === path ? found(path, 'another') : file));
test.each<[string, Partial<typeof whole>, string, string]>([
  ['a changed file', { files: other('answers.json') }, 'pack.file-changed', 'answers.json'],
  ['a file that is gone', { files: whole.files.filter(({ path }) => path !== 'answers.json') }, 'pack.file-missing', 'answers.json'],
  ['a file too many', { files: [...whole.files, found('extra.txt', 'x')] }, 'pack.file-extra', 'extra.txt'],
  ['a file twice', { files: [...whole.files, found('answers.json', '{"a":1}')] }, 'pack.file-twice', 'answers.json'],
  [
    'one that can not be unpacked',
    {
      files: [
        { path: 'answers.json', bytes: 7, sha256: null, damaged: 'checksum' },
        ...whole.files.filter(({ path }) => path !== 'answers.json'),
      ],
    },
    'pack.file-changed',
    'answers.json',
  ],
  ['a manifest that nobody recorded', { manifest: utf8(manifestText({ ...manifest, madeBy: 'Eve' })) }, 'pack.not-in-trail', manifestPath],
  ['a manifest that is none', { manifest: utf8('{}') }, 'pack.no-manifest', manifestPath],
  ['the trail of another client', { trail: trailOf(sha256Hex(utf8(text)), 'client-2') }, 'pack.other-trail', trailPath],
])('%s is found and named', (_name, change, code, path) => {
  const report = verifyPack({ ...whole, ...change });
  expect(report.verdict).toBe('broken');
  expect(report.problems).toContainEqual(expect.objectContaining({ code, path }));
});

test('no byte of the manifest, and none of an entry of the trail, can be another', () => {
  const flipped = (bytes: Uint8Array, index: number): Uint8Array => bytes.map((byte, place) => (place === index ? byte ^ 1 : byte));
  const decoder = new TextDecoder();
  // The line after the header; of the header nothing but the chain and the key is anybody's word.
  const [header = '', entry = ''] = trail.split('\n');
  const inEntry = fc.integer({ min: header.length + 1, max: header.length + entry.length });
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), inEntry, (inManifest, inTrail) => {
      expect(verifyPack({ ...whole, manifest: flipped(utf8(text), inManifest) }).verdict).toBe('broken');
      expect(verifyPack({ ...whole, trail: decoder.decode(flipped(utf8(trail), inTrail)) }).verdict).not.toBe('verified');
    }),
    { numRuns: 60 },
  );
});
