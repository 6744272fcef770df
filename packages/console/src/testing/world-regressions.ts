/** Regressions of the made-up installation: one that waits for a decision, one that is decided. */
import type { CallOutput } from '@fettle/protocol/client';
import { deployments } from './world-deployments.ts';
import { at, id } from './world.ts';

type Regression = CallOutput<'decideRegression'>;

const [deployment] = deployments;
const run = deployment?.runs[0];
const open: Regression = {
  id: id(31, 1),
  clientId: deployment?.clientId ?? '',
  clientName: deployment?.clientName ?? '',
  deploymentId: deployment?.id ?? '',
  deploymentTitle: deployment?.title ?? '',
  deviceId: run?.deviceId ?? '',
  deviceName: run?.deviceName ?? '',
  check: 'page',
  seen: 'later',
  days: 7,
  before: 'http://127.0.0.1/ answered 200',
  after: 'http://127.0.0.1/ answered 500, expected 200',
  changedSince: 1,
  foundAt: at(-90),
  sentence:
    'page passed before the change and failed 7 days after the change. Meanwhile another deployment changed the device: it may come from there.',
  decision: null,
  mayDecide: true,
};
export const regressions: readonly Regression[] = [
  open,
  {
    ...open,
    id: id(31, 2),
    check: 'errors',
    seen: 'soak',
    days: null,
    before: '0 of priority err or worse from web.service in the last hour',
    after: 'more than 3 of priority err or worse from web.service in the last hour',
    changedSince: 0,
    sentence: 'errors passed before the change and failed at the end of the soak.',
    decision: { what: 'fixed', because: 'The old log format was still configured', rollbackId: null, by: 'Anna Müller', at: at(-20) },
    mayDecide: false,
  },
];

const none = { planned: 0, waiting: 0, passed: 0, failed: 0, notMeasured: 0, refused: 0, unknown: 0, notAsked: 0, nextAt: null };
const silentRun = deployment?.runs[1];
const silent = { deviceId: silentRun?.deviceId ?? '', deviceName: silentRun?.deviceName ?? '' };

/** After one day two devices answered and one never did; after seven one is awaited. */
export const checksAgain: CallOutput<'getChecksAgain'> = {
  items: [
    { ...none, days: 1, devices: 3, passed: 2, unknown: 1 },
    { ...none, days: 7, devices: 3, failed: 1, waiting: 1, planned: 1, nextAt: at(300) },
  ],
  silent: [
    { ...silent, days: 1, state: 'unknown', askedAt: at(-8_640), until: at(-4_320) },
    { ...silent, days: 7, state: 'waiting', askedAt: at(-60), until: at(4_260) },
  ],
};
