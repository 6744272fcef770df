/**
 * THE table of what a person may do with a deployment: in which states, with which permission, and why not otherwise. The server guards
 * with it, the console disables its buttons with the same sentence, and the reference is drawn from it.
 */
import { isApproved } from './approvals.ts';
import { factHolds } from './holds.ts';
import { currentRing } from './rings.ts';
import { testStepsOf } from './test-steps.ts';
import type { DeploymentState, DeploymentStatus, WishKind } from './types.ts';

export type CommandName = WishKind | 'approve' | 'roll-back';

/** A reason why a command is not possible in a state. The first that holds is told. */
export type CommandRefusal = { readonly code: string; readonly sentence: string; readonly when: (state: DeploymentState) => boolean };

export type Command = {
  readonly label: string;
  /** What it does, in one sentence. */
  readonly does: string;
  /** The permission that a person needs for it, for the client of the deployment. */
  readonly needs: 'deployment.hold' | 'deployment.approve' | 'deployment.propose';
  readonly statuses: readonly DeploymentStatus[];
  readonly refusals: readonly CommandRefusal[];
};

const cancelled: CommandRefusal = {
  code: 'deployment.already-cancelled',
  sentence: 'The deployment is cancelled; it only waits for what still runs.',
  when: (state) => state.cancelled !== null,
};

export const commands: Readonly<Record<CommandName, Command>> = {
  approve: {
    label: 'Approve',
    does: 'Approves exactly this spec, its ways back included.',
    needs: 'deployment.approve',
    statuses: ['active'],
    refusals: [
      cancelled,
      {
        code: 'deployment.already-approved',
        sentence: 'The spec is approved already.',
        when: isApproved,
      },
    ],
  },
  hold: {
    label: 'Hold',
    does: 'Sends nothing new until the hold is released; what runs, finishes.',
    needs: 'deployment.hold',
    statuses: ['active'],
    refusals: [
      cancelled,
      {
        code: 'deployment.already-held',
        sentence: 'A person holds this deployment already.',
        when: (state) => state.holds.some(({ reason }) => reason === 'operator'),
      },
      {
        code: 'deployment.nothing-left',
        sentence: 'Every ring has passed: there is nothing left to hold.',
        when: (state) => currentRing(state) === null,
      },
    ],
  },
  release: {
    label: 'Release',
    does: 'Lets the deployment go on, saying which ends are accepted.',
    needs: 'deployment.hold',
    statuses: ['active'],
    refusals: [
      cancelled,
      { code: 'deployment.not-held', sentence: 'Nothing holds this deployment.', when: (state) => state.holds.length === 0 },
      {
        code: 'hold.needs-approval',
        sentence: 'The deployment waits for its approval: approve it, or cancel it.',
        when: (state) => state.holds.every(({ reason }) => reason === 'approval'),
      },
      {
        code: 'hold.follows-facts',
        sentence: 'A freeze, a panic stop or the stop of its campaign holds this deployment; it goes on by itself when that is lifted.',
        when: (state) => state.holds.every(({ reason }) => reason === 'approval' || factHolds.includes(reason)),
      },
    ],
  },
  test: {
    label: 'Tell a test result',
    does: 'Says what came of a step of the test plan, before the second ring begins.',
    needs: 'deployment.hold',
    statuses: ['active'],
    refusals: [
      cancelled,
      {
        code: 'test.no-plan',
        sentence: 'This deployment has no test plan.',
        when: (state) => testStepsOf(state.header).length === 0,
      },
      {
        code: 'test.not-yet',
        sentence: 'The first ring is not verified yet: there is nothing to test on.',
        when: (state) => state.rings[0]?.phase === 'closed' || state.rings[0]?.phase === 'open',
      },
      {
        code: 'test.passed',
        sentence: 'The gate of the first ring has passed, and what it showed is kept as it was. Hold the deployment if something is wrong.',
        when: (state) => state.rings[0]?.phase === 'passed',
      },
    ],
  },
  promote: {
    label: 'Promote',
    does: 'Lets the ring that soaks pass now: without the rest of its soak, its last checks and what is open of its test plan.',
    needs: 'deployment.approve',
    statuses: ['active'],
    refusals: [
      cancelled,
      {
        code: 'deployment.held',
        sentence: 'Nothing is promoted while a hold stands: release it first.',
        when: (state) => state.holds.length > 0,
      },
      {
        code: 'ring.not-soaking',
        sentence: 'No ring soaks just now: a ring can be promoted once all its devices are settled and enough of them verified.',
        when: (state) => state.rings[currentRing(state) ?? -1]?.phase !== 'soaking',
      },
      {
        code: 'ring.is-last',
        sentence: 'The last ring soaks: nothing comes after it that could begin earlier.',
        when: (state) => currentRing(state) === state.rings.length - 1,
      },
      {
        code: 'ring.promoted-already',
        sentence: 'A person promoted this ring already; it passes with the next look.',
        when: (state) => state.rings[currentRing(state) ?? -1]?.promoted !== undefined,
      },
    ],
  },
  cancel: {
    label: 'Cancel',
    does: 'Sends nothing more and ends the deployment once what runs has finished.',
    needs: 'deployment.hold',
    statuses: ['active'],
    refusals: [cancelled],
  },
  'roll-back': {
    label: 'Roll back',
    does: 'Proposes a new deployment that takes the devices back to the versions they had.',
    needs: 'deployment.propose',
    statuses: ['active', 'succeeded', 'ended with failures', 'cancelled'],
    refusals: [
      {
        code: 'deployment.is-rollback',
        sentence: 'This deployment is itself a roll-back; going forward again is a new deployment.',
        when: (state) => state.header.predecessor?.kind === 'rollback',
      },
      {
        code: 'deployment.still-running',
        sentence: 'Devices are still changing: wait until they have finished, or hold or cancel the deployment first.',
        when: (state) => state.status === 'active' && state.cancelled === null && state.holds.length === 0,
      },
      {
        code: 'deployment.nothing-changed',
        sentence: 'No device was changed by this deployment, or each is back already.',
        when: (state) =>
          !Object.values(state.runs).some(({ outcome }) => outcome === 'verified' || outcome === 'failed' || outcome === 'unknown'),
      },
    ],
  },
};

/** In the order in which a screen shows them. */
export const commandNames = [
  'approve',
  'test',
  'promote',
  'release',
  'hold',
  'cancel',
  'roll-back',
] as const satisfies readonly CommandName[];

/** May this be done now? A refusal has the sentence that a disabled button shows. */
export function canCommand(
  state: DeploymentState,
  name: CommandName,
): { readonly allowed: true } | { readonly allowed: false; readonly code: string; readonly sentence: string } {
  const command = commands[name];
  if (!command.statuses.includes(state.status)) return { allowed: false, code: 'deployment.over', sentence: 'The deployment has ended.' };
  const refusal = command.refusals.find(({ when }) => when(state));
  return refusal === undefined ? { allowed: true } : { allowed: false, code: refusal.code, sentence: refusal.sentence };
}
