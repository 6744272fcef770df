/** Signed commands on the server: verified when they are handed in, kept, and sent along with the instructions that name them. It can sign none. */
import { commandsNamed, purposeWords } from '@fettle/core/deployment';
import type { CommandPurpose, DeviceRules, SignedCommandRef, WayBack } from '@fettle/core/deployment';
import { openCommand } from '@fettle/proof/signed-command';
import type { SignedCommand } from '@fettle/proof/signed-command';
import type { CarriedCommand } from '@fettle/protocol/agent';
import type { SignedCommandView } from '@fettle/protocol/commands';
import { appendProviderAudit, auditActor } from '../audit/index.ts';
import { inNoClient, notify } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Actor, Handlers, Tx } from '../platform/feature.ts';
import { addCommand, commandsToCarry, readCommands, readStandings, removeCommand } from './commands-store.ts';
import type { CommandRow } from './commands-store.ts';
import { isClient } from './store.ts';
import { readTrustIn } from './view.ts';

/** What names commands: rules, and the way back of a share. */
export type Naming = Pick<DeviceRules, 'checks' | 'hooks'> & {
  readonly wayBack?: WayBack | undefined;
  readonly probe?: SignedCommandRef | undefined;
};

/** What an instruction to a device of this client carries for the commands that its checks and hooks name; nothing where they name none. */
export type Carry = (rules: Naming) => { readonly commands?: readonly CarriedCommand[] };

/** Reads once what the devices of one client are told by these rules. What is not there any more is left out: the device says so. */
export async function carryCommands(tx: Tx, clientId: string, all: readonly Naming[]): Promise<Carry> {
  const documents = [...new Set(all.flatMap((naming) => documentsOf(naming)))];
  const rows = documents.length === 0 ? [] : await commandsToCarry(tx, clientId, documents);
  const carried = new Map(rows.map((row) => [row.document, { envelope: row.envelope, script: row.script.toString('base64') }]));
  return (naming) => {
    const commands = documentsOf(naming).flatMap((document) => carried.get(document) ?? []);
    return commands.length === 0 ? {} : { commands };
  };
}

function documentsOf({ checks, hooks, wayBack, probe }: Naming): readonly string[] {
  const named = commandsNamed(checks, hooks, wayBack).map(({ document }) => document);
  return probe === undefined ? named : [...named, probe.document];
}

/** Why a command that is named for a purpose can not run at a client; null: nothing that a server knows stands in its way. The limits of a device do not stand here. */
export type CommandTrouble = (named: SignedCommandRef & { readonly purpose: CommandPurpose }) => string | null;

/** Reads how all commands stand for one client at this moment. */
export async function readCommandTroubles(tx: Tx, clientId: string, now: string): Promise<CommandTrouble> {
  const rows = new Map((await readStandings(tx)).map((row) => [row.document, row]));
  const withdrawn = new Set(rows.size === 0 ? [] : (await readTrustIn(tx)).authority.withdrawnCommands);
  return ({ name, document, purpose }) => {
    const row = rows.get(document);
    const which = `The signed command “${name}”`;
    if (row === undefined) return `${which} has never been handed in here.`;
    const command = commandIn(row);
    const state = stateOf(row, command, withdrawn, now);
    if (state === 'removed') return `${which} was removed.`;
    if (state === 'withdrawn') return `${which} was withdrawn.`;
    if (state === 'expired') return `${which} could be run until ${command.expiresAt}.`;
    if (row.client_ids?.includes(clientId) === false) return `${which} was not signed for this client.`;
    return command.purpose === purpose ? null : `${which} was signed for another purpose: ${purposeWords[command.purpose]}.`;
  };
}

