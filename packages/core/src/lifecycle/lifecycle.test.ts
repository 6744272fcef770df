import { describe, expect, test } from 'vitest';
import { lifecycleOf, productOfOs, windowsEdition } from './index.ts';
import type { LifecycleProduct, LifecycleRelease, WindowsEdition } from './index.ts';

function release(cycle: string, part: Partial<LifecycleRelease>): LifecycleRelease {
  return {
    cycle,
    released: null,
    lts: false,
    activeSupportEnds: null,
    securitySupportEnds: null,
    extendedSupportEnds: null,
    latest: null,
    ...part,
  };
}

function product(id: string, releases: readonly LifecycleRelease[]): LifecycleProduct {
  return { id, label: id, releases };
}

describe('what a maker still does on a day', () => {
  const today = '2026-07-01';
  const past = '2026-06-30';
  const future = '2027-01-31';
  type Ends = string | boolean | null;
  const table: readonly (readonly [Ends, Ends, Ends, string, string | null, string])[] = [
    [null, future, null, 'supported', future, 'active-support'],
    [future, future, future, 'supported', future, 'active-support'],
    [false, false, null, 'supported', null, 'active-support'],
    [past, future, null, 'security-only', future, 'active-support-ended'],
    [true, false, null, 'security-only', null, 'active-support-ended'],
    [past, today, null, 'security-only', today, 'active-support-ended'],
    [past, past, future, 'extended-only', future, 'security-support-ended'],
    [null, true, false, 'extended-only', null, 'security-support-ended'],
    [null, past, null, 'ended', past, 'all-support-ended'],
    [null, true, null, 'ended', null, 'all-support-ended'],
    [null, '2020-01-01', past, 'ended', past, 'all-support-ended'],
    [null, past, true, 'ended', past, 'all-support-ended'],
    [null, null, past, 'ended', past, 'all-support-ended'],
    [null, false, past, 'supported', null, 'active-support'],
    [null, null, null, 'unknown', null, 'dates-unknown'],
    [future, null, null, 'unknown', null, 'dates-unknown'],
    [null, null, future, 'unknown', null, 'dates-unknown'],
  ];

  test.each(table)('active %s, security %s, extended %s', (active, security, extended, state, ends, why) => {
    const one = release('8', { activeSupportEnds: active, securitySupportEnds: security, extendedSupportEnds: extended });
    expect(lifecycleOf(product('lab-os', [one]), '8', today)).toEqual({ state, ends, cycle: '8', why });
  });

  test('what is not there is unknown, and why', () => {
    const none = { state: 'unknown', ends: null, cycle: null };
    expect(lifecycleOf(null, '8', today)).toEqual({ ...none, why: 'product-unknown' });
    expect(lifecycleOf(product('lab-os', []), null, today)).toEqual({ ...none, why: 'version-unknown' });
    expect(lifecycleOf(product('lab-os', []), ' ', today)).toEqual({ ...none, why: 'version-unknown' });
    expect(lifecycleOf(product('lab-os', []), '8', today)).toEqual({ ...none, why: 'cycle-unknown' });
  });
});

describe('the cycle of a version', () => {
  const table: readonly (readonly [readonly string[], string, string | null])[] = [
    [['12', '11'], '12', '12'],
    [['9', '8'], '8.9', '8'],
    [['8', '8.1'], '8.10', '8'],
    [['8', '8.1'], '8.1.2', '8.1'],
    [['3.19', '3.1'], '3.19.1', '3.19'],
    [['3.19'], 'v3.19', '3.19'],
    [['3.21'], '3.21_alpha20260101', null],
    [['22.04', '22.10'], '22', null],
    [['15.7', '15.0'], '15', '15.0'],
    [['15', '15.0'], '15.0-RELEASE-p3', '15.0'],
    [['15', '15.0'], '15.0-CURRENT', null],
    [['2023', '2'], '2023.12.20260817.0', '2023'],
    [['8'], '', null],
    [['lmde6'], 'LMDE6', 'lmde6'],
    [['2022.5-preview'], '2022.5-preview', '2022.5-preview'],
  ];

  test.each(table)('among %j, %s is of %s', (cycles, version, cycle) => {
    const of = product(
      'lab-os',
      cycles.map((name) => release(name, { securitySupportEnds: false })),
    );
    expect(lifecycleOf(of, version, '2026-07-01').cycle).toBe(cycle);
  });
});

