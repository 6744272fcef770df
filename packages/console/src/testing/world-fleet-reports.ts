/** Rows of fleet reports of the made-up installation. */
import type { FleetReportKind } from '@fettle/core/fleet-reports';
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients, devices, id } from './world.ts';

type Row = CallOutput<'listFleetReport'>['items'][number];

const day = 24 * 60;
const deployment = 'November security';

const change = (n: number) => ({
  package: n % 2 === 0 ? 'openssl' : 'linux-image-amd64',
  from: '3.0.16-1~deb12u1',
  to: '3.0.17-1~deb12u2',
});
const ends = [
  ['failed', 'dpkg.disk-full', 'There was no room left on /var. 212 MB were missing.'],
  ['rolled back', 'check.failed', 'The check “shop answers” failed after the change: HTTP 502. The device went back to 3.0.16-1~deb12u1.'],
  ['missed', 'missed.window', 'It was off in three windows in a row.'],
] as const;

const cells: Readonly<Record<FleetReportKind, (n: number) => Row['cells']>> = {
  missing: (n) => ({
    ...change(n),
    class: n % 2 === 0 ? 'security' : 'normal',
    urgency: n % 2 === 0 ? 'urgent' : 'normal',
    due: n % 2 === 0 ? at(3 * day) : null,
    dueBy: n % 2 === 0 ? 'PCI DSS 6.3.3' : null,
    since: at(-4 * day),
    withheld: n === 3 ? 'pinned' : null,
    deployment: n === 0 ? deployment : null,
    scanned: at(-30),
  }),
  installed: (n) => ({ ...change(n), direction: n === 2 ? 'taken back' : 'updated', at: at(-n * day), deployment }),
  failed: (n) => {
    const [outcome, code, why] = ends[n % ends.length] ?? ends[0];
    return { deployment, outcome, code, why, attempt: '1', at: at(-n * day) };
  },
};

/** Some rows of each. */
export function fleetRows(kind: FleetReportKind): Row[] {
  return devices.slice(0, 5).map((device, n) => ({
    id: `${device.id} ${n}`,
    clientId: device.clientId,
    deviceId: device.id,
    deploymentId: kind === 'missing' ? null : id(7, 1),
    cells: {
      client: clients.find((one) => one.id === device.clientId)?.name ?? null,
      site: device.siteName,
      device: device.name,
      ...cells[kind](n),
    },
  }));
}
