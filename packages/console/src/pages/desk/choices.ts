/** What somebody chose on the desk instead of what is proposed: kept by the page, for groups and for single clients in them. */
import type { CallInput, CallOutput } from '@fettle/protocol/client';

export type DeskGroup = CallOutput<'getDesk'>['items'][number];
export type DeskClient = DeskGroup['clients'][number];
export type Choice = DeskClient['choice'];
export type Choices = ReadonlyMap<string, Choice>;

export const noChoices: Choices = new Map();

function keyOf(group: string, clientId: string | null): string {
  return JSON.stringify([group, clientId]);
}

/** Whether a decision to deploy may be chosen for this client at all. */
export function isOpen({ choices, mayDecide }: DeskClient): boolean {
  return mayDecide && choices.includes('deploy');
}

/** What holds for one client: its own choice, that of its group, or what is proposed. */
export function choiceOf(choices: Choices, group: DeskGroup, client: DeskClient): Choice {
  if (!isOpen(client)) return 'leave';
  return choices.get(keyOf(group.id, client.clientId)) ?? choices.get(keyOf(group.id, null)) ?? client.choice;
}

/** Chooses for one client. */
export function chooseFor(choices: Choices, group: DeskGroup, clientId: string, choice: Choice): Choices {
  return new Map([...choices, [keyOf(group.id, clientId), choice]]);
}

/** Chooses for a group; what was chosen for single clients in it is forgotten. */
export function chooseAll(choices: Choices, group: DeskGroup, choice: Choice): Choices {
  const own = new Set(group.clients.map(({ clientId }) => keyOf(group.id, clientId)));
  return new Map([...[...choices].filter(([key]) => !own.has(key)), [keyOf(group.id, null), choice]]);
}

/** As the server takes them: those about what is shown, where they can still be chosen. What is gone, or was decided elsewhere meanwhile, is no choice any more. */
export function choiceList(choices: Choices, shown: readonly DeskGroup[]): CallInput<'previewDesk'>['body']['choices'] {
  return shown.flatMap((group) =>
    [null, ...group.clients.map(({ clientId }) => clientId)].flatMap((clientId) => {
      const choice = choices.get(keyOf(group.id, clientId));
      const open = group.clients.some((one) => (clientId === null || one.clientId === clientId) && isOpen(one));
      return choice === undefined || !open ? [] : [{ group: group.id, clientId, choice }];
    }),
  );
}

/** Whether anything that is proposed to be deployed was unticked. */
export function leavesProposed(choices: Choices, shown: readonly DeskGroup[]): boolean {
  return shown.some((group) =>
    group.clients.some((one) => isOpen(one) && one.choice === 'deploy' && choiceOf(choices, group, one) === 'leave'),
  );
}
