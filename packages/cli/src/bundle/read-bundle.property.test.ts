import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { anna } from '@fettle/proof/trust.fixture';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Refused } from '../refused.ts';
import { testFolder } from '../testing/io.ts';
import { readBundle } from './read-bundle.ts';
import { writeBundle } from './write-bundle.ts';

const path = 'kev/known_exploited_vulnerabilities.json';
const content = '{"vulnerabilities":[]}'.padEnd(900);

function bundled(): { readonly folder: string; readonly bytes: Buffer } {
  const folder = testFolder();
  mkdirSync(join(folder, 'feeds/kev'), { recursive: true });
  writeFileSync(join(folder, 'feeds', path), content);
  const out = join(folder, 'bundle.tar');
  const say = () => undefined;
  writeBundle({ from: join(folder, 'feeds'), out, key: anna, wanted: null, madeAt: '2026-03-02T09:00:00Z', say });
  return { folder, bytes: readFileSync(out) };
}

/** Takes the bytes as a bundle; what then stands in the folder, or null where it was refused and nothing stands there. */
function taken(folder: string, bytes: Uint8Array): string | null {
  const file = join(folder, 'given.tar');
  const into = join(folder, 'site');
  writeFileSync(file, bytes);
  try {
    readBundle({ file, into, trust: anna.keyid, older: false, say: () => undefined });
    expect(readdirSync(into).toSorted()).toEqual(['.fettle-bundle.json', 'kev']);
    return readFileSync(join(into, path), 'utf8');
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    expect(existsSync(into)).toBe(false);
    return null;
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

it('whatever byte is changed, what is taken is what was signed', () => {
  const { folder, bytes } = bundled();
  expect(taken(folder, bytes)).toBe(content);
  let refused = 0;
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ mask;
      const answer = taken(folder, changed);
      if (answer === null) refused += 1;
      else expect(answer).toBe(content);
    }),
    { numRuns: 200 },
  );
  // Only what stands between the files decides nothing.
  expect(refused).toBeGreaterThan(20);
});

it('whatever is cut off, nothing is taken; nothing but refusals follows from bytes of any kind', () => {
  const { folder, bytes } = bundled();
  fc.assert(fc.property(fc.nat(bytes.length - 1), (length) => taken(folder, bytes.subarray(0, length)) === null));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (any) => taken(folder, any) === null));
});
