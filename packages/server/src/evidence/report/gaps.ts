/** What this report could not see. Nothing is passed over in silence: what is not known is said. */
import { rulesOf } from '@fettle/core/deployment';
import type { Material } from './build.ts';
import type { DeviceReport } from './types.ts';

export function gapsOf({ records, state }: Material, devices: readonly DeviceReport[]): readonly string[] {
  const of = (count: number, total: number) => `${count} of ${total === 1 ? '1 device' : `${total} devices`}`;
  const began = devices.filter(({ startedAt, label }) => startedAt !== null || label === 'verified');
  const noScan = began.filter(({ scan }) => scan === null).length;
  const noReceipts = began.filter(({ receipts }) => receipts.length === 0).length;
  const unknown = devices.filter(({ label }) => label === 'unknown').length;
  const lookedAt = new Map(records.devices.map(({ id, scanned_at: at }) => [id, at]));
  const changed = devices.filter(({ appliedAt }) => appliedAt !== null);
  const notLooked = changed.filter(({ id, appliedAt }) => (lookedAt.get(id) ?? '') <= (appliedAt ?? '')).length;
  const unread = (records.basis?.sources ?? []).filter(({ devices: on, readOn }) => readOn < on).length;
  const silent = new Set(records.checksAgain.flatMap(({ state: answer, device_id: id }) => (answer === 'waiting' ? [id] : []))).size;
  const says = (isSo: boolean, sentence: string) => (isSo ? [sentence] : []);
  return [
    ...says(state.status === 'active', 'The deployment is still under way: this report tells how far it is.'),
    ...says(
      !records.spec.hashFits,
      'The stored spec does not hash to what was approved: the records were changed afterwards, and what they say of the plan can not be relied on.',
    ),
    ...says(records.approvals.length === 0 && state.approvals.length > 0, 'The signed approvals are not among the records.'),
    ...says(unknown > 0, `How it ended is not known for ${of(unknown, devices.length)}.`),
    ...says(noScan > 0, `No scan after the change came from ${of(noScan, began.length)} that began it.`),
    ...says(noReceipts > 0, `No receipts came from ${of(noReceipts, began.length)} that began it.`),
    ...says(
      notLooked > 0,
      `${of(notLooked, changed.length)} that were changed sent no whole scan since, so what newly appeared there is not known.`,
    ),
    ...says(
      records.basis === null,
      'Which CVE ids the updates close, and which updates were offered besides, was not recorded when the spec was made.',
    ),
    ...says(
      unread > 0,
      `The changelogs of ${unread === 1 ? '1 source package' : `${unread} source packages`} could not be read on every device: there may be more CVE ids than are named.`,
    ),
    ...says(
      silent > 0,
      `${silent === 1 ? 'One device' : `${silent} devices`} did not answer when asked for checks again, so how ${silent === 1 ? 'it is' : 'they are'} since is not known.`,
    ),
    ...says(records.policy.body === null, 'The policy version of this deployment can not be read any more.'),
    ...says(changed.length > 0, 'Configuration files that were kept as they were are named only where a receipt names them.'),
    'Whether a program works as people expect is only known as far as the health checks ask.',
    ...says(
      records.spec.shares.every((share) => rulesOf(state.header, share).checks.length === 0),
      'The policy named no health checks, so none were taken.',
    ),
  ];
}
