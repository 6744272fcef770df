/** How much may change at once in the tests' world. */
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients, id } from './world.ts';

const none = { atOnce: null, perHour: null, disturbedDevices: null, disturbedPercent: null, downloads: null, bandwidth: null };

export function capacityOf(clientId: string): CallOutput<'getCapacity'> {
  const sites = clients.find((one) => one.id === clientId)?.siteList ?? [];
  return {
    clientId,
    limits: { ...none, atOnce: 40, perHour: 120, disturbedPercent: 10 },
    changed: { at: at(-400), by: 'Anna Müller' },
    sites: sites.map((site, index) => ({
      siteId: site.id,
      name: site.name,
      devices: site.devices,
      limits:
        index === 0
          ? {
              ...none,
              downloads: 5,
              disturbedDevices: 2,
              bandwidth: { megabits: 20, hours: { from: '20:00', to: '06:00', megabits: 100 } },
            }
          : none,
      changed: null,
    })),
    clusters: [
      {
        id: id(9, 1),
        clientId,
        name: 'Web front',
        most: 1,
        version: 2,
        members: [
          { id: id(6, 0), name: 'web-01' },
          { id: id(6, 3), name: 'web-03' },
        ],
        by: 'Anna Müller',
        changedAt: at(-300),
      },
    ],
    unwell: [{ deviceId: id(6, 4), name: 'mail-01', deploymentId: id(7, 1), outcome: 'unknown', since: at(-90) }],
    overall: { atOnce: 400, perHour: null },
  };
}

/** Of a file in which somebody is nobody a line is wrong. */
export function relationsTaken(body: unknown): CallOutput<'importRelations'> {
  const { csv, dryRun } = body as { csv: string; dryRun: boolean };
  const problems = csv.includes('nobody') ? [{ line: 3, message: 'There is no device “nobody” at this client.' }] : [];
  return {
    applied: !dryRun && problems.length === 0,
    changed: 1,
    changes: [{ line: 2, sentence: 'web-01 runs on db-02.' }],
    wrong: problems.length,
    problems,
  };
}
