/** Pillar 5: in which windows devices may change, and what keeps them shut. No dates that move by themselves. */
import { freezeStanding, scopeWords } from '@fettle/core/calendar';
import type { FreezeScope } from '@fettle/core/calendar';
import type { ProgrammeTable } from '@fettle/core/programme';
import { describeWindow } from '@fettle/core/windows';
import { readAllLists, readFreezes } from '../freezes/index.ts';
import { alikeWindows, readDeviceWindows } from '../policies/index.ts';
import type { Tx } from '../platform/database/index.ts';

export async function timelineTables(tx: Tx, clientId: string, now: string): Promise<readonly ProgrammeTable[]> {
  const freezes = await readFreezes(tx, clientId, now);
  const { windows, closed, anyTime } = await readDeviceWindows(tx, clientId, null, freezes);
  const lists = new Map((await readAllLists(tx, [clientId])).map((list) => [list.id, list]));
  const ahead = freezes.filter((freeze) => ['planned', 'in-force'].includes(freezeStanding(freeze, now)));
  const sites = new Map(windows.map(({ site }) => [site.id, site.name]));
  const siteNames = (scope: FreezeScope) => (scope.kind === 'sites' ? scope.ids.map((id) => sites.get(id) ?? 'another site') : []);
  return [
    {
      id: 'windows',
      title: 'Maintenance windows',
      columns: ['Site', 'Window', 'Zone', 'Of which updates', 'Devices', 'Who says it', 'Closed on'],
      rows: alikeWindows(windows, freezes).flatMap((set) => {
        const [{ site, window, lane, origin }] = set;
        const devices = set.reduce((sum, one) => sum + one.devices.length, 0);
        return [
          {
            key: JSON.stringify([site.id, origin.policyId, lane, window]),
            cells: [
              site.name,
              describeWindow(window),
              site.zone,
              lane ?? 'all',
              String(devices),
              `${origin.level}: ${origin.name}`,
              (window.closedOn ?? []).map((id) => lists.get(id)?.name ?? 'a list that is gone').join(', '),
            ],
          },
        ];
      }),
      more: 0,
      empty: 'No window is set: nothing can be changed.',
    },
    {
      id: 'closed',
      title: 'Devices for which no window opens',
      columns: ['Device', 'Why'],
      rows: closed.slice(0, 200).map(({ device, because }) => ({ key: device.id, cells: [device.name, because] })),
      more: Math.max(0, closed.length - 200),
      empty: anyTime.length === 0 ? 'None.' : `None. At any time: ${anyTime.join(', ')}.`,
    },
    {
      id: 'freezes',
      title: 'Freezes in force and ahead',
      columns: ['Freeze', 'From', 'Until', 'What it stops', 'Why'],
      rows: ahead.map((freeze) => ({
        key: freeze.id,
        cells: [
          freeze.name,
          freeze.from,
          freeze.until,
          `${scopeWords(freeze.scope, siteNames(freeze.scope))}${freeze.exceptUrgent ? ', but for what is urgent' : ''}`,
          freeze.reason,
        ],
      })),
      more: 0,
      empty: 'None.',
    },
  ];
}
