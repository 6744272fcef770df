/** Signed commands of the made-up installation: one for all clients, one for one of them, one that is over. */
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients } from './world.ts';

type Command = CallOutput<'listCommands'>['items'][number];

function commandOf(n: number, change: Partial<Command>): Command {
  return {
    document: `${n}`.repeat(2).padEnd(64, 'c5a9e07b'),
    name: 'back up the shop',
    purpose: 'before-change',
    interpreter: ['/bin/sh', '-eu'],
    arguments: [],
    scriptSha256: `${n}`.repeat(2).padEnd(64, '9d3f'),
    scriptBytes: 640,
    clients: [clients[1]?.id ?? ''],
    runAs: 'root',
    mostSeconds: 600,
    issuedAt: at(-20_000),
    expiresAt: at(400_000),
    addedAt: at(-19_900),
    addedBy: 'Anna Müller',
    state: 'ready',
    ...change,
  };
}

export const commands: readonly Command[] = [
  commandOf(1, {}),
  commandOf(2, { name: 'orders are taken', purpose: 'check', clients: '*', runAs: 'shop', mostSeconds: 20 }),
  commandOf(5, { name: 'put the shop back', purpose: 'way-back', mostSeconds: 600 }),
  commandOf(6, { name: 'last backup of the shop', purpose: 'probe', mostSeconds: 30 }),
  commandOf(3, { name: 'start the shop', purpose: 'after-change', expiresAt: at(-500), state: 'expired' }),
];
