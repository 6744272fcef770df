import type { ManagerScan, Scan } from '@fettle/core/inventory';
import { digestOf } from '@fettle/proof/hash';
import { setDigest } from '@fettle/proof/set-digest';
import { Sections } from '@fettle/protocol/agent';
import { describe, expect, it } from 'vitest';
import { sectionsFor, sectionsOf } from './sections.ts';

const lists = { refreshedAt: null, lastAttempt: null };
const trouble = { code: 'dnf.database', cause: 'Broken.', retry: 'no', nextStep: 'Rebuild it.', excerpt: '' } as const;
const bash = {
  name: 'bash',
  version: '1',
  architecture: 'x86_64',
  sourceName: 'bash',
  sourceVersion: '1',
  condition: 'installed',
  pinned: false,
} as const;
const well = (manager: ManagerScan['manager']): ManagerScan => ({
  manager,
  ok: true,
  installed: [bash],
  offers: [],
  changelogs: [],
  lists,
  problems: [],
});
const scanOf = (...managers: readonly ManagerScan[]): Scan => ({
  at: '2026-03-01T08:00:00Z',
  system: {
    hostname: 'device',
    machineId: null,
    os: { id: 'almalinux', versionId: '9.5', prettyName: 'AlmaLinux 9.5' },
    kernel: '5.14',
    architecture: 'x86_64',
    virtualisation: null,
    cpus: 1,
    memoryBytes: 1,
    addresses: [],
    timeZone: null,
  },
  runtime: { bootId: 'b', restartPending: [], staleServices: [] },
  managers,
});

describe('what a scan has to tell', () => {
  it('is in sections by manager: values whole, lists as sets', () => {
    const { digests } = sectionsOf(scanOf(well('apt'), well('dnf')));
    expect(Object.keys(digests).toSorted()).toEqual(
      [
        'system',
        'runtime',
        ...['apt', 'dnf'].flatMap((id) => ['state', 'installed', 'offers', 'changelogs'].map((kind) => `${id}.${kind}`)),
      ].toSorted(),
    );
    expect(digests['dnf.installed']).toBe(setDigest([bash]));
    expect(digests['dnf.state']).toBe(digestOf({ ok: true, trouble: null, lists, problems: [] }));
  });

  it('has no lists of a manager that could not be asked, but its trouble', () => {
    const { digests, contents } = sectionsOf(scanOf(well('apt'), { manager: 'dnf', ok: false, trouble, lists }));
    expect(Object.keys(digests).filter((name) => name.startsWith('dnf.'))).toEqual(['dnf.state']);
    expect(contents['dnf.state']).toMatchObject({ ok: false, trouble });
  });

  it('has nothing of a manager that the device has not', () => {
    expect(Object.keys(sectionsOf(scanOf(well('dnf'))).digests).some((name) => name.startsWith('apt.'))).toBe(false);
  });

  it('is what the schema takes, as a difference where the server has what was sent last', () => {
    const before = sectionsOf(scanOf(well('dnf')));
    const module = 'labmod:1:20260301:abcd';
    const now = sectionsOf(scanOf({ ...well('dnf'), installed: [{ ...bash, module }] } as ManagerScan));
    const have = before.digests['dnf.installed'] ?? null;
    const sections = sectionsFor(
      [
        { section: 'dnf.installed', have },
        { section: 'dnf.state', have: null },
      ],
      now,
      before,
    );
    expect(Sections.parse(sections)).toMatchObject({
      'dnf.installed': { kind: 'set', base: have, added: [{ ...bash, module }], removed: [bash] },
      'dnf.state': { kind: 'value', value: { ok: true } },
    });
    expect(Sections.safeParse({ 'yum.state': sections['dnf.state'] }).success).toBe(false);
  });
});
