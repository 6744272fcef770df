import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signStop } from '@fettle/proof/stop';
import { expect, test } from 'vitest';
import { authorityOf, ids, keys, now } from '../testing/world.ts';
import { kept } from './read-file.ts';
import { isStopped, takeStop } from './stops.ts';
import type { Stops } from './stops.ts';

test('a stop holds where the disk does not take it, and is written when it comes again', () => {
  const root = mkdtempSync(join(tmpdir(), 'fettle-stops-'));
  const file = join(root, 'away', 'stops.json');
  const stops = kept<Stops>(file, {});
  const { authority } = authorityOf();
  const stop = signStop({ scope: 'all', state: 'stop', version: 1, at: now }, keys.approver);
  expect(() => takeStop(stops, authority, stop, now)).toThrow();
  expect(isStopped(stops.get(), ids.client)).toBe(true);
  // Its end is not taken before it can be written.
  const go = signStop({ scope: 'all', state: 'go', version: 2, at: now }, keys.approver);
  expect(() => takeStop(stops, authority, go, now)).toThrow();
  expect(isStopped(stops.get(), ids.client)).toBe(true);
  mkdirSync(join(root, 'away'));
  expect(takeStop(stops, authority, stop, now)).toBeNull();
  expect(existsSync(file)).toBe(true);
  rmSync(root, { recursive: true });
});
