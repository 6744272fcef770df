/** What was out of the ordinary, device by device. */
import type { Material } from './build.ts';
import type { DeviceReport, Peculiarity } from './types.ts';

/** dpkg's own words where it keeps a configuration file that somebody changed (dpkg(1), --force-confold). */
const kept = /Configuration file '([^'\n]{1,300})'/g;

export function peculiaritiesOf({ records }: Material, devices: readonly DeviceReport[]): readonly Peculiarity[] {
  return [...drill(records), ...devices.flatMap(ofDevice), ...newPackages(records), ...pins(records)];
}

function ofDevice(device: DeviceReport): readonly Peculiarity[] {
  const { name, attempts, receipts, scan, restart } = device;
  const say = (what: string, sentence: string): Peculiarity => ({ device: name, what, sentence });
  const repairs = receipts.filter(({ step }) => step === 'repair').length;
  const files = new Set(
    receipts.flatMap(({ detail, trouble }) =>
      [...`${detail}\n${trouble?.excerpt ?? ''}`.matchAll(kept)].flatMap((found) => found[1] ?? []),
    ),
  );
  return [
    ...(attempts > 1 ? [say('more than one attempt', `It took ${attempts} attempts.`)] : []),
    ...(repairs > 0
      ? [say('repaired', `The package manager was repaired ${repairs === 1 ? 'once' : `${repairs} times`} on the way.`)]
      : []),
    ...device.differs.sentences.map((one) =>
      say(device.differs.wentBack ? 'other than before, after going back' : 'configuration differs', one),
    ),
    ...device.differs.notKnown.map((one) => say('not compared after going back', one)),
    ...device.differs.kept.map((one) => say('configuration kept', one)),
    ...[...files]
      .toSorted()
      .filter((file) => !device.differs.kept.some((one) => one.startsWith(`${file} of `)))
      .map((file) => say('configuration kept', `${file} had been changed on the device and was kept as it was.`)),
    ...(restart.restarted === 'yes'
      ? [say('restarted', 'The device restarted: the boot after the change is another one than before.')]
      : []),
    ...(scan?.restartPending === true
      ? [say('restart pending', 'After the change a restart is still pending: what runs may be the old version.')]
      : []),
    ...device.checks
      .filter(({ before }) => before === 'failed')
      .map((check) => say('check failed before', `The check “${check.name}” failed before the change already.`)),
  ];
}

/** Whoever reads of versions that went in has to know that they went out again. */
function drill({ spec }: Material['records']): readonly Peculiarity[] {
  if (spec.header.drill !== true) return [];
  const sentence =
    'Each device took the change, was checked, and went back to the versions that it had: verified means that they are in again.';
  return [{ device: null, what: 'drill', sentence }];
}

function newPackages({ spec }: Material['records']): readonly Peculiarity[] {
  const names = new Set(spec.shares.flatMap(({ changes }) => changes.flatMap(({ name, from }) => (from === null ? [name] : []))));
  return [...names]
    .toSorted()
    .map((name) => ({ device: null, what: 'newly installed', sentence: `${name} came in new, because an update needs it.` }));
}

function pins({ basis }: Material['records']): readonly Peculiarity[] {
  return (basis?.notWanted ?? [])
    .filter(({ withheld }) => withheld === 'pinned')
    .map(({ name, devices }) => ({
      device: null,
      what: 'pinned',
      sentence: `${name} is pinned on ${devices === 1 ? '1 device' : `${devices} devices`} and was left alone.`,
    }));
}