describe('Windows, where one build has several terms', () => {
  const windows = product('windows', [
    release('10-1809-e-lts', { latest: '10.0.17763', securitySupportEnds: '2029-01-09', lts: true }),
    release('10-1809-e', { latest: '10.0.17763', securitySupportEnds: '2021-05-11' }),
    release('10-1809-w', { latest: '10.0.17763', securitySupportEnds: '2020-11-10' }),
    release('10-22h2', { latest: '10.0.19045', securitySupportEnds: '2025-10-14', extendedSupportEnds: '2028-10-10' }),
  ]);
  const server = product('windows-server', [
    release('1809-sac', { latest: '10.0.17763', securitySupportEnds: '2020-11-10' }),
    release('2019', { latest: '10.0.17763', securitySupportEnds: '2029-01-09' }),
  ]);
  const table: readonly (readonly [LifecycleProduct, string, WindowsEdition | null, string, string | null])[] = [
    [windows, '10.0.17763.5458', 'consumer', 'ended', '10-1809-w'],
    [windows, '10.0.17763', 'enterprise', 'ended', '10-1809-e'],
    [windows, '10.0.17763.1', 'enterprise-ltsc', 'supported', '10-1809-e-lts'],
    [windows, '10.0.17763.1', null, 'unknown', null],
    [windows, '10.0.19045.4412', null, 'extended-only', '10-22h2'],
    [windows, '10.0.19045.4412', 'consumer', 'extended-only', '10-22h2'],
    [windows, '10.0.19045.4412', 'iot-ltsc', 'extended-only', '10-22h2'],
    [windows, '10.0.99999.1', 'consumer', 'unknown', null],
    [server, '10.0.17763.5458', 'server', 'supported', '2019'],
    [server, '10.0.17763.5458', 'server-annual', 'ended', '1809-sac'],
    [server, '2019', null, 'supported', '2019'],
  ];

  test.each(table)('%#: %s %s', (of, version, edition, state, cycle) => {
    expect(lifecycleOf(of, version, '2026-07-01', edition)).toMatchObject({ state, cycle });
  });

  test('several terms that agree are an answer, without a cycle and without a day that only one of them has', () => {
    expect(lifecycleOf(windows, '10.0.17763', '2019-01-01')).toEqual({
      state: 'supported',
      ends: null,
      cycle: null,
      why: 'cycle-ambiguous',
    });
  });

  test.each([
    ['Microsoft Windows 11 Pro', 'consumer'],
    ['Microsoft Windows 10 Home', 'consumer'],
    ['Windows 11 Pro Education', 'consumer'],
    ['Microsoft Windows 10 Enterprise', 'enterprise'],
    ['Windows 11 Education', 'enterprise'],
    ['Microsoft Windows 10 Enterprise LTSC', 'enterprise-ltsc'],
    ['Windows 10 Enterprise 2016 LTSB', 'enterprise-ltsc'],
    ['Windows 10 IoT Enterprise LTSC', 'iot-ltsc'],
    ['Microsoft Windows Server 2019 Standard', 'server'],
    ['Microsoft Windows Server 2012 R2 Datacenter', 'server'],
    ['Windows Server, version 20H2', 'server-annual'],
    ['Windows Server, version 2004', 'server-annual'],
    ['Microsoft Windows Server Datacenter', 'server-annual'],
    ['Microsoft Windows', null],
  ])('%s is sold as %s', (name, edition) => {
    expect(windowsEdition(name)).toBe(edition);
  });
});

describe('which product an operating system is', () => {
  const table: readonly (readonly [string, string | null, string | null, string | null, string | null])[] = [
    ['debian', '12', 'Debian GNU/Linux 12 (bookworm)', 'debian', '12'],
    ['debian', null, 'Debian GNU/Linux trixie/sid', 'debian', null],
    ['debian', 'unknown', '', 'debian', null],
    ['alpine', '3.19.1', 'Alpine Linux v3.19', 'alpine-linux', '3.19.1'],
    ['rocky', '8.9', null, 'rocky-linux', '8.9'],
    ['ol', '9.3', null, 'oracle-linux', '9.3'],
    ['amzn', '2', 'Amazon Linux 2', 'amazon-linux', '2'],
    ['opensuse-leap', '15.6', null, 'opensuse', '15.6'],
    ['opensuse-tumbleweed', '20260601', null, null, null],
    ['sles', '15.5', null, 'sles', '15.5'],
    ['sles_sap', '15.5', null, null, null],
    ['raspbian', '11', null, null, null],
    ['arch', null, 'Arch Linux', null, null],
    ['centos', '8', 'CentOS Linux 8', 'centos', '8'],
    ['centos', '9', 'CentOS Stream 9', 'centos-stream', '9'],
    ['linuxmint', '21.3', 'Linux Mint 21.3', 'linuxmint', '21.3'],
    ['linuxmint', '6', 'LMDE 6 (faye)', 'linuxmint', 'lmde6'],
    ['cos', '117', null, 'cos', 'cos-117'],
    ['xenenterprise', '8.2.0', 'XCP-ng 8.2.0', 'xcp-ng', '8.2.0'],
    ['xenenterprise', '8.2.0', 'XenServer 8', null, null],
    ['windows', '10.0.19045.1', 'Microsoft Windows 10 Pro', 'windows', '10.0.19045.1'],
    ['windows', '10.0.20348.1', 'Microsoft Windows Server 2022 Standard', 'windows-server', '10.0.20348.1'],
    ['toString', '1', null, null, null],
  ];

  test.each(table)('%s %s (%s)', (id, versionId, prettyName, name, version) => {
    const found = productOfOs({ id, versionId, prettyName });
    expect(found?.product ?? null).toBe(name);
    expect(found?.version ?? null).toBe(version);
  });
});
