import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScript } from '@fettle/core/simulation';
import { describe, expect, it } from 'vitest';
import { runCli } from '../run.ts';
import { testIo } from '../testing/io.ts';

const script = `
title OpenSSL
starts 2026-03-06T12:00:00Z
window FREQ=DAILY at 22:00 for 4h
ring test: 00000000-0000-7000-8000-00000000000a, soak 2h
ring broad: 00000000-0000-7000-8000-00000000000b 00000000-0000-7000-8000-00000000000c, rate 50%, verified 1
deadline 00000000-0000-7000-8000-00000000000c Sat 18:00 by Cyber Essentials for openssl
`;

function stateText(change: object = {}): string {
  const read = readScript(script);
  if ('sentence' in read) throw new Error(read.sentence);
  return JSON.stringify({ ...read.state, ...change });
}

async function whatIf(text: string, ...args: readonly string[]) {
  const io = testIo();
  writeFileSync(join(io.folder, 'given'), text);
  const exit = await runCli(['what-if', 'given', ...args], io);
  return { exit, said: io.said(), told: io.told() };
}

describe('fettle what-if', () => {
  it('says of an exported state when rings are done and which deadline is missed', async () => {
    const { exit, said } = await whatIf(stateText(), '--fail', '100%', '--runs', '3');
    expect(exit).toBe(0);
    expect(said).toContain('3 futures from 2026-03-06 12:00');
    expect(said).toContain('Held in 3 of 3: too many failures');
    expect(said).toContain('0 would meet it, 1 would miss it');
  });

  it('gives the same answer for the same seed, as JSON too', async () => {
    const one = await whatIf(stateText(), '--json', '--away', '30%', '--seed', '4');
    const other = await whatIf(stateText(), '--json', '--away', '30%', '--seed', '4');
    expect(one.said).toBe(other.said);
    expect(JSON.parse(one.said)).toMatchObject({ runs: 20, complete: true, deadlines: { devices: 1 } });
  });

  it('begins when it is told to', async () => {
    const { said } = await whatIf(stateText(), '--from', 'sunday', '--runs', '1');
    expect(said).toContain('1 future from 2026-03-08 00:00');
  });

  it('plays a script, and fails where it is not as expected', async () => {
    const good = await whatIf(`${script}\nexpect deployment succeeded`);
    expect(good).toMatchObject({ exit: 0 });
    expect(good.said).toContain('as expected: expect deployment succeeded');
    const bad = await whatIf(`${script}\nexpect hold freeze`);
    expect(bad).toMatchObject({ exit: 1 });
    expect(bad.said).toContain('NOT as expected: expect hold freeze (nothing held it)');
  });

  it.each([
    ['{"format": "something"}', [], 'not the state'],
    ['{', [], 'no JSON'],
    [stateText({ version: 2 }), [], 'version 2'],
    [stateText({ extra: 1 }), [], 'nrecognized'],
    ['fly me to the moon', [], 'Line 1'],
    [stateText(), ['--away', 'many'], 'no share'],
    [stateText(), ['--from', '2020-01-01T00:00:00Z'], 'before the state was written'],
    [stateText(), ['--runs', '0'], 'whole number'],
    [stateText(), ['--fail', '70%', '--refuse', '70%'], 'than there are'],
    [stateText(), ['--deployment', 'x'], 'one of them'],
  ])('refuses %.20s %j with a sentence', async (text, args, sentence) => {
    const { exit, told } = await whatIf(text, ...args);
    expect(exit).not.toBe(0);
    expect(told).toContain(sentence);
  });
});

it('the guide’s example of a script plays', async () => {
  const guide = readFileSync(new URL('../../../../docs/guide/what-if.md', import.meta.url), 'utf8');
  const example = /```script\n([^`]+)```/.exec(guide)?.[1] ?? '';
  expect(await whatIf(example)).toMatchObject({ exit: 0 });
});
