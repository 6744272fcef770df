import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../run.ts';
import { testFolder, testIo } from '../../testing/io.ts';
import { recordedScan } from '../../testing/recorded-scan.ts';
import { feedsIn } from './feed-folder.ts';
import { readFacts } from './read-facts.ts';
import type { ScanUrgency } from './types.ts';

/** The recorded machine is Debian 12, has lab-app 1.0-1 and is offered 1.1-1 from a security pocket. */
const env = { XDG_CACHE_HOME: '/home/anna/.cache' };
const fetched = Temporal.Instant.from('2026-03-02T06:00:00Z').epochMilliseconds / 1000;

function record(id: string, cve: string, fixed: string | null, more: object = {}) {
  const events = [{ introduced: '0' }, ...(fixed === null ? [] : [{ fixed }])];
  return {
    id,
    aliases: [cve],
    modified: '2026-03-01T00:00:00Z',
    published: '2026-03-01T00:00:00Z',
    affected: [{ package: { ecosystem: 'Debian:12', name: 'lab-app' }, ranges: [{ type: 'ECOSYSTEM', events }] }],
    ...more,
  };
}

const kev = {
  catalogVersion: '2026.03.01',
  dateReleased: '2026-03-01T00:00:00.000Z',
  count: 1,
  vulnerabilities: [
    {
      cveID: 'CVE-2026-10001',
      vendorProject: 'Lab',
      product: 'App',
      vulnerabilityName: 'Lab App flaw',
      dateAdded: '2026-03-01',
      shortDescription: 'A flaw.',
      requiredAction: 'Update.',
      dueDate: '2026-03-15',
      knownRansomwareCampaignUse: 'Unknown',
      notes: '',
      cwes: [],
    },
  ],
};
const epss =
  '#model_version:v2026.01.01,score_date:2026-03-02T00:00:00+0000\ncve,epss,percentile\nCVE-2026-10001,0.9,0.99\nCVE-2026-10002,0.001,0.1\n';

function folderOf(files: Readonly<Record<string, object | string>>, at = fetched): string {
  const folder = testFolder();
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    utimesSync(file, at, at);
  }
  return folder;
}

async function scan(situation: string, files: Readonly<Record<string, object | string>>, args: readonly string[] = [], at = fetched) {
  const io = testIo({ machine: recordedScan(situation), env });
  const exit = await runCli(['scan', '--no-refresh', '--feeds', folderOf(files, at), ...args], io);
  return { exit, said: io.said(), told: io.told() };
}

async function asJson(
  situation: string,
  files: Readonly<Record<string, object | string>>,
  args: readonly string[] = [],
): Promise<ScanUrgency> {
  const { said } = await scan(situation, files, ['--json', ...args]);
  return (JSON.parse(said) as { urgency: ScanUrgency }).urgency;
}

const exploited = {
  'osv/Debian/a.json': record('DSA-6001-1', 'CVE-2026-10001', '1.1-1'),
  'osv/Debian/b.json': record('DSA-6002-1', 'CVE-2026-10002', '1.2-1'),
  'osv/Debian/c.json': record('DSA-6003-1', 'CVE-2026-10003', '0.9-1'),
  'kev/known_exploited_vulnerabilities.json': kev,
  'epss/epss_scores-current.csv': epss,
};

