import { describe, expect, test } from 'vitest';
import { desk } from '../../testing/world-desk.ts';
import { chooseAll, chooseFor, choiceList, leavesProposed, noChoices } from './choices.ts';
import type { DeskGroup } from './choices.ts';

const shown = desk(null, 'visit').items;
const named = (name: string): DeskGroup => {
  const found = shown.find(({ title }) => title.startsWith(name));
  if (found === undefined) throw new Error(`there is no ${name} on the desk`);
  return found;
};
const [openssl, nano, none] = [named('openssl'), named('nano'), named('CVE-2026-13000')];
const clientOf = (group: DeskGroup, n: number): string => group.clients[n]?.clientId ?? '';

describe('what is sent', () => {
  test('what was chosen of what is shown, for a group or a client in it', () => {
    const choices = chooseFor(chooseAll(noChoices, nano, 'deploy'), openssl, clientOf(openssl, 1), 'leave');
    expect(choiceList(choices, shown)).toEqual([
      { group: openssl.id, clientId: clientOf(openssl, 1), choice: 'leave' },
      { group: nano.id, clientId: null, choice: 'deploy' },
    ]);
  });

  test('nothing of what is gone from the desk, of a client that is not shown, or where it can not be chosen any more', () => {
    const choices = chooseFor(chooseAll(noChoices, openssl, 'leave'), nano, clientOf(nano, 0), 'deploy');
    expect(choiceList(choices, [])).toEqual([]);
    const elsewhere = shown.map((group) => ({ ...group, clients: group.clients.filter((one) => one.clientId !== clientOf(nano, 0)) }));
    expect(choiceList(choices, elsewhere).map(({ group }) => group)).toEqual([openssl.id]);
    const decided = shown.map((group) => ({ ...group, clients: group.clients.map((one) => ({ ...one, choices: ['leave' as const] })) }));
    expect(choiceList(choices, decided)).toEqual([]);
  });
});

test('something is left open only where it was proposed and unticked', () => {
  expect(leavesProposed(noChoices, shown)).toBe(false);
  expect(leavesProposed(chooseAll(chooseAll(noChoices, nano, 'deploy'), nano, 'leave'), shown), 'was not proposed').toBe(false);
  expect(leavesProposed(chooseAll(noChoices, none, 'leave'), shown), 'nothing to untick').toBe(false);
  expect(leavesProposed(chooseFor(noChoices, openssl, clientOf(openssl, 1), 'leave'), shown)).toBe(true);
  expect(leavesProposed(chooseAll(noChoices, openssl, 'leave'), [nano]), 'is not shown').toBe(false);
  expect(leavesProposed(chooseFor(noChoices, openssl, clientOf(openssl, 3), 'leave'), shown), 'not one’s own').toBe(false);
});
