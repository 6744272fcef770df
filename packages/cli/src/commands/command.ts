import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommandFileSchema } from '@fettle/protocol/commands';
import type { CommandFile } from '@fettle/protocol/commands';
import type { ApiClient, CallOutput } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { reasonOf } from '../keys/private-file.ts';
import { commandsText, commandText } from '../output/command-text.ts';
import { screenOf } from '../output/screen.ts';
import { Refused, usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { changeAuthority } from '../trust/change.ts';
import { withoutCommand } from '../trust/draft.ts';

type Command = CallOutput<'addCommand'>;

/** `fettle command list`: the commands that the root key signed. */
export function addCommandList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'commands that devices may run where their limits allow it')
    .option('--removed', 'those that were removed, too')
    .action(async (options) => {
      const { api } = connect(io, options);
      const list = await api('listCommands', { query: { removed: options.removed === true ? 'yes' : 'no' } });
      const text = list.items.length === 0 ? 'No command has been handed in.' : commandsText(screenOf(io), list.items);
      finish(options, { json: list, text });
    });
}

/** `fettle command show NAME`: with the script, as it was signed. */
export function addCommandShow(group: Group, { io, finish }: Session): void {
  online(group, 'show', 'one command, with its script')
    .argument('<command>', 'its name, or the first characters of its document')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const { document } = await findCommand(api, named);
      const found = await api('getCommand', { params: { document } });
      const script = Buffer.from(found.file.script, 'base64').toString('utf8');
      finish(options, { json: found, text: commandText(screenOf(io), found.command, script) });
    });
}

/** `fettle command add FILE`: hands in what `fettle trust sign-command` made. */
export function addCommandAdd(group: Group, { io, finish }: Session): void {
  online(group, 'add', 'hand in a signed command, so that policies can name it')
    .argument('<file>', 'what fettle trust sign-command wrote')
    .action(async (path, options) => {
      const body = readCommandFile(io.folder, path);
      const { api } = connect(io, options);
      const added = await api('addCommand', { body });
      finish(options, { json: added, text: commandText(screenOf(io), added, null) });
    });
}

/** `fettle command remove NAME`: the server hands it out no more. That devices refuse it, too, only the root key can say. */
export function addCommandRemove(group: Group, { io, finish }: Session): void {
  online(group, 'remove', 'hand a command out no more (fettle trust withdraw-command makes devices refuse it)')
    .argument('<command>', 'its name, or the first characters of its document')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const { document } = await findCommand(api, named);
      const removed = await api('removeCommand', { params: { document } });
      const text = `${removed.name} is handed out no more. What names it can not run it, and says so.`;
      finish(options, { json: removed, text });
    });
}

/** `fettle trust withdraw-command NAME`: the next authority lists it, and devices that take that authority refuse it. */
export function addTrustWithdrawCommand(group: Group, { io, finish }: Session): void {
  online(group, 'withdraw-command', 'take a signed command back: devices refuse it, whoever sends it')
    .argument('<command>', 'its name, or its document')
    .option('--root-key <file>', 'root key file (root.key of the keys folder)')
    .action(async (named, options) => {
      const answer = await changeAuthority(io, options, async ({ connection: { api }, authority, now }) => {
        // One that this server does not know, or knows no more, is withdrawn by its document.
        const command = /^[0-9a-f]{64}$/.test(named) ? { name: named.slice(0, 16), document: named } : await findCommand(api, named);
        return withoutCommand(authority, command, { now });
      });
      finish(options, answer);
    });
}

async function findCommand(api: ApiClient, named: string): Promise<Command> {
  const { items } = await api('listCommands', { query: { removed: 'yes' } });
  const wanted = named.trim().toLowerCase();
  const byDocument = /^[0-9a-f]{8,64}$/.test(wanted) ? items.filter(({ document }) => document.startsWith(wanted)) : [];
  const byName = items.filter(({ name }) => name.toLowerCase() === wanted);
  // A name is used again for the next version: of several, the one that is handed out is meant.
  const ready = byName.filter(({ state }) => state !== 'removed');
  const found = byDocument.length > 0 ? byDocument : ready.length > 0 ? ready : byName;
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new Refused({
    code: only === undefined ? 'cli.not-found' : 'cli.ambiguous',
    title: only === undefined ? 'There is no such command' : 'There are several commands of that name',
    detail: `${only === undefined ? 'None' : 'More than one'} is called ${JSON.stringify(named)}.`,
    remedy: 'fettle command list shows them; name it by the first characters of its document.',
    errors: found.slice(0, 20).map(({ document, name, state }) => ({ path: document.slice(0, 16), message: `${name}, ${state}` })),
  });
}

function readCommandFile(folder: string, path: string): CommandFile {
  let text: string;
  try {
    text = readFileSync(resolve(folder, path), 'utf8');
  } catch (error) {
    throw usage(`${path} can not be read: ${reasonOf(error)}.`);
  }
  const read = CommandFileSchema.safeParse(parsed(text));
  if (read.success) return read.data;
  throw usage(`${path} is not a signed command. Give the file that fettle trust sign-command wrote.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
