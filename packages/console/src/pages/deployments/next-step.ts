/** What a person does after a run that did not end verified: the package manager's own next step, else the one of the code or the end. */
import { wayBackFailed } from '@fettle/core/deployment';
import type { Run } from './types.ts';

const byCode: Readonly<Record<string, string>> = {
  'run.never-handed-out': 'See whether the device runs and reaches the server, then make another deployment for it.',
  'run.no-report': 'Look at the device: it began, and nobody knows how far it came.',
  'run.not-secured': 'Look why the packages could not be fetched, then make another deployment.',
  'run.not-started': 'Look at the agent on the device; it had the instruction and did not begin.',
  'run.silent': 'Look at the device itself: it began and went silent.',
  'run.device-retired': 'Nothing: the device was retired.',
  'run.expired': 'Make another deployment with a later end.',
  'run.no-scan': 'Have the device look again from its page.',
  'run.not-verified': 'Open the device and look what its package manager says.',
  'run.scan-cannot-tell': 'Have the device look again from its page.',
  'refused.signature': 'Compare the server’s key with the authority: fettle trust show.',
  'refused.other-device': 'Look whether the device was cloned or enrolled anew.',
  'refused.outside-span': 'Check the clock of the device.',
  'refused.replayed': 'Look at the device’s page; an older instruction reached it. Make another deployment.',
  'refused.malformed': 'Update the agent on the device.',
  'refused.not-approved': 'Find out why the device sees no valid approval, before anything else: somebody may have tampered with it.',
  'refused.unknown-approver': 'The device does not know this approver yet; it takes the newest authority with its next contact.',
  'refused.approver-expired': 'Renew the authority or approve anew.',
  'refused.not-in-spec': 'Find out why the share is not the approved one, before anything else: somebody may have tampered with it.',
  'refused.ring-too-early': 'Check the clocks of server and device; the signed earliest time has not come there.',
  'refused.limits': 'The limits on the device decide. Change them there, or leave this device out.',
  'refused.observe': 'Run the agent as root with limits that allow changes.',
  'refused.window': 'Check the clock of the device and the window in its policy.',
  'refused.differs': 'The device’s own simulation has changed since. Make another deployment.',
  'refused.superseded': 'A newer version took its place. Make another deployment.',
  'refused.way-back': 'Its way back is gone. Make another deployment: the plan takes another one, or says that there is none.',
  'refused.held': 'Nothing: the deployment was held. It gets another try after the release.',
  'refused.stopped': 'Nothing, until the panic stop is lifted.',
  'refused.verb': 'Update the agent on the device.',
  'refused.busy': 'Wait until the other change has finished, then make another deployment.',
  'missed.window': 'It gets no further opening here; make another deployment, or a longer window.',
  [wayBackFailed]: 'Neither the change nor its way back worked: take the next way below, or mend the device by hand.',
  'checks.failed': 'Look at the service whose check failed; the checks below say which.',
};

const byOutcome: Readonly<Record<NonNullable<Run['outcome']>, string | null>> = {
  verified: null,
  failed: 'Open the device, mend the cause, then make another deployment for it.',
  'rolled back': 'It has the versions that it had. Find the cause before trying again.',
  refused: 'Nothing was changed. Mend the cause, then make another deployment for it.',
  missed: 'Nothing was changed. Make another deployment for it.',
  unknown: 'Have the device look again; until then nobody can tell.',
  cancelled: null,
};

/** One sentence; null where nothing is left to do, or the run is not over. */
export function nextStepOf(run: Pick<Run, 'outcome' | 'code' | 'result'>): string | null {
  if (run.outcome === null || run.outcome === 'verified') return null;
  const trouble = run.result?.receipts.findLast((receipt) => receipt.trouble !== null)?.trouble ?? null;
  if (trouble !== null && trouble.nextStep !== '') return trouble.nextStep;
  return (run.code === null ? undefined : byCode[run.code]) ?? byOutcome[run.outcome];
}