describe('fettle scan --feeds', () => {
  it('says how urgent an update is, what it ends, by which rule, and by how old feeds', async () => {
    const { exit, said } = await scan('one-security-update', exploited);
    expect(exit).toBe(0);
    expect(said).toMatch(/1 update, 1 of them urgent:\n.*\nlab-app:\S+ +1\.1-1 +urgent +CVE-2026-10001\n/);
    expect(said).toMatch(/Why:\nlab-app: CVE-2026-10001: urgent/);
    expect(said).toMatch(/Of 3 advisories for Debian:12 2 hold for the \d+ packages? here\. These updates end 1; 1 stay for 1 package/);
    expect(said).toMatch(/osv +3 +2026-03-02 06:00 \(3 h ago\)/);
    expect(said).toContain('Neither vulnrichment nor nvd was read');
  });

  it('gives all of it as JSON, beside the scan', async () => {
    const urgency = await asJson('one-security-update', exploited);
    expect(urgency).toMatchObject({ ecosystems: ['Debian:12'], covered: true, advisories: 3 });
    expect(urgency.offers).toMatchObject([
      { name: 'lab-app', urgency: 'urgent', basis: 'vulnerabilities', ends: ['CVE-2026-10001'], advisories: ['DSA-6001-1'] },
    ]);
    expect(urgency.open).toMatchObject([{ name: 'lab-app', advisory: 'DSA-6002-1', fixed: '1.2-1' }]);
  });

  it('adds deadlines by frameworks, and what one look can not know', async () => {
    const { said } = await scan('one-security-update', exploited, ['--framework', 'bod-22-01', '--framework', 'pci-dss-4.0.1']);
    expect(said).toMatch(/lab-app:\S+ +1\.1-1 +urgent +2026-03-15 /);
    expect(said).toContain('Since when this device misses an update, or was offered it, one look can not know');
    const { offers } = await asJson('one-security-update', exploited, ['--framework', 'bod-22-01', '--framework', 'pci-dss-4.0.1']);
    expect(offers[0]?.deadlines.map(({ framework }) => framework)).toEqual(['bod-22-01', 'pci-dss-4.0.1']);
  });

  it('takes vectors and points from CVE records, and the newest day of EPSS', async () => {
    const fixture = new URL('../../../../feeds/src/vulnrichment/fixtures/CVE-2026-10001.json', import.meta.url);
    const folder = folderOf({
      'vulnrichment/CVE-2026-10001.json': readFileSync(fixture, 'utf8'),
      'epss/epss_scores-2026-03-02.csv': epss,
      'epss/epss_scores-2026-03-03.csv': epss.replace('score_date:2026-03-02', 'score_date:2026-03-03').replace('0.9,', '0.01,'),
      'epss/epss_scores-current.csv': epss.replace('score_date:2026-03-02', 'score_date:2026-03-01').replace('0.9,', '0.5,'),
    });
    const { facts, read, troubles } = await readFacts(feedsIn(folder), new Set(['CVE-2026-10001']), () => undefined);
    expect([...facts.keys()]).toEqual(['CVE-2026-10001']);
    expect(facts.get('CVE-2026-10001')).toMatchObject({ kev: null, epss: { score: 0.01, date: '2026-03-03' } });
    expect(facts.get('CVE-2026-10001')?.cvss.length).toBeGreaterThan(0);
    expect(facts.get('CVE-2026-10001')?.ssvc).not.toBeNull();
    expect([[...read], troubles]).toEqual([['vulnrichment', 'epss'], []]);
  });

  it('does not take an advisory for another release, or one that was withdrawn', async () => {
    const urgency = await asJson('one-security-update', {
      'osv/Debian/a.json': record('DSA-6001-1', 'CVE-2026-10001', '1.1-1', { withdrawn: '2026-03-01T12:00:00Z' }),
      'osv/Debian/b.json': {
        ...record('DSA-6002-1', 'CVE-2026-10002', '1.1-1'),
        affected: [{ package: { ecosystem: 'Debian:11', name: 'lab-app' }, ranges: [] }],
      },
    });
    expect(urgency.advisories).toBe(1);
    expect(urgency.offers).toMatchObject([{ urgency: 'urgent', basis: 'unmatched', ends: [] }]);
    expect(urgency.open).toEqual([]);
  });

  it('says that none holds only of how many, and where something spoke of this system', async () => {
    const { said } = await scan('clean', { 'osv/Debian/c.json': record('DSA-6003-1', 'CVE-2026-10003', '0.9-1') });
    expect(said).toMatch(/Of 1 advisory for Debian:12 none holds for the \d+ packages? here\./);
  });

  it('says “unknown” where no feed speaks of this system', async () => {
    const { said } = await scan('clean', { 'kev/known_exploited_vulnerabilities.json': kev });
    expect(said).toContain('Which vulnerabilities the software here has is unknown');
    expect(said).toContain('None of the feeds speaks of Debian:12');
    expect(said).not.toMatch(/none holds|\b0 (?:vulnerab|hold)/);
  });

  it('goes on where a file can not be read, and says so', async () => {
    const { exit, said } = await scan('clean', {
      'osv/Debian/all.zip': 'no zip',
      'osv/Debian/a.json': record('DSA-6003-1', 'CVE-2026-10003', '0.9-1'),
    });
    expect(exit).toBe(0);
    expect(said).toContain('osv/Debian/all.zip can not be read');
  });

  it('does not open archives of other systems', async () => {
    const { said } = await scan('clean', {
      'osv/Ubuntu/all.zip': 'no zip',
      'osv/Debian/a.json': record('DSA-6003-1', 'CVE-2026-10003', '0.9-1'),
    });
    expect(said).not.toContain('Ubuntu/all.zip');
  });

  it('says that feeds are old', async () => {
    const { said } = await scan('clean', exploited, [], fetched - 90 * 86_400);
    expect(said).toMatch(/osv +3 +2025-12-02 06:00 \(90 days ago\), late/);
    expect(said).toMatch(/Older than they may be: .*osv/);
  });

  it('names the folder that has no feeds, before it looks', async () => {
    const io = testIo({ machine: recordedScan('clean'), env });
    expect(await runCli(['scan', '--feeds', 'nowhere'], io)).toBe(1);
    expect(io.told()).toContain('nowhere can not be read: there is no such file or folder');
    expect(io.said()).toBe('');
  });

  it.each([
    ['a framework without feeds', ['scan', '--framework', 'bod-22-01'], /--framework needs --feeds/],
    ['a framework that nobody knows', ['scan', '--feeds', '.', '--framework', 'no-such'], /There is no framework "no-such"/],
  ])('refuses %s', async (_what, args, why) => {
    const io = testIo({ machine: recordedScan('clean'), env });
    expect(await runCli(args, io)).toBe(2);
    expect(io.told()).toMatch(why);
  });
});
