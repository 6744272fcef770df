import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { importNote } from '@fettle/feeds';
import { sha256Hex } from '@fettle/proof/hash';
import { toPem } from '@fettle/proof/keys';
import { anna, ben } from '@fettle/proof/trust.fixture';
import { describe, expect, it } from 'vitest';
import { runCli } from '../run.ts';
import { testIo } from '../testing/io.ts';
import type { TestIo } from '../testing/io.ts';
import { manifestName, sealManifest, signerName } from './manifest.ts';
import { readBundle } from './read-bundle.ts';
import { ownerOf } from './room.ts';
import type { Owner } from './room.ts';
import { tarEnd, tarHeader, tarPadding } from './tar-write.ts';
import { writeBundle } from './write-bundle.ts';

const fetched = Temporal.Instant.from('2026-03-02T06:00:00Z');

/** A folder of feeds as a server keeps it, with what does not belong into a bundle. */
const layout: Readonly<Record<string, string>> = {
  'osv/Debian/all.zip': 'not really a zip',
  'kev/known_exploited_vulnerabilities.json': '{"vulnerabilities":[]}',
  'msrc-cvrf/updates': '{"value":[{"ID":"2026-Mar"}]}',
  'msrc-cvrf/cvrf/2026-Mar': '<cvrf/>',
  'osv/Debian/all.zip.part': 'half',
  'osv/Debian/all.zip.part.json': '{}',
  'kev/notes.txt': 'of a person',
};

function site(files: Readonly<Record<string, string>> = layout): TestIo {
  const io = testIo();
  for (const [path, text] of Object.entries(files)) put(join(io.folder, 'feeds', path), text);
  writeFileSync(join(io.folder, 'anna.key'), toPem(anna), { mode: 0o600 });
  return io;
}

function put(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  utimesSync(file, fetched.epochMilliseconds / 1000, fetched.epochMilliseconds / 1000);
}

const exported = (io: TestIo, ...more: string[]) =>
  runCli(['feeds', 'export', '--from', 'feeds', '--out', 'bundle.tar', '--key', 'anna.key', ...more], io);
const imported = (io: TestIo, ...more: string[]) =>
  runCli(['feeds', 'import', 'bundle.tar', '--into', 'site', '--trust', anna.keyid, ...more], io);

/** Everything below a folder; nothing where there is none. */
function contents(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => [
      join(entry.parentPath, entry.name).slice(folder.length + 1),
      readFileSync(join(entry.parentPath, entry.name), 'utf8'),
    ]),
  );
}

/** A bundle made by hand: any entries, whatever the manifest says. */
function bundleOf(
  entries: Readonly<Record<string, string>>,
  said: Readonly<Record<string, string>> = entries,
  key = anna,
  beside = key,
): Buffer {
  const files = Object.entries(said).map(([path, text]) => ({
    path,
    bytes: Buffer.byteLength(text),
    sha256: sha256Hex(Buffer.from(text)),
    modifiedAt: fetched.toString(),
  }));
  const manifest = sealManifest({ kind: 'fettle-feed-bundle', version: 1, madeAt: '2026-03-02T08:00:00Z', files }, key);
  return tarOf({ [manifestName]: JSON.stringify(manifest), [signerName]: `${beside.publicKey}\n`, ...entries });
}

function tarOf(entries: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(entries).flatMap(([name, text]) => {
    const content = Buffer.from(text);
    return [tarHeader(name, content.length, 0), content, tarPadding(content.length)];
  });
  return Buffer.concat([...parts, tarEnd]);
}

