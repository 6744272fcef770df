import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../run.ts';
import { testIo } from '../testing/io.ts';

/** Runs a verb over these lines as a person would: rows in a file, answers on standard output. */
async function compute(verb: string, lines: readonly (object | string)[], files: Readonly<Record<string, object | string>> = {}) {
  const io = testIo();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(io.folder, path, '..'), { recursive: true });
    writeFileSync(join(io.folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  writeFileSync(join(io.folder, 'rows'), lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  const tops = new Set(Object.keys(files).map((path) => path.split('/')[0] ?? path));
  const feeds = tops.size === 0 ? [] : ['--feed', ...tops];
  const exit = await runCli(['compute', verb, '--in', 'rows', '--now', '2026-03-02T09:00:00Z', ...feeds], io);
  const answers = io
    .said()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  return { exit, answers, told: io.told() };
}

const osv = {
  id: 'DSA-6001-1',
  aliases: ['CVE-2026-10001'],
  affected: [
    {
      package: { ecosystem: 'Debian:12', name: 'lab-app' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.1-1' }] }],
    },
  ],
};

describe('compute', () => {
  it.each([
    ['vercmp', { scheme: 'deb', a: '1.0~rc1', b: '1.0' }, { cmp: -1 }],
    ['vercmp', { scheme: 'rpm', a: '1.0-1', b: '0:1.0-1' }, { cmp: 0 }],
    ['vercmp', { scheme: 'apk', a: '1.0_p1', b: '1.0' }, { cmp: 1 }],
    ['cvss', { vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }, { version: '3.1', base: 9.8, severity: 'critical' }],
    [
      'ssvc',
      {
        table: 'cisa-coordinator',
        inputs: { Exploitation: 'active', Automatable: 'yes', 'Technical Impact': 'total', 'Mission and Well-Being Impact': 'high' },
      },
      { outcome: 'act' },
    ],
    [
      'match',
      { ecosystem: 'Debian:12', package: 'lab-app', version: '1.0-1', osv },
      { findings: [{ id: 'DSA-6001-1', fixed: '1.1-1', state: 'affected' }] },
    ],
    ['match', { ecosystem: 'Debian:12', package: 'lab-app', version: '1.1-1', osv }, { findings: [], unknown: [], problems: [] }],
    [
      'deadline',
      { framework: 'bod-22-01', inKev: true, cves: ['CVE-2026-10001'], events: { kevAdded: '2026-03-01', kevDue: '2026-03-15' } },
      { due: '2026-03-15' },
    ],
    ['urgency', { cves: ['CVE-2026-10001'], inKev: true }, { urgency: 'urgent' }],
    ['urgency', { cves: [] }, { urgency: 'normal' }],
    [
      'parse',
      { tool: 'dnf check-update', text: 'lab-app.x86_64  1.1-1.el9  baseos\n' },
      { tool: 'dnf-check-update', unread: 0, rows: [{ name: 'lab-app', version: '1.1-1.el9' }] },
    ],
    ['parse', { tool: 'apt', text: 'a line that nobody knows\n' }, { rows: [], unread: 1, unreadLines: ['a line that nobody knows'] }],
  ])('%s answers %j', async (verb, row, answer) => {
    const { exit, answers } = await compute(verb, [row]);
    expect(exit).toBe(0);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject(answer);
    expect(answers[0]).not.toHaveProperty('error');
  });

  it.each([
    ['vercmp', { scheme: 'no-such', a: '1', b: '2' }, 'unknown', /There is no scheme "no-such"/],
    ['vercmp', { scheme: 'deb', a: '', b: '2' }, 'unknown', /no version of the scheme deb/],
    ['cvss', { vector: 'CVSS:3.1/AV:N' }, 'error', /./],
    ['ssvc', { table: 'no-such', inputs: {} }, 'error', /no-such/],
  ])('%s says why it can not answer %j, which is an answer', async (verb, row, member, why) => {
    const { exit, answers } = await compute(verb, [row]);
    expect(exit).toBe(0);
    expect(answers[0]?.[member]).toMatch(why);
  });

  it.each([
    ['vercmp', { scheme: 'deb', a: '1' }, /The field "b" is missing/],
    ['cvss', { vector: 9.8 }, /The field "vector" must be text/],
    ['ssvc', { table: 'deployer', inputs: [] }, /The field "inputs" must be an object/],
    ['deadline', { framework: 'no-such' }, /There is no framework "no-such"\. Known are: pci-dss/],
    ['match-windows', { product: 'Windows 11', build: '10.0.1.1', installedKBs: '5000001' }, /The field "installedKBs" must be a list/],
    ['parse', { tool: 'emerge', text: '' }, /There is no reader for "emerge"\. Known are: apt/],
    ['parse', { tool: 'apt' }, /The field "text" is missing/],
  ])('%s tells what is wrong with %j, and ends with 1', async (verb, row, why) => {
    const { exit, answers } = await compute(verb, [row]);
    expect(exit).toBe(1);
    expect(answers).toEqual([{ error: expect.stringMatching(why) as string }]);
  });

  it('answers every row in order, whatever stands between', async () => {
    const rows = ['{"scheme":"deb","a":"1","b":"2"}', 'no JSON', '', '[]', '{"scheme":"deb"}', '{"scheme":"deb","a":"2","b":"1"}'];
    const { exit, answers } = await compute('vercmp', rows);
    expect(exit).toBe(1);
    expect(answers).toEqual([
      { cmp: -1 },
      { error: 'This line is no JSON object.' },
      { error: 'This line is no JSON object.' },
      { error: 'The field "a" is missing.' },
      { cmp: 1 },
    ]);
  });

  it('writes all of many answers', async () => {
    const { answers } = await compute(
      'vercmp',
      Array.from({ length: 20_000 }, (_, at) => ({ scheme: 'semver', a: `1.${at}.0`, b: '1.10000.0' })),
    );
    expect(answers.map(({ cmp }) => cmp)).toEqual(Array.from({ length: 20_000 }, (_, at) => Math.sign(at - 10_000)));
  });

  it('matches against a folder of feeds, in which other files may stand', async () => {
    const row = { ecosystem: 'Debian:12', package: 'lab-app', version: '1.0-1' };
    const { exit, answers } = await compute('match', [row], { 'feeds/a.json': osv, 'feeds/readme.txt': 'by hand' });
    expect([exit, answers]).toMatchObject([0, [{ findings: [{ id: 'DSA-6001-1', aliases: ['CVE-2026-10001'] }] }]]);
  });

  it('refuses a file that is no feed where it was named itself', async () => {
    const { exit, answers, told } = await compute('match', [{ ecosystem: 'Debian:12', package: 'lab-app', version: '1.0-1' }], {
      'notes.txt': 'by hand',
    });
    expect([exit, answers]).toEqual([1, []]);
    expect(told).toContain('no feed has files like it');
  });

  it('says that a row can not be matched without a feed', async () => {
    const { answers } = await compute('match', [{ ecosystem: 'Debian:12', package: 'lab-app', version: '1.0-1' }]);
    expect(answers).toMatchObject([{ findings: [], problems: ['There is no feed to answer from.'] }]);
  });

  it('tells what of a row had the wrong type, and goes on without it', async () => {
    const { answers } = await compute('urgency', [{ cves: ['CVE-2026-10001'], inKev: 'perhaps', epss: [] }]);
    expect(answers[0]).toMatchObject({ passedOver: ['inKev', 'epss'] });
  });
});