export const commandHandlers: Handlers = {
  async listCommands({ context, actor, query }) {
    return inNoClient(context.db, async (tx) => {
      const look = await lookOf(tx, actor, context.now());
      const items = (await readCommands(tx, null)).flatMap((row) => look(row) ?? []);
      return { items: items.filter(({ state }) => query.removed === 'yes' || state !== 'removed') };
    });
  },

  async getCommand({ context, actor, params }) {
    return inNoClient(context.db, async (tx) => {
      const [row] = await readCommands(tx, params.document);
      const command = row === undefined ? null : (await lookOf(tx, actor, context.now()))(row);
      if (row === undefined || command === null) return notThere();
      return { command, file: { format: 'fettle-command/1', envelope: row.envelope, script: row.script.toString('base64') } };
    });
  },

  async addCommand({ context, actor, body }) {
    const at = context.now();
    return inNoClient(context.db, async (tx) => {
      const { authority } = await readTrustIn(tx);
      const script = Buffer.from(body.script, 'base64');
      const opened = openCommand(body.envelope, script, authority);
      if (!opened.ok) return refuse('command.invalid', opened.detail);
      const { command, document } = opened;
      const strangers = command.clients === '*' ? [] : await unknownClients(tx, command.clients);
      if (strangers.length > 0)
        return refuse('command.invalid', `It is signed for a client that this installation does not know: ${strangers[0]}.`);
      const { name, purpose, clients } = command;
      const clientIds = clients === '*' ? null : clients;
      if (!(await addCommand(tx, { document, name, purpose, clientIds, envelope: body.envelope, script, at, by: actor.id })))
        return refuse('conflict.exists', `The command “${name}” is here already.`);
      await record(tx, actor, 'command.added', document, { name, purpose, clients, scriptSha256: command.scriptSha256 }, at);
      const [row] = await readCommands(tx, document);
      return (row === undefined ? null : (await lookOf(tx, actor, at))(row)) ?? notThere();
    });
  },

  async removeCommand({ context, actor, params }) {
    const at = context.now();
    return inNoClient(context.db, async (tx) => {
      if (!(await removeCommand(tx, params.document, actor.id, at))) return notThere();
      const [row] = await readCommands(tx, params.document);
      const command = row === undefined ? null : (await lookOf(tx, actor, at))(row);
      await record(tx, actor, 'command.removed', params.document, { name: command?.name ?? null }, at);
      return command ?? notThere();
    });
  },
};

const notThere = () => refuse('not-found', 'There is no such command, or it is out of your reach.');

async function unknownClients(tx: Tx, ids: readonly string[]): Promise<readonly string[]> {
  const known = await Promise.all(ids.map((id) => isClient(tx, id)));
  return ids.filter((_, index) => known[index] !== true);
}

/** How somebody sees commands: null for those of clients that they do not see. */
async function lookOf(tx: Tx, actor: Actor, now: string): Promise<(row: CommandRow) => SignedCommandView | null> {
  const { authority } = await readTrustIn(tx);
  const scope = new Set(actor.scopeFor('policy.read'));
  const withdrawn = new Set(authority.withdrawnCommands);
  return (row) => {
    const ids = row.client_ids?.filter((id) => scope.has(id));
    if (ids?.length === 0) return null;
    const command = commandIn(row);
    return {
      document: row.document,
      name: command.name,
      purpose: command.purpose,
      interpreter: [...command.interpreter],
      arguments: [...command.arguments],
      scriptSha256: command.scriptSha256,
      scriptBytes: row.script.length,
      clients: ids ?? '*',
      runAs: command.runAs,
      mostSeconds: command.mostSeconds,
      issuedAt: command.issuedAt,
      expiresAt: command.expiresAt,
      addedAt: row.added_at,
      addedBy: row.added_by,
      state: stateOf(row, command, withdrawn, now),
    };
  };
}

function stateOf(
  row: Pick<CommandRow, 'document' | 'removed_at'>,
  command: SignedCommand,
  withdrawn: ReadonlySet<string>,
  now: string,
): SignedCommandView['state'] {
  if (row.removed_at !== null) return 'removed';
  if (withdrawn.has(row.document)) return 'withdrawn';
  return Temporal.Instant.compare(command.expiresAt, now) <= 0 ? 'expired' : 'ready';
}

/** It was verified when it was handed in. */
function commandIn(row: Pick<CommandRow, 'envelope'>): SignedCommand {
  return JSON.parse(Buffer.from(row.envelope.payload, 'base64').toString('utf8')) as SignedCommand;
}

async function record(tx: Tx, actor: Actor, action: string, document: string, body: Record<string, unknown>, at: string): Promise<void> {
  await appendProviderAudit(tx, { action, actor: auditActor(actor), subject: `command:${document}`, body, at });
  await notify(tx, 'changed', JSON.stringify({ clientId: providerId, what: 'trust', id: null }));
}
