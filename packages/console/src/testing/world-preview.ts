/** A made-up preview, with something of everything that it may show. */
import type { CallOutput } from '@fettle/protocol/client';
import type { Deployment } from './world-deployments.ts';
import { at } from './world.ts';

type Preview = CallOutput<'previewDeployment'>;

const expected = (early: number | null, middle: number | null, late: number | null, of: number) => ({
  p10: early === null ? null : at(early),
  p50: middle === null ? null : at(middle),
  p90: late === null ? null : at(late),
  of,
});

/** Of a deployment with runs; `best`: where nothing is assumed, as before an approval. */
export function previewOf(deployment: Deployment, best: boolean): Preview {
  const runs = best ? 1 : 10;
  const some = best ? 1 : 8;
  const due = { at: at(2_000), by: 'Cyber Essentials', what: 'openssl 3.0.17-1~deb12u2' };
  const late = (n: number): boolean => n === 5 || (!best && n === 2);
  const devices = deployment.runs.map((run, n): Preview['devices'][number] => ({
    deploymentId: deployment.id,
    deviceId: run.deviceId,
    ring: run.ring,
    verified: late(n) && n === 5 ? expected(4_300, 4_320, null, some) : expected(300 + n * 60, 330 + n * 60, 400 + n * 60, runs),
    deadline: n === 4 ? null : due,
    missed: n === 5 ? runs : late(n) ? 3 : 0,
    never: n === 5 && !best ? 2 : 0,
    why: late(n) ? `${run.deviceName} waits for its window, which opens at Sun 2026-03-15 02:00.` : null,
  }));
  const names = deployment.rings.length > 0 ? deployment.rings.map(({ name }) => name) : ['test', 'pilot', 'broad'];
  return {
    runs,
    from: at(0),
    complete: true,
    asOf: at(0),
    zone: 'Europe/Zurich',
    freezes: [{ from: at(3000), until: at(9000), because: '“Christmas trade” until the sixth of January. The tills must run' }],
    names: deployment.runs.map(({ deviceId, deviceName: name }, n) => ({ deviceId, name, wayBack: n !== 5 })),
    deployments: [
      {
        deploymentId: deployment.id,
        title: deployment.title,
        devices: devices.length,
        finished: expected(4_300, 4_400, 5_800, runs),
        succeeded: best ? runs : 7,
        verified: devices.length - 1,
        waiting: [],
      },
    ],
    rings: names.map((name, ring) => ({
      deploymentId: deployment.id,
      ring,
      name,
      devices: devices.filter((one) => one.ring === ring).length,
      verified:
        ring === 2 ? expected(4_300, 4_320, null, some) : expected(300 + ring * 1_500, 340 + ring * 1_500, 420 + ring * 1_500, runs),
      passed:
        ring === 2 ? expected(4_300, 4_400, null, some) : expected(1_800 + ring * 1_500, 1_840 + ring * 1_500, 1_900 + ring * 1_500, runs),
    })),
    devices,
    deadlines: { devices: devices.length - 1, met: devices.length - 2, missed: 1 },
    holds: best
      ? []
      : [
          {
            deploymentId: deployment.id,
            reason: 'failure budget',
            ring: 2,
            at: expected(null, null, null, 3),
            detail: '2 devices failed or rolled back; the budget allows 1.',
          },
        ],
    windows: [
      { deploymentId: deployment.id, from: at(300), to: at(540), devices: 2 },
      { deploymentId: deployment.id, from: at(4_200), to: at(4_440), devices: 4 },
    ],
    clientVerified: expected(4_300, 4_320, null, some),
  };
}