describe('feeds export and import', () => {
  it('carry all that feeds read, and their lists, with the age of each', async () => {
    const io = site();
    expect(await exported(io)).toBe(0);
    expect(io.said()).toMatch(/kev +1 +22 B +2026-03-02 06:00 \(3 h ago\)/);
    expect(io.said()).toContain('kev/notes.txt');
    expect(await imported(io)).toBe(0);
    const { '.fettle-bundle.json': note, ...files } = contents(join(io.folder, 'site'));
    const { 'osv/Debian/all.zip.part': _part, 'osv/Debian/all.zip.part.json': _state, 'kev/notes.txt': _notes, ...wanted } = layout;
    expect(files).toEqual(wanted);
    expect(JSON.parse(note ?? '')).toMatchObject({
      feeds: [{ feed: 'kev', madeAt: '2026-03-02T09:00:00.000Z', keyid: anna.keyid }, {}, {}],
    });
    expect(statSync(join(io.folder, 'site/osv/Debian/all.zip')).mtimeMs).toBe(fetched.epochMilliseconds);
    expect(readdirSync(io.folder).toSorted()).toEqual(['anna.key', 'bundle.tar', 'feeds', 'site']);
  });

  it('of some feeds carry those, and leave what else stands there', async () => {
    const io = site();
    put(join(io.folder, 'site/osv/Debian/all.zip'), 'before');
    put(join(io.folder, 'site/kev/known_exploited_vulnerabilities.json'), 'before');
    expect(await exported(io, '--feed', 'kev')).toBe(0);
    expect(await imported(io, '--json')).toBe(0);
    expect(contents(join(io.folder, 'site'))).toMatchObject({
      'osv/Debian/all.zip': 'before',
      'kev/known_exploited_vulnerabilities.json': '{"vulnerabilities":[]}',
    });
  });

  it('leave links out', async () => {
    const io = site({ 'kev/known_exploited_vulnerabilities.json': '{}' });
    mkdirSync(join(io.folder, 'feeds/epss'));
    symlinkSync('/etc/passwd', join(io.folder, 'feeds/epss/epss_scores-current.csv'));
    symlinkSync('kev', join(io.folder, 'feeds/osv'));
    expect(await exported(io, '--json')).toBe(0);
    expect(JSON.parse(io.said())).toMatchObject({
      files: [{ path: 'kev/known_exploited_vulnerabilities.json' }],
      passedOver: [{ path: 'epss/epss_scores-current.csv', why: 'it is a link, or no file' }],
    });
  });

  it('take long names', async () => {
    const path = `osv/samples/${'a'.repeat(120)}.json`;
    const io = site({ [path]: '{}' });
    expect([await exported(io), await imported(io)]).toEqual([0, 0]);
    expect(contents(join(io.folder, 'site'))).toMatchObject({ [path]: '{}' });
  });

  it('are not made where a file changes meanwhile', () => {
    const { folder } = site();
    const say = (line: string) => void (line.startsWith('Writing') && put(join(folder, 'feeds/osv/Debian/all.zip'), 'another'));
    const wish = { from: join(folder, 'feeds'), out: join(folder, 'bundle.tar'), key: anna, wanted: null, madeAt: fetched.toString(), say };
    expect(() => writeBundle(wish)).toThrow(/all\.zip changed while the bundle was made/);
    expect(readdirSync(folder).toSorted()).toEqual(['anna.key', 'feeds']);
  });

  it.each([
    ['a feed that nobody knows', ['--feed', 'no-such'], 2],
    ['a feed of which nothing is there', ['--feed', 'epss'], 1],
    ['a folder without feeds', ['--from', '.'], 1],
  ])('are not made of %s', async (_what, more, exit) => {
    const io = site();
    expect(await exported(io, ...more)).toBe(exit);
    expect(existsSync(join(io.folder, 'bundle.tar'))).toBe(false);
  });
});

