import { expect, it } from 'vitest';
import { recordedMachine } from '../machine/index.ts';
import { readLastEnd } from './last-end.ts';

const [before, now] = ['0b7e2c1a-7a3d-4c58-9d5b-2d9d4a3c1e55', '11111111-2222-4333-8444-555555555555'];
const stopped = 'd93fb3c9c24d451a97cea615ce59c00b';
const entry = (fields: object) =>
  `${JSON.stringify({ _BOOT_ID: before.replaceAll('-', ''), __REALTIME_TIMESTAMP: '1772816700000000', MESSAGE_ID: stopped, MESSAGE: 'Journal stopped', ...fields })}\n`;
const reboot = 'reboot   system boot  6.1.0-18-amd64   2026-03-09T09:00:00+01:00   still running\n';
const shutdown = 'shutdown system down  6.1.0-18-amd64   2026-03-06T18:05:00+01:00 - 2026-03-09T09:00:00+01:00  (2+14:55)\n';
const crashed = 'reboot   system boot  6.1.0-18-amd64   2026-03-01T09:00:00+01:00 - crash                      (8+00:00)\n';
const begins = '\nwtmp begins 2026-02-01T00:00:00+01:00\n';
const end = '2026-03-06T17:05:00Z';

/** null: there is no such program. */
function device(journal: string | null, wtmp: string | null) {
  const answer = (stdout: string | null) => ({ exitCode: stdout === null ? 1 : 0, stdout: stdout ?? '', stderr: '' });
  return recordedMachine({
    about: 'the start before',
    isRoot: true,
    commands: [
      { argv: ['journalctl', '--quiet', '--no-pager', '--boot=-1', '--lines=1', '--output=json'], ...answer(journal) },
      { argv: ['last', '--system', '--time-format', 'iso', '--limit', '2', 'reboot', 'shutdown'], ...answer(wtmp) },
    ],
    reads: {},
  });
}

it.each([
  ['the journal was stopped last of all', entry({}), null, { at: end, bootId: before }],
  ['the journal broke off: power was lost, or it could not be written', entry({ MESSAGE_ID: undefined }), reboot + shutdown, null],
  ['the journal’s last words are another’s', entry({ MESSAGE_ID: 'f77379a8490b408bbe5f6940505a777b' }), reboot + shutdown, null],
  ['the journal’s time is none', entry({ __REALTIME_TIMESTAMP: ['x'] }), null, null],
  ['the journal says something else', 'no JSON', reboot + shutdown, null],
  ['no journal outlives a start, wtmp has the shutdown', null, reboot + shutdown + begins, { at: end, bootId: null }],
  [
    'the same, and the journal of this start is shown',
    entry({ _BOOT_ID: now.replaceAll('-', '') }),
    reboot + shutdown,
    { at: end, bootId: null },
  ],
  ['an empty answer of the journal', '', reboot + shutdown, { at: end, bootId: null }],
  ['wtmp has a crash: another start right before this one', null, reboot + crashed + begins, null],
  ['wtmp has not this start: it could not be written', null, shutdown + begins, null],
  ['wtmp begins with this start', null, reboot + begins, null],
  ['neither is there', null, null, null],
])('how the start before ended: %s', async (_what, journal, wtmp, expected) => {
  expect(await readLastEnd(device(journal, wtmp), now)).toEqual(expected);
});
