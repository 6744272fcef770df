/** Signed commands that a plan names and that can not run: said before anybody approves. */
import { commandsNamed } from '@fettle/core/deployment';
import type { DeviceRules, Plan, PlanProblem } from '@fettle/core/deployment';
import type { CommandTrouble } from '../trust/index.ts';

/** A change whose command before it can not run would never begin: such a plan must not be approved. A check that can not be measured is said. */
export function commandProblems({ header, shares }: Pick<Plan, 'header' | 'shares'>, troubleOf: CommandTrouble): readonly PlanProblem[] {
  // Where each device goes by rules of its own, nobody goes by those of the header.
  const common = shares.some(({ rules }) => rules === undefined) ? problemsOf(header, null, troubleOf) : [];
  return [...common, ...shares.flatMap(({ deviceId, rules }) => (rules === undefined ? [] : problemsOf(rules, deviceId, troubleOf)))];
}

function problemsOf(
  { checks, hooks }: Pick<DeviceRules, 'checks' | 'hooks'>,
  deviceId: string | null,
  troubleOf: CommandTrouble,
): readonly PlanProblem[] {
  return commandsNamed(checks, hooks).flatMap((named): readonly PlanProblem[] => {
    const trouble = troubleOf(named);
    if (trouble === null) return [];
    const [severity, follows] =
      consequences[named.purpose === 'before-change' || named.purpose === 'check' ? named.purpose : 'after-change'];
    return [{ code: 'plan.command-not-to-run', severity, sentence: `${trouble} ${follows}`, deviceId }];
  });
}

const consequences = {
  'before-change': ['failing', 'A change before which it is to run would not begin: name another in the policy, and propose again.'],
  'after-change': ['attention', 'It will not be run after the change.'],
  check: ['attention', 'The check by it will not be measured.'],
} as const;
