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
