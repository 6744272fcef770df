import type { CallOutput } from '@fettle/protocol/client';
import { expect, test } from 'vitest';
import { rebuildsText, rebuildText } from './rebuild-text.ts';
import { testIo } from '../testing/io.ts';
import { screenOf } from './screen.ts';

const screen = screenOf(testIo());
const rebuild: CallOutput<'reportRebuild'> = {
  id: '01900000-0000-7000-8000-000000000001',
  clientId: '01900000-0000-7000-8000-000000000002',
  clientName: 'Harbour Dental',
  deploymentId: '01900000-0000-7000-8000-000000000003',
  deploymentTitle: 'OpenSSL',
  deviceId: '01900000-0000-7000-8000-000000000004',
  deviceName: 'web-1',
  by: 'operations',
  from: 'share images',
  minutes: 90,
  steps: 'Wiki\u001b[31m',
  because: 'It does not start.',
  askedBy: null,
  since: '2026-03-01T10:00:00Z',
  dueAt: '2026-03-01T11:30:00Z',
  state: 'differs',
  sentence: 'It was built anew, and is not as before the change, or that is not known.',
  differs: ['openssl was at 1 and is at 2.'],
  notKnown: ['Configuration was not compared.'],
  words: [
    {
      what: 'done',
      note: 'From Sunday',
      by: 'Anna',
      at: '2026-03-01T11:00:00Z',
      nowDeviceId: '01900000-0000-7000-8000-000000000005',
      nowDeviceName: 'web-9',
    },
    {
      what: 'compared',
      note: 'openssl was at 1 and is at 2.',
      by: 'Fettle',
      at: '2026-03-01T11:10:00Z',
      nowDeviceId: null,
      nowDeviceName: null,
    },
  ],
  mayReport: true,
};

test('a rebuild is told with its instruction, what was said of it, and as which device', () => {
  const text = rebuildText(screen, rebuild);
  expect(text).toMatch(/share images[\s\S]*Anna: From Sunday \(it is web-9 now\)[\s\S]*Fettle: openssl was at 1 and is at 2\./);
  expect(text).not.toContain('\u001b[31m');
  expect(rebuildsText(screen, [rebuild])).toMatch(/web-1 .*other than before/);
});
