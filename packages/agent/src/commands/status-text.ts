/** The status for people. */
import { parseWindow } from '@fettle/core/windows';
import type { Status } from './status.ts';

/** Lines of `name  value`; what needs a person comes last. */
export function statusText(status: Status): string {
  const { enrolled } = status;
  const rows: [string, string][] = [
    ['agent', `${status.version}, ${status.running === null ? 'not running' : `running as process ${status.running}`}`],
    ['folder', status.folder],
    ['mode', `${status.mode}${status.because === null ? '' : ` (${status.because})`}`],
  ];
  if (enrolled === null) {
    const line = 'not enrolled; the client page of the console shows the line that enrols this device';
    return layOut([...rows, ['device', line], ...status.problems.map((one): [string, string] => ['problem', one])]);
  }
  rows.push(
    ['device', `${enrolled.deviceId} of ${enrolled.clientName}, ${enrolled.siteName}, since ${enrolled.enrolledAt}`],
    ['server', `${enrolled.server}${enrolled.allowHttp ? ' (plain http was allowed at enrolment)' : ''}`],
    [
      'last heard',
      `${status.lastHeardAt ?? 'not yet'}${status.contactTrouble === null ? '' : ` (the check-in before failed: ${status.contactTrouble})`}`,
    ],
    ['last look', status.lastScanAt ?? 'not yet'],
    ['usual', usualText(status)],
    ['key', status.key ?? 'none'],
    [
      'authority',
      status.authority === null ? 'can not be read' : `version ${status.authority.version}, until ${status.authority.expiresAt}`,
    ],
    ['limits', limitsText(status)],
    ['reports', status.reportsWaiting === 0 ? 'none waits' : `${status.reportsWaiting} wait for the server`],
  );
  if (status.instructions.length === 0) rows.push(['doing', 'nothing']);
  for (const { verb, title, phase, waitingFor, notAfter } of status.instructions) {
    const wait = waitingFor === null ? '' : `: ${waitingFor}`;
    rows.push([
      'doing',
      `${verb}${title === null ? '' : ` "${title}"`}, ${phase}${wait}${phase.startsWith('waiting') ? ` (until ${notAfter})` : ''}`,
    ]);
  }
  return layOut([...rows, ...attention(status)]);
}

function attention(status: Status): [string, string][] {
  const rows: [string, string][] = [];
  if (status.authority?.over === true)
    rows.push(['attention', 'the authority is over: nothing is changed until a newer one comes: fettle trust renew']);
  if (status.quarantinedSince !== null)
    rows.push([
      'attention',
      `quarantined since ${status.quarantinedSince}: two agents speak with this key. Say in the console whether this device was restored or cloned.`,
    ]);
  if (status.stopped === true) rows.push(['attention', 'a panic stop is in force: nothing is changed']);
  if (status.held !== null && status.held.length > 0) rows.push(['held', `deployments: ${status.held.join(', ')}`]);
  for (const file of status.aside) rows.push(['attention', `put aside for you: ${file}`]);
  for (const problem of status.problems) rows.push(['problem', problem]);
  return rows;
}

function usualText({ usual }: Status): string {
  if (usual === null || usual.length === 0) return 'nothing is known yet';
  return usual.map(({ measure, hours, since }) => `${measure}: ${hours} hours since ${since}`).join('; ');
}

function limitsText({ limits, changedToday }: Status): string {
  if (limits.mode === 'observe') return 'nothing is changed';
  const windows =
    limits.windows === null
      ? 'no windows of its own'
      : limits.windows
          .map((window) => {
            const read = parseWindow(window);
            return read.ok
              ? `${window.rule} at ${window.start} for ${window.durationMinutes} minutes (${window.zone})`
              : `closed: ${read.sentence}`;
          })
          .join('; ');
  const never = limits.neverChange.length === 0 ? '' : `; never ${limits.neverChange.join(', ')}`;
  return `${limits.changesPerDay} packages a day (${changedToday ?? 'unknown'} in the last 24 hours); restarts ${limits.restarts}; ${windows}${never}`;
}

function layOut(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `${name.padEnd(width)}${value}`).join('\n');
}
