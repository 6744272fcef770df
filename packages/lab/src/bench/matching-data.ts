/** What the matching benchmark reads: the exports and inventories that stand beside the checkout where they do, else made-up ones of the same size. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Software } from '@fettle/core/inventory';
import { feedFile, feedOf } from '@fettle/feeds';
import { zipOf } from '@fettle/feeds/testing';

const beside = fileURLToPath(new URL('../../../../../shared/data', import.meta.url));

export type Export = { readonly path: string; readonly file: string };

/** The exports to import, the one whose time is told first. */
export function exportsFor(folder: string): { readonly exports: readonly Export[]; readonly real: boolean } {
  const names = ['AlmaLinux', 'Debian', 'Alpaquita-BellSoft'];
  if (existsSync(join(beside, 'feeds', 'osv', 'AlmaLinux', 'all.zip')))
    return { real: true, exports: names.map((name) => ({ path: `${name}/all.zip`, file: join(beside, 'feeds', 'osv', name, 'all.zip') })) };
  const made = [
    { path: 'AlmaLinux/all.zip', ecosystem: 'AlmaLinux:9', prefix: 'ALSA-2026', records: 5_600, packages: 12 },
    { path: 'Debian/all.zip', ecosystem: 'Debian:12', prefix: 'DEBIAN-CVE-2026', records: 9_500, packages: 1 },
    { path: 'Alpaquita/all.zip', ecosystem: 'Alpaquita:23', prefix: 'BELL-CVE-2026', records: 17_000, packages: 2 },
  ];
  return { real: false, exports: made.map((one) => ({ path: one.path, file: makeExport(folder, one) })) };
}

type Made = {
  readonly path: string;
  readonly ecosystem: string;
  readonly prefix: string;
  readonly records: number;
  readonly packages: number;
};

function makeExport(folder: string, { path, ecosystem, prefix, records, packages }: Made): string {
  const file = join(folder, path.replace('/', '-'));
  mkdirSync(folder, { recursive: true });
  const entries = Array.from({ length: records }, (_, n) => {
    const id = `${prefix}-${String(n).padStart(5, '0')}`;
    const affected = Array.from({ length: packages }, (_unused, k) => ({
      package: { ecosystem, name: `package-${(n * 7 + k) % 3000}` },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: `1.${n % 50}.${k}-r${n % 9}` }] }],
    }));
    const record = {
      id,
      modified: '2026-01-01T00:00:00Z',
      upstream: [`CVE-2026-${String(n).padStart(5, '0')}`],
      affected,
      details: 'x'.repeat(800),
    };
    return { name: `${id}.json`, content: JSON.stringify(record) };
  });
  writeFileSync(file, zipOf(entries));
  return file;
}

const osIds: Readonly<Record<string, string>> = { alma: 'almalinux', AlmaLinux: 'almalinux', Debian: 'debian', Alpaquita: 'alpaquita' };

/** So many distinct software: those of the inventories, widened by the versions that the exports name. */
export async function distinctSoftware(exports: readonly Export[], most: number): Promise<readonly Software[]> {
  const found = new Map<string, Software>();
  const add = (
    ecosystem: string,
    name: string,
    version: string,
    source: string,
    sourceVersion: string,
    architecture: string,
    module = '',
  ): void => {
    if (found.size >= most || version.length > 250) return;
    const manager = ecosystem.startsWith('almalinux') ? 'dnf' : 'apt';
    const software: Software = { ecosystem, manager, name, version, architecture, sourceName: source, sourceVersion, module };
    found.set(JSON.stringify(software), software);
  };
  for (const device of inventories()) {
    const id = osIds[device.os.id] ?? device.os.id;
    for (const p of device.packages)
      add(
        `${id}:${device.os.version ?? ''}`,
        p.name,
        p.version,
        p.source ?? p.name,
        p.sourceVersion ?? p.version,
        p.arch ?? 'amd64',
        p.module ?? '',
      );
  }
  const osv = feedOf('osv');
  if (osv === null) throw new Error('there is no OSV feed');
  for (const one of exports) {
    for await (const record of osv.parse(feedFile(one.path, one.file))) {
      if (record.type !== 'advisory') continue;
      for (const { ecosystem, name, ranges, module } of record.advisory.affected) {
        const [family = '', release = ''] = ecosystem.split(':');
        const id = osIds[family];
        if (id === undefined) continue;
        // A package of a module stream says so on every device.
        const label = module === null ? '' : `${module}:1:lab`;
        for (const { fixed } of ranges) {
          if (fixed === null) continue;
          for (const version of [fixed, `${fixed}.1`, fixed.replace(/\d+$/, (digits) => String(Math.max(0, Number(digits) - 1)))])
            add(`${id}:${release}`, name, version, name, version, id === 'almalinux' ? 'x86_64' : 'amd64', label);
        }
      }
      if (found.size >= most) return [...found.values()];
    }
  }
  return [...found.values()];
}

type Inventory = {
  readonly os: { readonly id: string; readonly version: string | null };
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly arch?: string;
    readonly source?: string;
    readonly sourceVersion?: string;
    readonly module?: string;
  }[];
};

function inventories(): readonly Inventory[] {
  const folder = join(beside, 'fleet');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'index.json')
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Inventory) // written in this form by whoever keeps the folder
    .filter((one) => Array.isArray(one.packages));
}
