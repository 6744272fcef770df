/** What a person chose on the desk, as the decisions that will be recorded: exactly those, so that they can be shown first and compared afterwards. */
import { deskDraft } from '@fettle/core/desk';
import type { DeskChoice, DeskDraft } from '@fettle/core/desk';
import { digestOf } from '@fettle/proof/hash';
import { toDeploy } from './cases.ts';
import type { Cell } from './cases.ts';
import type { Group } from './groups.ts';

export type Chosen = { readonly group: string; readonly clientId: string | null; readonly choice: DeskChoice };
export type Planned = DeskDraft & { readonly clientId: string; readonly group: string; readonly title: string };
export type Plan = {
  readonly decisions: readonly Planned[];
  /** The most devices that each decided group has at its clients, added up. */
  readonly devices: number;
  /** Groups of which a person must still say what follows. */
  readonly person: number;
  /** Clients that stay out, because the actor may not decide for them. */
  readonly notYours: readonly string[];
};

export type PlanGiven = {
  readonly groups: readonly Group[];
  readonly choices: readonly Chosen[];
  readonly mayDecide: (clientId: string) => boolean;
  readonly at: Temporal.Instant;
};

/** What the choices come to, for as much of them as this desk offers. */
export function planOf({ groups, choices, mayDecide, at }: PlanGiven): Plan {
  const chosen = new Map(choices.map((one) => [keyOf(one.group, one.clientId), one.choice]));
  const decisions: Planned[] = [];
  const notYours = new Set<string>();
  let devices = 0;
  let person = 0;
  for (const group of groups) {
    if (group.cells.some((cell) => cell.state === 'person' && choiceFor(chosen, group, cell) === 'leave')) person += 1;
    for (const cell of group.cells) {
      if (choiceFor(chosen, group, cell) !== 'deploy') continue;
      if (!mayDecide(cell.clientId)) {
        notYours.add(cell.clientId);
        continue;
      }
      devices += cell.devices;
      for (const subject of toDeploy(cell))
        decisions.push({
          ...deskDraft(subject, at),
          clientId: cell.clientId,
          group: group.id,
          title: `${subject.sourceName} ${subject.sourceVersion}`,
        });
    }
  }
  const sorted = inOrder(decisions);
  return { decisions: sorted, devices, person, notYours: [...notYours] };
}

/** What is compared before anything is recorded: every word of every decision. */
export function digestOfPlan({ decisions }: Pick<Plan, 'decisions'>): string {
  return digestOf(decisions);
}

function choiceFor(chosen: ReadonlyMap<string, DeskChoice>, group: Group, { clientId, choice, choices }: Cell): DeskChoice {
  const own = chosen.get(keyOf(group.id, clientId));
  if (own !== undefined) return own;
  // A choice for the group holds where it is offered.
  const whole = chosen.get(keyOf(group.id, null));
  return whole !== undefined && choices.includes(whole) ? whole : choice;
}

/** What of the choices the desk does not offer, or not any more, in words; null: nothing. What is to be left open may be gone: then it is left open. */
export function wrongChoice({ groups, choices, mayDecide }: Omit<PlanGiven, 'at'>): string | null {
  const known = new Map(groups.map((group) => [group.id, group]));
  for (const { group: id, clientId, choice } of choices) {
    if (choice === 'leave') continue;
    const group = known.get(id);
    if (group === undefined) return `${JSON.stringify(id)} is not on this desk any more.`;
    const offered = group.cells.filter((cell) => (clientId === null || cell.clientId === clientId) && cell.choices.includes(choice));
    if (offered.length === 0) return `${group.title} can not be deployed there any more.`;
    if (!offered.some((cell) => mayDecide(cell.clientId))) return `You may not decide about ${group.title} there.`;
  }
  return null;
}

function keyOf(group: string, clientId: string | null): string {
  return JSON.stringify([group, clientId]);
}

/** By client, group and title, so that the same decisions have the same digest. */
function inOrder(decisions: readonly Planned[]): readonly Planned[] {
  const keyed = decisions.map((one) => ({ key: JSON.stringify([one.clientId, one.group, one.title]), one }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ one }) => one);
}
