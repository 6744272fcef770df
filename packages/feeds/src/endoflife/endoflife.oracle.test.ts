/** The real products, kept beside the checkout and not in it; and what they say of real operating systems. */
import { existsSync } from 'node:fs';
import { lifecycleOf, productOfOs, publisherOf, publisherRows } from '@fettle/core/lifecycle';
import { expect, test } from 'vitest';
import { fileAt, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { endoflife } from './index.ts';

const place = new URL('../../../../../shared/data/feeds/endoflife/products.json', import.meta.url);

test.runIf(existsSync(place))('all real products read (needs shared/data/feeds/endoflife)', async () => {
  const records = await recordsOf(endoflife, fileAt(place));
  expect(problemsOf(records)).toEqual([]);
  const products = records.flatMap((record) => (record.type === 'lifecycle' ? [record.product] : []));
  expect(products).toHaveLength(464);
  expect(products.reduce((sum, product) => sum + product.releases.length, 0)).toBe(8351);
});

const systems: readonly (readonly [string, string, string, string, string, string | null])[] = [
  ['debian', '12', 'Debian GNU/Linux 12 (bookworm)', '2026-07-11', 'supported', '2026-07-11'],
  ['debian', '12', 'Debian GNU/Linux 12 (bookworm)', '2026-07-12', 'extended-only', '2028-06-30'],
  ['debian', '10', 'Debian GNU/Linux 10 (buster)', '2026-07-12', 'ended', '2024-06-30'],
  ['ubuntu', '22.04', 'Ubuntu 22.04.5 LTS', '2026-07-12', 'security-only', '2027-04-01'],
  ['ubuntu', '18.04', 'Ubuntu 18.04.6 LTS', '2026-07-12', 'extended-only', '2028-04-01'],
  ['ubuntu', '23.10', 'Ubuntu 23.10', '2026-07-12', 'ended', '2024-07-12'],
  ['alpine', '3.19.1', 'Alpine Linux v3.19', '2025-11-01', 'supported', '2025-11-01'],
  ['almalinux', '8.9', 'AlmaLinux 8.9', '2026-07-12', 'security-only', '2029-05-31'],
  ['rocky', '9.3', 'Rocky Linux 9.3', '2026-07-12', 'supported', '2032-05-31'],
  ['rhel', '7.9', 'Red Hat Enterprise Linux Server 7.9', '2026-07-12', 'extended-only', '2029-05-31'],
  ['ol', '10.1', 'Oracle Linux Server 10.1', '2026-07-12', 'supported', null],
  ['sles', '15', 'SUSE Linux Enterprise Server 15', '2026-07-12', 'ended', '2022-12-31'],
  ['sles', '15.5', 'SUSE Linux Enterprise Server 15 SP5', '2026-07-12', 'extended-only', '2027-12-31'],
  ['opensuse-leap', '15.6', 'openSUSE Leap 15.6', '2026-07-12', 'ended', '2026-04-30'],
  ['amzn', '2', 'Amazon Linux 2', '2026-07-12', 'ended', '2026-06-30'],
  ['amzn', '2023', 'Amazon Linux 2023', '2026-07-12', 'supported', '2029-06-30'],
  ['centos', '8', 'CentOS Linux 8', '2026-07-12', 'ended', '2021-12-31'],
  ['centos', '9', 'CentOS Stream 9', '2026-07-12', 'supported', '2027-05-31'],
  ['fedora', '43', 'Fedora Linux 43', '2026-07-12', 'supported', '2026-12-09'],
  ['linuxmint', '6', 'LMDE 6 (faye)', '2026-07-12', 'ended', '2026-01-01'],
  ['windows', '10.0.19045.4412', 'Microsoft Windows 10 Pro', '2026-07-12', 'extended-only', '2028-10-10'],
  ['windows', '10.0.26100.1', 'Microsoft Windows 11 Enterprise', '2026-07-12', 'supported', '2027-10-12'],
  ['windows', '10.0.17763.1', 'Microsoft Windows 10 Enterprise LTSC', '2026-07-12', 'security-only', '2029-01-09'],
  ['windows', '10.0.17763.1', 'Microsoft Windows Server 2019 Standard', '2026-07-12', 'security-only', '2029-01-09'],
  ['windows', '10.0.22621.1', 'Microsoft Windows 11', '2024-12-01', 'unknown', null],
  ['macos', '13.7.8', 'macOS 13.7.8', '2026-07-12', 'ended', '2025-09-15'],
  ['debian', '', 'Debian GNU/Linux forky/sid', '2026-07-12', 'unknown', null],
];

test.runIf(existsSync(place))('what is known of real operating systems', async () => {
  const records = await recordsOf(endoflife, fileAt(place));
  const products = new Map(
    records.flatMap((record) => (record.type === 'lifecycle' ? [[record.product.id, record.product] as const] : [])),
  );
  const answers = systems.map(([id, versionId, prettyName, today]) => {
    const os = productOfOs({ id, versionId, prettyName });
    const { state, ends } = lifecycleOf(products.get(os?.product ?? '') ?? null, os?.version ?? null, today, os?.edition);
    return [id, versionId, prettyName, today, state, ends];
  });
  expect(answers).toEqual(systems);
});

/** What publishers' packages are called, and the release of the feed that they are. */
const software: readonly (readonly ['apt' | 'dnf', string, string, string])[] = [
  ['apt', 'docker-ce', '5:27.3.1-1~debian.12~bookworm', '27'],
  ['apt', 'containerd.io', '1.6.33-1', '1.6'],
  ['apt', 'mongodb-org-server', '5.0.31', '5.0'],
  ['apt', 'elasticsearch', '7.17.9', '7'],
  ['apt', 'filebeat', '7.17.9', '7'],
  ['apt', 'opensearch', '1.3.20', '1'],
  ['apt', 'grafana', '8.5.27', '8'],
  ['apt', 'gitlab-ee', '16.5.1-ee.0', '16.5'],
  ['apt', 'zulu-8', '8.0.392-1', '8'],
  ['apt', 'dotnet-runtime-6.0', '6.0.36-1', '6'],
  ['apt', 'dotnet-sdk-3.1', '3.1.426-1', '3.1'],
  ['apt', 'mssql-server', '14.0.3480.1-2', '14.0'],
  ['apt', 'neo4j', '1:4.4.30', '4.4'],
  ['apt', 'jenkins', '2.426.2', '2.426'],
  ['apt', 'salt-minion', '3005.4', '3005'],
  ['apt', 'check-mk-raw-2.2.0p17', '0.jammy', '2.2'],
  ['apt', 'nodejs', '14.21.3-deb-1nodesource1', '14'],
  ['apt', 'postgresql-9.6', '9.6.24-1.pgdg100+1', '9.6'],
  ['dnf', 'postgresql13-server', '13.14-1PGDG.rhel9', '13'],
  ['apt', 'pve-manager', '7.4-18', '7'],
  ['apt', 'puppet-agent', '7.28.0-1bookworm', '7'],
  ['apt', 'virtualbox-7.0', '7.0.14-161095~Debian~bookworm', '7.0'],
];

test.runIf(existsSync(place))(
  'the feed has every product of publishers, with releases named as theirs (needs shared/data/feeds/endoflife)',
  async () => {
    const records = await recordsOf(endoflife, fileAt(place));
    const products = new Map(
      records.flatMap((record) => (record.type === 'lifecycle' ? [[record.product.id, record.product] as const] : [])),
    );
    const named = Object.values(publisherRows).flatMap((rows) => rows.map(({ product }) => product));
    expect(named.filter((id) => !products.has(id))).toEqual([]);
    for (const [manager, name, version, cycle] of software) {
      const found = publisherOf({ manager, name, version });
      expect(lifecycleOf(products.get(found?.product ?? '') ?? null, found?.version ?? null, '2026-07-12'), name).toMatchObject({ cycle });
    }
    // Every release of the feed is one that a version as publishers write it can belong to: one or two numbers. Before its 14.0 SQL Server was for Windows only.
    const cycles = [...new Set(named)].flatMap((id) => products.get(id)?.releases.map(({ cycle }) => ({ id, cycle })) ?? []);
    const odd = cycles.filter(
      ({ id, cycle }) => !/^\d+(?:\.\d+)?$/.test(cycle) && !(id === 'mssqlserver' && Number.parseFloat(cycle) < 14),
    );
    expect(odd).toEqual([]);
  },
);
