import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chainOf, checkpointAt, exportOf } from '@fettle/proof/evidence.fixture';
import { authorityEnvelope, rootKey, serverKeyPair, stranger } from '@fettle/proof/trust.fixture';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../lines.ts';
import { runCli } from '../run.ts';
import { testFolder, testIo } from '../testing/io.ts';

const chain = '0199aaaa-0000-7000-8000-000000000001';
const lines = chainOf(chain, 20);
const whole = exportOf(chain, serverKeyPair, lines, [authorityEnvelope, checkpointAt(chain, lines, 20, serverKeyPair)]);
const partly = exportOf(chain, serverKeyPair, lines, [checkpointAt(chain, lines, 12, serverKeyPair)]);

async function verify(text: string, ...args: string[]) {
  const io = testIo();
  writeFileSync(join(io.folder, 'audit.jsonl'), text);
  const exit = await runCli(['evidence', 'verify', 'audit.jsonl', ...args], io);
  return { exit, said: io.said(), told: io.told() };
}

describe('fettle evidence verify', () => {
  it.each([
    ['an untouched export by the root key', whole, rootKey.keyid, 0, 'VERIFIED'],
    ["an untouched export by the server's key", whole, serverKeyPair.keyid, 0, 'VERIFIED'],
    ['an untouched export by a grouped fingerprint', whole, rootKey.keyid.replace(/(.{4})(?=.)/g, '$1-').toUpperCase(), 0, 'VERIFIED'],
    ['entries after the last checkpoint', partly, serverKeyPair.keyid, 8, 'Entries 13 to 20'],
    ['another root', whole, stranger.keyid, 1, 'BROKEN'],
    ['a changed entry', whole.replace('test.done', 'test.dune'), rootKey.keyid, 1, 'entry 1'],
    ['a missing entry', whole.split('\n').toSpliced(5, 1).join('\n'), rootKey.keyid, 1, 'BROKEN'],
    ['something else', 'hello\n', rootKey.keyid, 1, 'no audit export'],
    ['nothing', '', rootKey.keyid, 1, 'no audit export'],
  ])('says of %s what it is', async (_what, text, trust, exit, part) => {
    const answer = await verify(text, '--trust', trust);
    expect(answer).toMatchObject({ exit, told: '' });
    expect(answer.said).toContain(part);
  });

  it('without anything to trust says that the file only agrees with itself', async () => {
    const { exit, said } = await verify(whole);
    expect(exit).toBe(8);
    expect(said).toContain('the file can only agree with itself');
  });

  it('gives the whole report as JSON', async () => {
    const { said } = await verify(whole, '--trust', rootKey.keyid, '--json');
    expect(JSON.parse(said)).toMatchObject({ verdict: 'verified', trust: 'root', provenTo: 20, problems: [] });
  });

  it.each([
    ['a fingerprint that is none', ['evidence', 'verify', 'x', '--trust', 'abc'], 2],
    ['a file that is not there', ['evidence', 'verify', 'x'], 1],
    ['a folder', ['evidence', 'verify', '.'], 1],
  ])('refuses %s', async (_what, args, exit) => {
    const io = testIo();
    expect(await runCli(args, io)).toBe(exit);
    expect(io.told()).toMatch(/\[cli\./);
  });
});

it('lines are read whole however the file is cut into pieces', () => {
  const folder = testFolder();
  const text = Array.from({ length: 40_000 }, (_, index) => `${index} – Zürich 東京 👩‍🔧`).join('\n');
  writeFileSync(join(folder, 'long.txt'), text);
  expect([...linesOf(folder, 'long.txt')].join('\n') === text).toBe(true);
});
