/** Which devices are asked because others that they depend on change. The spec names them, so that whoever approves sees them. */
import { count } from './holds.ts';
import type { PlanDependant, PlanInput, PlanProblem } from './plan-types.ts';
import type { Dependant, Share, SpecHeader } from './spec.ts';

/** The spec is sent to every device of the deployment: it names no more than these. */
export const mostDependants = 200;
/** One that depends on more of them than this watches over all, as monitoring does: it is not asked, and that is said. */
export const mostDependedOn = 200;

export function dependantsIn(input: PlanInput, shares: readonly Share[]): Pick<SpecHeader, 'dependants'> {
  const asked = concerned(input, shares).filter(({ checks, of }) => checks.length > 0 && of.length <= mostDependedOn);
  return asked.length === 0 ? {} : { dependants: asked.slice(0, mostDependants) };
}

/** What is not asked is said: nobody would notice that it fails. */
export function dependantWarnings(input: PlanInput, shares: readonly Share[]): readonly PlanProblem[] {
  const all = concerned(input, shares);
  const silent = all.filter(({ checks }) => checks.length === 0);
  const wide = all.filter(({ checks, of }) => checks.length > 0 && of.length > mostDependedOn);
  const beyond = all.length - silent.length - wide.length - mostDependants;
  return [
    ...silent.slice(0, 20).map(({ deviceId }) => attention('plan.dependant-without-checks', silentSentence, deviceId)),
    ...(silent.length > 20
      ? [
          attention(
            'plan.dependant-without-checks',
            `${count(silent.length - 20, 'device')} more that depend on what changes have no checks.`,
            null,
          ),
        ]
      : []),
    ...wide.slice(0, 20).map(({ deviceId, of }) => attention('plan.dependant-of-too-many', wideSentence(of.length), deviceId)),
    ...(beyond > 0
      ? [
          attention(
            'plan.dependants-too-many',
            `${count(beyond, 'device')} that depend on what changes are not asked: a spec names ${mostDependants}.`,
            null,
          ),
        ]
      : []),
  ];
}

const silentSentence =
  'It depends on a device that changes, and its policy has no checks: nobody would notice if it fails. Give it checks, or look at it by hand.';

function wideSentence(of: number): string {
  return `It depends on ${count(of, 'device')} that change, and is not asked after each of them: at most ${mostDependedOn} are. Look at it by hand.`;
}

function concerned({ policy, dependants }: PlanInput, shares: readonly Share[]): readonly Dependant[] {
  if (policy.askDependants !== true) return [];
  const changing = new Set(shares.map(({ deviceId }) => deviceId));
  return [...(dependants ?? [])].toSorted(byId).flatMap((one): readonly Dependant[] => {
    const of = [...new Set(one.dependsOn)].filter((id) => id !== one.deviceId && changing.has(id)).toSorted();
    return of.length === 0 ? [] : [{ deviceId: one.deviceId, of, checks: one.checks }];
  });
}

function byId(a: PlanDependant, b: PlanDependant): number {
  return a.deviceId < b.deviceId ? -1 : 1;
}

function attention(code: string, sentence: string, deviceId: string | null): PlanProblem {
  return { code, severity: 'attention', sentence, deviceId };
}
