/** Scripts with kept answers: what the engine does in each, in its own words. `FETTLE_KEEP=1` writes them anew; read the difference before you keep it. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readScript } from './read.ts';
import { runScript } from './run.ts';

const folder = new URL('fixtures/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.txt') && !name.endsWith('.answer.txt'));

test.each(names)('%s', (name) => {
  const script = readScript(readFileSync(new URL(name, folder), 'utf8'));
  if ('sentence' in script) throw new Error(`${name}, line ${script.line}: ${script.sentence}`);
  const { text, expectations } = runScript(script);
  const kept = new URL(name.replace('.txt', '.answer.txt'), folder);
  if (process.env['FETTLE_KEEP'] === '1' || !existsSync(kept)) writeFileSync(kept, text);
  expect(expectations.filter(({ met }) => !met)).toEqual([]);
  expect(text).toBe(readFileSync(kept, 'utf8'));
});
