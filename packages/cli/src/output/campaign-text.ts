/** Campaigns for a terminal: the list, and one with its clients. */
import { standingWords } from '@fettle/core/campaigns';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import type { Tone } from './paint.ts';
import { blocks, count, facts } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { age, time } from './times.ts';

type Campaign = CallOutput<'listCampaigns'>['items'][number];
type Detail = CallOutput<'getCampaign'>;
type Client = Detail['items'][number];

const tones: Partial<Record<Client['standing'], Tone>> = {
  approval: 'attention',
  held: 'attention',
  unplanned: 'attention',
  part: 'attention',
  deferred: 'attention',
  failed: 'failing',
  done: 'good',
};

/** Whether newly exploited vulnerabilities become prepared campaigns, and who said so. */
export function emergencyText(screen: Screen, { on, exploited, critical, version, changed }: CallOutput<'getEmergencyLane'>): string {
  const said = on
    ? 'A vulnerability that becomes known to be exploited becomes a prepared campaign by itself. Nothing changes before a person has approved it.'
    : 'The emergency lane is off: nobody prepares a campaign when a vulnerability becomes known to be exploited.';
  const others = [
    exploited ? 'what its publisher says is exploited' : null,
    critical ? 'what is critical by its CVSS and attacked over the network' : null,
  ].filter((one) => one !== null);
  const rule = on && others.length > 0 ? `\nSo does, by version ${version} of the rule: ${others.join('; ')}.` : '';
  return changed === null ? `${said}\n` : `${said}${rule}\nSet ${age(screen, changed.at)} by ${clean(changed.by)}.\n`;
}

/** One row a campaign. */
export function campaignsText(screen: Screen, rows: readonly Campaign[]): string {
  const columns = [
    { title: 'id', atLeast: 8 },
    { title: 'campaign', atLeast: 14 },
    { title: 'state', atLeast: 9 },
    { title: 'clients', align: 'right' },
    { title: 'verified', align: 'right' },
    { title: 'failed', align: 'right' },
    { title: 'made', atLeast: 9 },
    { title: 'brings' },
  ] as const;
  return table(
    screen,
    columns,
    rows.map((row): Cell[] => [
      screen.width === null ? row.id : row.id.slice(-8),
      row.title,
      { text: stateOf(row), tone: row.stopped > 0 || row.standings.approval > 0 ? 'attention' : 'plain' },
      row.clients,
      `${row.verified}/${row.devices}`,
      row.failed,
      age(screen, row.createdAt),
      row.aboutWords,
    ]),
  );
}

function stateOf({ withdrawn, stopped, standings, open }: Campaign): string {
  if (withdrawn !== null) return 'withdrawn';
  if (!open) return standings.part + standings.deferred > 0 ? 'over, some is left' : 'over';
  if (stopped > 0) return 'stopped';
  return standings.approval > 0 ? 'waits for approval' : 'open';
}

/** All of one: totals with what they are of, then a line for each client. */
export function campaignText(screen: Screen, one: Detail): string {
  const standings = Object.entries(one.standings).filter(([, n]) => n > 0);
  const { breaks } = one;
  return blocks(
    screen.paint(clean(one.title), 'strong'),
    facts(screen, [
      ['Id', one.id],
      ['Brings', clean(one.aboutWords)],
      ['Reason', one.reason === '' ? null : clean(one.reason)],
      ['Owner', clean(one.owner)],
      ['Made', `${time(screen, one.createdAt)} by ${clean(one.createdBy)}`],
      ['Withdrawn', one.withdrawn === null ? null : `${time(screen, one.withdrawn.at)}: ${clean(one.withdrawn.because)}`],
      [
        'Clients',
        `${one.clients}: ${standings.map(([standing, n]) => `${n} ${standingWords[standing as Client['standing']].label.toLowerCase()}`).join(', ')}`,
      ],
      ['Devices', `${one.verified} of ${one.devices} verified, ${one.failed} failed`],
      [
        'Affected',
        one.affected === null
          ? null
          : `${count(one.affected.devices, 'device')}: fix offered on ${one.affected.fixOffered}, not offered on ${one.affected.fixNotOffered}, none for ${one.affected.noFix}`,
      ],
      ['Past deadline', one.overdue === 0 ? null : count(one.overdue, 'device')],
      ['Stopped', one.stopped === 0 ? null : `for ${one.stopped} of ${one.clients} clients`],
    ]),
    one.planned === 0
      ? ''
      : facts(screen, [
          ['By the plans of', `${one.planned} of ${one.clients} clients`],
          [
            'Touches',
            `${count(breaks.devices, 'device')}, ${count(breaks.changes, 'change')}: ${clean(breaks.packages.slice(0, 8).join(', '))}`,
          ],
          [
            'Restarts',
            `${count(breaks.restarts, 'device')}${breaks.restartsUnknown === 0 ? '' : `, of ${breaks.restartsUnknown} more nobody knows`}`,
          ],
          ['No way back', count(breaks.noWayBack, 'device')],
          ['Mission-critical', count(breaks.missionCritical, 'device')],
        ]),
    table(
      screen,
      [
        { title: 'client', atLeast: 12 },
        { title: 'state', atLeast: 10 },
        { title: 'verified', align: 'right' },
        { title: 'approvals' },
        { title: 'deployment', atLeast: 8 },
        { title: 'waits for' },
      ],
      one.items.map((item): Cell[] => [
        item.clientName,
        { text: standingWords[item.standing].label, tone: tones[item.standing] ?? 'plain' },
        item.deploymentId === null ? '' : `${item.verified}/${item.devices}`,
        item.until === null ? '' : `${item.approvals.given}/${item.approvals.needed}`,
        item.deploymentId === null ? '' : screen.width === null ? item.deploymentId : item.deploymentId.slice(-8),
        [...new Set([item.waiting ?? '', item.detail])].filter((one) => one !== '').join(' '),
      ]),
    ),
  );
}
