/** A policy while it is written: the policy itself, and the server's word on single fields by path. */
import type { Policy } from '@fettle/core/policy';

export type Problems = ReadonlyMap<string, string>;

export type Draft = {
  readonly policy: Policy;
  readonly problems: Problems;
  /** Takes the changed parts of the policy. */
  readonly change: (changed: Partial<Policy>) => void;
};

/** The problem of exactly this field. */
export function at(problems: Problems, path: string): string | null {
  return problems.get(path) ?? null;
}

/** Every problem at this field or below it, as one text: for a field that stands for several (`select.exclude[3]`). */
export function below(problems: Problems, path: string): string | null {
  const found = [...problems].filter(([one]) => one === path || one.startsWith(`${path}.`) || one.startsWith(`${path}[`));
  return found.length === 0 ? null : found.map(([, message]) => message).join(' ');
}

/** Problems whose field is not drawn anywhere: they stand above the form, so that none is lost. */
export function elsewhere(problems: Problems, drawn: readonly string[]): readonly (readonly [string, string])[] {
  return [...problems].filter(([path]) => !drawn.some((one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`)));
}

/** The fields in which two policies differ, in the words of the form. */
export function differences(mine: Policy, theirs: Policy): readonly string[] {
  return (Object.keys(fieldWords) as (keyof Policy)[]) // the table names every field of a policy and nothing else
    .filter((field) => JSON.stringify(mine[field]) !== JSON.stringify(theirs[field]))
    .map((field) => fieldWords[field]);
}

const fieldWords: Readonly<Record<keyof Policy, string>> = {
  name: 'name',
  select: 'what is selected',
  rings: 'rings',
  window: 'window',
  restart: 'restarts',
  restartWhen: 'when a restart takes place',
  missed: 'a missed window',
  failureBudget: 'failures borne',
  checks: 'health checks',
  hooks: 'commands around a change',
  rollback: 'rolling back',
  ways: 'ways back',
  backup: 'backups',
  withoutWayBack: 'changes without a way back',
  drills: 'drills of the way back',
  startOffline: 'starting out of contact',
  maxParallel: 'devices at once',
  devicesPerHour: 'devices an hour',
  notices: 'notices',
  rules: 'selection rules',
  pins: 'pins',
  lanes: 'lanes',
  aftercare: 'aftercare',
  testPlan: 'test plan',
  standIns: 'stand-ins',
  fourEyes: 'two approvers',
  proposing: 'who proposes',
  owner: 'owner',
  reviewAt: 'review date',
};

/** What a number field says: its number, or NaN where it is empty, which the server then names as a problem. */
export function numberOf(value: string | number): number {
  return value === '' ? Number.NaN : Number(value);
}

/** A number for a number field; nothing where it is none. */
export function shownNumber(value: number): number | string {
  return Number.isNaN(value) || value === null ? '' : value;
}
