/** A made-up preview of a roll-back: of the devices one as simulated, one that moved on, the rest without a way back. */
import { laterInWords } from '@fettle/core/rollback';
import type { CallOutput } from '@fettle/protocol/client';
import type { Deployment } from './world-deployments.ts';
import { at } from './world.ts';

const openssl = { manager: 'apt', name: 'openssl', architecture: 'amd64', from: '3.0.17-1~deb12u2', to: '3.0.15-1~deb12u1' } as const;

export function backPreviewOf(deployment: Deployment | undefined): CallOutput<'previewRollBack'> | undefined {
  if (deployment === undefined) return undefined;
  const devices = deployment.runs.slice(0, 4).map((run, n): CallOutput<'previewRollBack'>['devices'][number] => ({
    deviceId: run.deviceId,
    deviceName: run.deviceName,
    way: n < 2 ? 'downgrade' : 'none',
    because: n < 2 ? null : 'No source of the device has openssl 3.0.15-1~deb12u1 any more, and its store has not either',
    checkedAt: at(-70),
    changes: n < 2 ? [{ ...openssl, now: n === 0 ? openssl.from : '3.0.18-1~deb12u1', standing: n === 0 ? 'as-changed' : 'moved-on' }] : [],
    stays: n === 0 ? [{ name: 'libssl-extra', architecture: 'amd64', version: '3.0.17-1~deb12u2' }] : [],
    scannedAt: n === 3 ? null : at(-10),
    restart: n === 0 ? 'not-needed' : 'unknown',
    ways:
      n < 2
        ? [
            {
              by: 'reinstall',
              because: n === 0 ? null : 'apt would remove shop-frontend',
              sentence: laterInWords('reinstall', [openssl]),
            },
          ]
        : [],
    restartSentence: n === 0 ? 'The change needed no restart.' : 'Whether it needs a restart is not known.',
  }));
  return {
    deploymentId: deployment.id,
    asOf: at(0),
    allowed: true,
    sentence: null,
    goBack: 2,
    stayAsTheyAre: deployment.runs.length - 2,
    devices,
  };
}
