import type { CallOutput } from '@fettle/protocol/client';
import { expect, test } from 'vitest';
import { testIo } from '../testing/io.ts';
import { agreementsText } from './agreements-text.ts';
import { screenOf } from './screen.ts';

type Agreements = CallOutput<'getAgreements'>;
const id = '0192a000-0002-7000-8000-000000000001';
const at = '2026-03-01T09:00:00.000Z';
const none: Agreements = {
  clientId: id,
  clientName: 'Harbour Dental',
  today: '2026-03-02',
  devices: 3,
  frameworks: [],
  sla: { holds: null, versions: [], outOfScope: [] },
};
const rule = {
  clause: '6.3',
  textVersion: '4',
  confirmed: false,
  condition: 'always',
  clock: 'its release',
  time: 'set by the organisation',
  duration: null,
  own: true,
  said: 'It is mended.',
};
const framework = {
  id: 'card-rules',
  version: '4',
  title: 'Card rules',
  scope: 'all',
  covers: 'updates' as const,
  asksOwnTimes: true,
  rules: [rule],
  duties: [],
};
const held: Agreements['frameworks'][number] = {
  id: 'card-rules',
  title: 'Card rules',
  version: '4',
  since: '2026-01-01',
  until: null,
  standing: 'holds',
  own: null,
  because: 'Contract',
  setAt: at,
  setBy: 'Anna',
  devices: 2,
  outOfScope: [{ deviceId: id, deviceName: 'till-1', because: 'No card data', by: 'Anna', at }],
  framework,
};
const version: Agreements['sla']['versions'][number] = {
  version: 2,
  body: {
    uptimePercent: 99.5,
    recoveryTimeHours: 1,
    recoveryPointHours: null,
    patch: { clock: 'offered', urgent: { count: 48, unit: 'hours' }, normal: null },
    offDays: 30,
    exclusions: ['The lab'],
    notes: '',
  },
  from: '2026-03-01',
  to: null,
  standing: 'holds',
  changed: ['Urgent updates: 48 hours, before 72 hours'],
  savedAt: at,
  savedBy: 'Anna',
  because: 'Renewed',
};
const text = (agreements: Agreements): string => agreementsText(screenOf(testIo()), agreements);

test('a client without any is told so', () => {
  expect(text(none)).toBe(['Harbour Dental', 'Held to no framework: no clause sets a deadline here.', 'No SLA is entered.'].join('\n\n'));
});

test('frameworks, devices out of scope, what is not set and what is not checked', () => {
  const shown = text({ ...none, frameworks: [held] });
  expect(shown).toMatch(/Card rules +4 +holds +2026-01-01 +no end +2 of 3 +none set/);
  expect(shown).toMatch(/till-1 +Card rules +No card data +Anna/);
  expect(shown).toContain('Card rules leaves some time to the client, and none is set.');
  expect(shown).toContain('Not yet checked against its text: Card rules 6.3.');
});

test('own times are shown; one that ended lacks none, one that is not known here says so', () => {
  const own = { clock: 'released' as const, urgent: { count: 1, unit: 'months' as const }, normal: null };
  expect(text({ ...none, frameworks: [{ ...held, own }] })).toContain('urgent 1 month, normal no time');
  expect(text({ ...none, frameworks: [{ ...held, standing: 'ended', until: '2026-02-01' }] })).not.toContain('none is set.');
  expect(text({ ...none, frameworks: [{ ...held, framework: null, version: null }] })).toMatch(/Card rules +\? +holds/);
});

test('the SLA that holds with its promises, and every version', () => {
  const shown = text({
    ...none,
    sla: { holds: 2, versions: [version, { ...version, version: 1, standing: 'replaced', changed: [] }], outOfScope: [] },
  });
  expect(shown).toContain('48 hours from when it was offered');
  expect(shown).toContain('time 1 hour, point not promised');
  expect(shown).toContain('does not count, up to 30 days a deadline');
  expect(shown).toMatch(/version 2 +holds +2026-03-01 +no end +Urgent updates: 48 hours, before 72 hours/);
  expect(shown).toMatch(/version 1 +replaced .*the first version/);
});

test('where no version holds today that is said', () => {
  expect(text({ ...none, sla: { holds: null, versions: [{ ...version, standing: 'ended' }], outOfScope: [] } })).toContain(
    'No version of the SLA holds today.',
  );
});
