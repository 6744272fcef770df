/** Rebuilds of the made-up installation: one that is awaited, one that is as before. */
import type { CallOutput } from '@fettle/protocol/client';
import { deployments } from './world-deployments.ts';
import { at, id } from './world.ts';

type Rebuild = CallOutput<'reportRebuild'>;

const [deployment] = deployments;
const run = deployment?.runs[0];
const awaited: Rebuild = {
  id: id(32, 1),
  clientId: deployment?.clientId ?? '',
  clientName: deployment?.clientName ?? '',
  deploymentId: deployment?.id ?? '',
  deploymentTitle: deployment?.title ?? '',
  deviceId: run?.deviceId ?? '',
  deviceName: run?.deviceName ?? '',
  by: 'operations on duty',
  from: 'share images, folder web-2026',
  minutes: 90,
  steps: 'Wiki, page “A web server anew”',
  because: 'Nobody has heard of the device since the change began.',
  askedBy: null,
  since: at(-120),
  dueAt: at(-30),
  state: 'awaited',
  sentence: 'A rebuild by operations on duty is awaited: its change ended badly, and that is its way back.',
  differs: [],
  notKnown: [],
  words: [],
  mayReport: true,
};
export const rebuilds: readonly Rebuild[] = [
  awaited,
  {
    ...awaited,
    id: id(32, 2),
    state: 'back',
    sentence: 'It was built anew, and its packages and checks are as before the change.',
    words: [
      {
        what: 'done',
        note: 'From the image of Sunday',
        by: 'Anna Müller',
        at: at(-60),
        nowDeviceId: awaited.deviceId,
        nowDeviceName: awaited.deviceName,
      },
      {
        what: 'compared',
        note: 'Its packages and checks are as before the change.',
        by: 'Fettle',
        at: at(-50),
        nowDeviceId: null,
        nowDeviceName: null,
      },
    ],
    mayReport: false,
  },
];