describe('a bundle', () => {
  const one = { 'kev/known_exploited_vulnerabilities.json': '{"vulnerabilities":[]}' };
  const two = { ...one, 'osv/Debian/all.zip': 'z'.repeat(2000) };
  const whole = bundleOf(two);
  const flipped = Buffer.from(whole);
  flipped[flipped.indexOf('zzzz') + 7] = 0x79;
  const link = Buffer.from(bundleOf(one));
  link.write('2', link.indexOf('kev/known_exploited') + 156, 'latin1');

  const fixSum = (tar: Buffer, name: string): Buffer => {
    const at = tar.indexOf(name);
    const header = tar.subarray(at, at + 512);
    header.fill(0x20, 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    return tar;
  };

  it.each([
    ['with one flipped byte', flipped, /osv\/Debian\/all\.zip is not what was signed/],
    ['with another size than was signed', bundleOf({ 'kev/known_exploited_vulnerabilities.json': '{}' }, one), /has 2 bytes and not 22/],
    ['signed by somebody else', bundleOf(two, two, ben), /trusted is/],
    ['signed by somebody else, with the key of another', bundleOf(two, two, ben, anna), /is not known for this/],
    ['that leaves the folder', bundleOf({ '../evil': 'x' }, one), /"\.\.\/evil", of which its manifest says nothing/],
    ['whose manifest leaves the folder', bundleOf({ 'osv/../../evil': 'x' }), /is no path of a feed that is known here/],
    ['with an absolute path', bundleOf({ '/etc/evil': 'x' }), /is no path of a feed that is known here/],
    ['of a feed that nobody knows', bundleOf({ 'strange/file.json': '{}' }), /is no path of a feed that is known here/],
    ['with more than its manifest says', bundleOf(two, one), /of which its manifest says nothing/],
    ['with less than its manifest says', bundleOf(one, two), /osv\/Debian\/all\.zip is missing/],
    ['in another order', bundleOf({ b: '' }, {}), /of which its manifest says nothing/],
    ['with a link', fixSum(link, 'kev/known_exploited'), /something that is no file/],
    ['that is cut within a file', whole.subarray(0, whole.length - 2500), /cut short/],
    ['that is cut before its end', whole.subarray(0, whole.length - 1024), /cut short/],
    ['that is no tar', Buffer.from('x'.repeat(5000)), /no tar/],
    ['that is another tar', tarOf({ 'hello.txt': 'x' }), /no bundle of feeds/],
    ['of nothing', Buffer.alloc(0), /cut short/],
  ])('%s is refused, and nothing is changed', async (_what, bytes, why) => {
    const io = site();
    writeFileSync(join(io.folder, 'bundle.tar'), bytes);
    put(join(io.folder, 'site/osv/Debian/all.zip'), 'before');
    expect(await imported(io)).toBe(1);
    expect(io.told()).toMatch(why);
    expect(contents(join(io.folder, 'site'))).toEqual({ 'osv/Debian/all.zip': 'before' });
    expect(readdirSync(io.folder).toSorted()).toEqual(['anna.key', 'bundle.tar', 'feeds', 'site']);
  });

  it('that is older than what stands there is taken only with --older', async () => {
    const io = site();
    await exported(io);
    await imported(io);
    writeFileSync(join(io.folder, 'bundle.tar'), bundleOf({ 'kev/known_exploited_vulnerabilities.json': 'older' }));
    expect(await imported(io)).toBe(1);
    expect(io.told()).toContain('older than what is there');
    expect(contents(join(io.folder, 'site'))['kev/known_exploited_vulnerabilities.json']).toBe('{"vulnerabilities":[]}');
    expect(await imported(io, '--older')).toBe(0);
    expect(contents(join(io.folder, 'site'))['kev/known_exploited_vulnerabilities.json']).toBe('older');
    const note = contents(join(io.folder, 'site'))['.fettle-bundle.json'] ?? '';
    expect(JSON.parse(note)).toMatchObject({
      feeds: [{ feed: 'kev', madeAt: '2026-03-02T08:00:00Z' }, { feed: 'msrc-cvrf' }, { feed: 'osv' }],
    });
  });

  it('does not go through links that stand in the folder', async () => {
    const io = site();
    await exported(io);
    mkdirSync(join(io.folder, 'site'));
    mkdirSync(join(io.folder, 'elsewhere'));
    symlinkSync('../elsewhere', join(io.folder, 'site/osv'));
    expect(await imported(io)).toBe(1);
    expect(io.told()).toContain('is a link');
    expect(contents(join(io.folder, 'elsewhere'))).toEqual({});
    expect(readdirSync(join(io.folder, 'site'))).toEqual(['osv']);
  });
});

describe('an import that is killed in the middle', () => {
  const before = { 'kev/known_exploited_vulnerabilities.json': 'before', 'osv/Debian/all.zip': 'before' };
  const after = { 'kev/known_exploited_vulnerabilities.json': 'after', 'osv/Debian/all.zip': 'after' };

  /** A process of its own, which ends itself at this line of what it tells, as a power cut would. */
  function killedAt(folder: string, line: string): void {
    const script = `
      import { readBundle } from ${JSON.stringify(new URL('./read-bundle.ts', import.meta.url).href)};
      const [file, into] = ${JSON.stringify([join(folder, 'bundle.tar'), join(folder, 'site')])};
      const say = (line) => { if (line === ${JSON.stringify(line)}) process.kill(process.pid, 'SIGKILL'); };
      readBundle({ file, into, trust: ${JSON.stringify(anna.keyid)}, older: false, say });`;
    const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    expect([ended.signal, ended.stderr]).toEqual(['SIGKILL', '']);
  }
  const halfSite = (line: string): TestIo => {
    const io = site({});
    for (const [path, text] of Object.entries(before)) put(join(io.folder, 'site', path), text);
    writeFileSync(join(io.folder, 'bundle.tar'), bundleOf(after));
    killedAt(io.folder, line);
    return io;
  };
  const standing = (io: TestIo) => Object.fromEntries(Object.entries(contents(join(io.folder, 'site'))).filter(([path]) => path in before));

  it('while it checks: nothing is changed, and what it unpacked is taken away by the next', async () => {
    const io = halfSite('Checking osv/Debian/all.zip');
    expect(contents(join(io.folder, 'site'))).toEqual(before);
    expect(readdirSync(io.folder).filter((name) => name.startsWith('.site.'))).toHaveLength(1);
    expect(await imported(io)).toBe(0);
    expect(standing(io)).toEqual(after);
    expect(readdirSync(io.folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('between two files: nobody reads the half, and the next import, of whatever bundle, finishes it first', async () => {
    const io = halfSite('Putting osv/Debian/all.zip in place');
    expect(standing(io)).toEqual({ ...before, 'kev/known_exploited_vulnerabilities.json': 'after' });
    expect(await runCli(['feeds', 'export', '--from', 'site', '--out', 'again.tar', '--key', 'anna.key'], io)).toBe(1);
    expect(io.told()).toContain('some of its files are of the bundle, others are older');
    // One that is older is not taken; what was begun is finished all the same.
    writeFileSync(join(io.folder, 'bundle.tar'), bundleOf({ 'epss/epss_scores-current.csv': 'x' }));
    expect(await imported(io)).toBe(0);
    expect(standing(io)).toEqual(after);
    expect(JSON.parse(contents(join(io.folder, 'site'))['.fettle-bundle.json'] ?? '')).toMatchObject({
      feeds: [{ feed: 'epss' }, { feed: 'kev', madeAt: '2026-03-02T08:00:00Z' }, { feed: 'osv' }],
    });
    expect(readdirSync(join(io.folder, 'site')).toSorted()).toEqual(['.fettle-bundle.json', 'epss', 'kev', 'osv']);
    expect(readdirSync(io.folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('between two files, and what it unpacked is gone: only a bundle that brings all of it is taken', async () => {
    const io = halfSite('Putting osv/Debian/all.zip in place');
    for (const name of readdirSync(io.folder).filter((one) => one.startsWith('.site.'))) rmSync(join(io.folder, name), { recursive: true });
    writeFileSync(join(io.folder, 'bundle.tar'), bundleOf({ 'kev/known_exploited_vulnerabilities.json': 'other' }));
    expect(await imported(io)).toBe(1);
    expect(io.told()).toContain('does not bring osv/Debian/all.zip');
    writeFileSync(join(io.folder, 'bundle.tar'), bundleOf(after));
    expect(await imported(io)).toBe(0);
    expect(standing(io)).toEqual(after);
  });

  it('between two files: a bundle that is refused finishes it all the same, and takes nothing of it away', async () => {
    const io = halfSite('Putting osv/Debian/all.zip in place');
    writeFileSync(join(io.folder, 'bundle.tar'), 'no bundle');
    expect(await imported(io)).toBe(1);
    expect(standing(io)).toEqual(after);
    expect(readdirSync(io.folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  /** As if another process had been at work. */
  const of = (io: TestIo, owner: Owner) => {
    const [room = ''] = readdirSync(io.folder).filter((name) => name.startsWith('.site.'));
    const other = `.site.${owner.pid}-${owner.boot}-${owner.began}-0123456789ab.new`;
    renameSync(join(io.folder, room), join(io.folder, other));
    const note = join(io.folder, 'site', importNote);
    writeFileSync(note, readFileSync(note, 'utf8').replace(room, other));
  };
  const init = ownerOf(process.ppid);
  it.each([
    ['that had the number of one that runs now', { ...init, began: '1' }, 0],
    ['of another start of the machine', { ...init, boot: '00000000' }, 0],
    ['that still runs', init, 1],
    ['that still runs, on a system that tells no more than its number', { ...init, boot: 'x', began: 'x' }, 1],
  ])('is gone on with, unless its process is at work: one %s', async (_what, owner, exit) => {
    const io = halfSite('Putting osv/Debian/all.zip in place');
    of(io, owner);
    expect(await imported(io)).toBe(exit);
    expect(standing(io)).toEqual(exit === 0 ? after : { ...before, 'kev/known_exploited_vulnerabilities.json': 'after' });
    if (exit === 1) expect(io.told()).toContain(`The process ${process.ppid} is putting a bundle in place`);
  });
});

it('an import that can go neither on nor back leaves its note and what it unpacked, and the next one finishes it', async () => {
  const files = { 'kev/known_exploited_vulnerabilities.json': 'after', 'osv/Debian/all.zip': 'after' };
  const io = site({});
  for (const path of Object.keys(files)) put(join(io.folder, 'site', path), 'before');
  writeFileSync(join(io.folder, 'bundle.tar'), bundleOf(files));
  const room = () => join(io.folder, readdirSync(io.folder).find((name) => name.startsWith('.site.')) ?? '');
  const say = (line: string): void => {
    if (line !== 'Putting osv/Debian/all.zip in place') return;
    // The second file can not be moved, and what stood in the place of the first is gone.
    renameSync(join(room(), 'new/osv'), join(room(), 'new/away'));
    rmSync(join(room(), 'old/kev'), { recursive: true });
  };
  const wish = { file: join(io.folder, 'bundle.tar'), into: join(io.folder, 'site'), trust: anna.keyid, older: false, say };
  expect(() => readBundle(wish)).toThrow(/nor all of those before it taken back/);
  expect(existsSync(join(io.folder, 'site', importNote))).toBe(true);
  renameSync(join(room(), 'new/away'), join(room(), 'new/osv'));
  writeFileSync(join(io.folder, 'bundle.tar'), bundleOf({ 'epss/epss_scores-current.csv': 'x' }));
  expect(await imported(io)).toBe(0);
  expect(contents(join(io.folder, 'site'))).toMatchObject(files);
  expect(readdirSync(io.folder).toSorted()).toEqual(['anna.key', 'bundle.tar', 'site']);
});
