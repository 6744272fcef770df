import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@fettle/proof/hash';
import { recordedMachine } from '@fettle/managers/machine';
import { expect, onTestFinished, test } from 'vitest';
import { openLooker } from './looker.ts';
import { readStoredScan } from './stored-scan.ts';

const line = (local: string, state: string) => `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000 0 0 1\n`;
const commands = [
  { argv: ['uname', '-m'], exitCode: 0, stdout: 'x86_64\n', stderr: '' },
  { argv: ['systemd-detect-virt'], exitCode: 1, stdout: 'none\n', stderr: '' },
];
const ssh = line('00000000:0016', '0A');

/** A look at a device without package managers, whose kernel tells of these sockets, of UDP at each look into the table. */
async function looked(tcp: string, ...udp: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'fettle-look-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const bootId = ['e1f0a4c2-5b1d-4f0e-9c57-3c1f2f6f9a10'];
  const tables = { '/proc/net/tcp': [tcp], '/proc/net/udp': udp, '/proc/sys/kernel/random/boot_id': bootId };
  const machine = recordedMachine({ about: 'sockets', isRoot: false, commands, reads: { file: tables } });
  const now = () => '2026-03-02T09:00:00Z';
  const file = join(folder, 'scan.json');
  const mode = () => ({ lists: 'own', folders: { cache: folder, store: folder }, now }) as const;
  const looker = openLooker({ machine, managers: [], file, stored: null, mode, now, refreshSeconds: 1, scanSeconds: 1 });
  return { scan: await looker.look({ refresh: false }), stored: readStoredScan(file).scan };
}

test('a look tells what listens, keeps it, and says the same while only ports of clients come and go', async () => {
  const { scan, stored } = await looked(ssh, line('00000000:0035', '07'));
  expect(scan.runtime.listening).toEqual([
    { protocol: 'tcp', address: '0.0.0.0', ports: [22] },
    { protocol: 'udp', address: '0.0.0.0', ports: [53] },
  ]);
  expect(stored).toEqual(scan);
  const dns = line('00000000:0035', '07') + line('00000000:0044', '07');
  const later = await looked(ssh, line('00000000:9C40', '07') + dns, line('00000000:9C41', '07') + dns);
  expect(digestOf(later.scan.runtime)).toBe(digestOf(scan.runtime));
});
