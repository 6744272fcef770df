/** What an agent does with state that it can not read. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { now } from './clock.ts';
import { stateFormat } from './state/identity.ts';
import { withChange } from './state/memory.ts';
import { readState } from './state/state.ts';
import { liveIds } from './testing/live.ts';
import { manageLimits } from './testing/quick.ts';
import { patient, stories } from './testing/story.ts';

const story = stories();

describe('state that can not be read', patient, () => {
  test.each(['identity.json', 'device.key', 'authority.json', 'contact.json', 'memory.json', 'stops.json'])(
    'an empty or half %s is explained, and left as it is',
    (name) => {
      const { live } = story();
      for (const text of ['', '{"coun']) {
        writeFileSync(join(live.folders.root, name), text);
        const read = readState(live.folders, now());
        expect(read).toMatchObject({ ok: false, why: 'damaged' });
        expect(!read.ok && read.sentence).toContain(join(live.folders.root, name));
        expect(readFileSync(join(live.folders.root, name), 'utf8')).toBe(text);
      }
    },
  );

  test('of a newer agent is left alone', () => {
    const { live } = story();
    const path = join(live.folders.root, 'identity.json');
    const identity = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...identity, format: stateFormat + 1 }));
    expect(readState(live.folders, now())).toMatchObject({ ok: false, why: 'damaged' });
  });

  test('a journal entry of another version is put aside, the server is told, and others go on', async () => {
    const { live, over } = story();
    const [hash] = ['0123456789abcdef0123456789abcdef'];
    mkdirSync(live.folders.journal, { recursive: true });
    const old = { instruction: { id: 'i-7', body: { verb: 'install' } }, phase: 'of old', seq: 3 };
    writeFileSync(join(live.folders.journal, `${hash}.json`), JSON.stringify(old));
    writeFileSync(join(live.folders.journal, `${hash.replace('0', 'f')}.json`), '');
    live.server.say.instructions = [live.order({ verb: 'scan' })];
    live.start();
    await over('i-1');
    await over('i-7');
    expect(live.installOf('i-7')).toMatchObject({ how: 'failed', code: 'agent.journal-damaged', after: null });
    expect(readdirSync(live.folders.aside)).toHaveLength(2);
    expect(live.logs.filter((line) => line.includes('It is kept as'))).toHaveLength(2);
  });

  test('a scan of another version is taken anew', async () => {
    const { live, says } = story();
    writeFileSync(live.folders.scan, '{"at":"yesterday"}');
    live.start();
    await live.until(() => says('looked at anew') && existsSync(live.folders.scan), 'it looked');
    await live.until(() => live.server.checkIns.some(({ scannedAt }) => scannedAt !== null), 'the new scan is told');
  });
});

test('a change whose count outlived a crash before it began is not counted against itself', patient, async () => {
  const { live, over } = story();
  const read = readState(live.folders, now());
  if (!read.ok) throw new Error(read.sentence);
  const { memory } = read.state;
  memory.set(withChange(memory.get(), { id: 'i-1', deploymentId: liveIds.deployment, packages: 1, at: now() }));
  live.server.say.instructions = [live.order()];
  live.start({ limits: { ...manageLimits, limits: { ...manageLimits.limits, changesPerDay: 1 } } });
  await over();
  expect(live.installOf()).toMatchObject({ how: 'done' });
});
