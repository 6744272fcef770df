/** Scan and simulation over what a real, outdated Debian 12 answered (fixtures/record-debian.ts). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordedMachine } from '../machine/index.ts';
import type { Recording } from '../machine/index.ts';
import { playMode } from '../testing/situations.ts';
import { apt } from './index.ts';

const recording = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/debian-12.json'), 'utf8')) as Recording;

describe('a real Debian 12 with updates pending', () => {
  it('has its packages with source, and its security updates with origin and size', async () => {
    const machine = recordedMachine(recording);
    await apt.refresh(machine, playMode);
    const scan = await apt.scan(machine, playMode);
    if (!scan.ok) throw new Error(scan.trouble.cause);
    expect(scan.installed.length).toBeGreaterThan(90);
    expect(scan.installed.every((one) => one.condition === 'installed')).toBe(true);
    // A binary rebuild: its version is not its source's.
    expect(scan.installed.find((one) => one.name === 'bash')).toMatchObject({ sourceName: 'bash', sourceVersion: '5.2.15-2' });
    expect(scan.installed.find((one) => one.name === 'libstdc++6')).toMatchObject({ sourceName: 'gcc-12' });
    const security = scan.offers.filter((one) => one.class === 'security');
    expect(security.map((one) => one.name)).toEqual(expect.arrayContaining(['liblzma5', 'perl-base', 'tzdata']));
    for (const offer of security) {
      expect(offer).toMatchObject({
        origin: { label: 'Debian-Security', archive: 'oldstable-security', codename: 'bookworm-security' },
        withheld: null,
      });
      expect(offer.bytes).toBeGreaterThan(1_000);
    }
    expect(scan.offers.find((one) => one.name === 'liblzma5')?.sourceName).toBe('xz-utils');
    expect(scan.problems).toEqual([]);
  });

  it('is simulated whole, with hashes of both ways, since its main archive still has the old versions', async () => {
    const machine = recordedMachine(recording);
    await apt.refresh(machine, playMode);
    const scan = await apt.scan(machine, playMode);
    if (!scan.ok) throw new Error(scan.trouble.cause);
    const wanted = scan.offers.map((one) => ({ manager: 'apt' as const, name: one.name, architecture: one.architecture, version: one.to }));
    const simulated = await apt.simulate(machine, playMode, wanted);
    if (!simulated.ok) throw new Error(simulated.trouble.cause);
    const { changes, files, wayBack, downloadBytes, diskBytes } = simulated.value;
    expect(changes.map((one) => one.name)).toEqual(scan.offers.map((one) => one.name));
    expect(changes.map((one) => [one.from, one.to])).toEqual(scan.offers.map((one) => [one.from, one.to]));
    expect(files).toHaveLength(changes.length);
    expect(downloadBytes).toBe(scan.offers.reduce((sum, one) => sum + one.bytes, 0));
    expect(diskBytes).not.toBeNull();
    expect(wayBack).toMatchObject({ kind: 'downgrade' });
    if (wayBack.kind === 'downgrade') expect(wayBack.files.map((one) => one.version)).toEqual(changes.map((one) => one.from));
  });
});
