import { expect, test } from 'vitest';
import { testIo } from '../testing/io.ts';
import { lifecycleText, releaseText } from './lifecycle-text.ts';
import { screenOf } from './screen.ts';

const screen = screenOf(testIo());
const id = '0192a000-0002-7000-8000-000000000001';
const release = {
  kind: 'software',
  product: 'lab-db',
  cycle: '10',
  label: 'Lab DB 10',
  standing: 'regular-ended',
  why: 'The regular support of Lab DB 10 ended.',
  ends: '2026-06-30',
  extendedUntil: '2028-06-30',
  devices: 3,
  clients: 1,
  open: 2,
} as const;

test('a release stands with its days and what is open; what is not known stands below', () => {
  const page = {
    items: [release],
    next: null,
    total: 1,
    unknown: [{ kind: 'system', name: 'Odd OS', devices: 2, why: 'Nobody says.' } as const],
    unknownDevices: 2,
    feedAt: null,
  };
  const text = lifecycleText(screen, page);
  expect(text).toMatch(/Lab DB 10 +regular support ended +2026-06-30 +2028-06-30 +3 +2 +lab-db:10/);
  expect(text).toMatch(/Of what 2 devices run it is not known:\n {2}Odd OS \(2\): Nobody says\./);
});

test('an empty list is good news only where the feed was taken', () => {
  const empty = { items: [], next: null, total: 0, unknown: [], unknownDevices: 0 };
  expect(lifecycleText(screen, { ...empty, feedAt: null })).toMatch(/never taken/);
  expect(lifecycleText(screen, { ...empty, feedAt: '2026-03-01T09:00:00.000Z' })).toMatch(/^No device/);
});

test('devices say what was decided, and what is open again', () => {
  const device = {
    deviceId: id,
    deviceName: 'till',
    clientId: id,
    clientName: 'Lab',
    siteName: 'Main',
    has: ['lab-db 10.1-1', 'lab-db-tools 10.1-1'],
    since: '2026-01-01T00:00:00Z',
  };
  const items = [
    { ...device, decision: { state: 'decided', why: 'By May.', id, kind: 'replace', endsAt: null } as const },
    { ...device, decision: { state: 'expired', why: 'It ended.', id: null, kind: null, endsAt: null } as const },
  ];
  const text = releaseText(screen, { items, next: null, release });
  expect(text).toMatch(/till +Lab +Main +lab-db 10\.1-1, lab-db-tools 10\.1-1 +replacement +By May\./);
  expect(text).toMatch(/till +Lab +Main +lab-db 10\.1-1, lab-db-tools 10\.1-1 +open again +It ended\./);
});
