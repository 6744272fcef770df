import type { CallOutput } from '@fettle/protocol/client';
import { expect, test } from 'vitest';
import { testIo } from '../testing/io.ts';
import { openingsText } from './openings-text.ts';
import { screenOf } from './screen.ts';

type Openings = CallOutput<'getOpenings'>;
const screen = { ...screenOf(testIo()), zone: 'Europe/London', width: null };
const opening = {
  opensAt: '2026-03-08T01:00:00Z',
  closesAt: '2026-03-08T05:00:00Z',
  zone: 'Europe/Zurich',
  wall: '',
  closed: null,
  shortenedBy: null,
  clientWall: null,
};
const openings: Openings = {
  clientZone: { zone: 'America/New_York', site: 'Main' },
  devices: 2,
  sets: [
    {
      id: 'x',
      devices: 2,
      deviceNames: ['web-1\u001b[31m', 'web-2'],
      sites: ['Zürich'],
      zone: 'Europe/Zurich',
      lane: 'urgent',
      words: 'on Sunday at 02:00',
      saidBy: { level: 'client', id: null, subjectId: null, name: 'Standard', version: 3 } as unknown as Openings['sets'][number]['saidBy'],
      openings: [opening, { ...opening, opensAt: '2026-03-15T01:00:00Z', closed: { kind: 'freeze', name: 'Trade' } }],
    },
  ],
  more: 1,
  closed: [{ because: 'Its policy can not be read.', devices: 1, deviceNames: ['db'] }],
  anyTime: ['definitions'],
};

test('each opening stands by the clocks of the device, the client and the reader, with what closes it', () => {
  const said = openingsText(screen, openings);
  expect(said).toMatch(/^web-1.*, web-2: on Sunday at 02:00, lane urgent, says Standard\./);
  expect(said).not.toContain('\u001b[31m');
  expect(said).toMatch(/by the device \(Europe\/Zurich\) +by the client \(America\/New_York\) +for you \(Europe\/London\)/);
  expect(said).toMatch(/2026-03-08 02:00 +2026-03-07 20:00 +2026-03-08 01:00/);
  expect(said).toMatch(/2026-03-15 02:00 .* freeze Trade/);
  expect(said).toContain('And 1 more window: name');
  expect(said).toContain('Nothing opens for db: Its policy can not be read.');
  expect(said).toContain('At any time: updates of definitions.');
});

test('the clock of the client is left out where it is that of the device; a place without devices says so', () => {
  const alike = { ...openings, devices: 0, more: 0, closed: [], anyTime: [], clientZone: { zone: 'Europe/Zurich', site: 'Main' } };
  expect(openingsText(screen, alike)).toContain('the windows that one would have');
  expect(openingsText(screen, alike)).not.toContain('by the client');
  expect(openingsText(screen, { ...alike, sets: [] })).toContain('Nothing opens.');
});
