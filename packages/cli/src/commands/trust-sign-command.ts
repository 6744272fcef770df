import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { commandPurposes, documentOf, mostScriptBytes, signCommand } from '@fettle/proof/signed-command';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import type { CommandFile } from '@fettle/protocol/commands';
import { instantOf } from '../calendar/instant.ts';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { timestamp } from '../io.ts';
import { reasonOf, writeWholeFile } from '../keys/private-file.ts';
import { readSigningKey } from '../keys/signing-key.ts';
import { blocks, facts, screenOf, sentence } from '../output/screen.ts';
import { Refused, usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { rootKeyFile } from '../trust/change.ts';
import { interpreterOf } from '../trust/interpreter.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `fettle trust sign-command SCRIPT`: where the root key is. Asks the server only for the ids of clients that are given by name. */
export function addTrustSignCommand(group: Group, { io, finish }: Session): void {
  online(group, 'sign-command', 'sign a script with the root key, so that devices may run it; needs no server')
    .argument('<script>', 'the script, a file of at most 256 KiB')
    .requiredOption('--name <name>', 'by which people and policies know it')
    .addOption(new Option('--purpose <purpose>', 'what it is for, and nothing else').choices(commandPurposes).makeOptionMandatory())
    .option('--client <client...>', 'for these clients only: ids, or names that the server knows')
    .option('--until <time>', 'it may be run until then: a day, a time by your clock or an instant (a year from now)')
    .option('--seconds <seconds>', 'it is ended after so many seconds', '300')
    .option('--run-as <user>', 'the user of the device that it runs as', 'root')
    .option('--interpreter <program...>', 'the program that reads it, by its whole path (what its first line says)')
    .option('--argument <text...>', 'what the script is given')
    .option('--output <file>', 'the signed command (the script’s name with .command.json)')
    .option('--root-key <file>', 'root key file (root.key of the keys folder)')
    .action(async (path, options) => {
      const script = readScript(io.folder, path);
      const rootKey = readSigningKey(io.folder, rootKeyFile(io, options));
      const now = timestamp(io);
      const clients: string[] = [];
      for (const client of options.client ?? [])
        clients.push(uuid.test(client) ? client.toLowerCase() : (await findClient(connect(io, options).api, client)).id);
      const expiresAt =
        options.until === undefined
          ? Temporal.Instant.from(now)
              .add({ hours: 365 * 24 })
              .toString({ smallestUnit: 'millisecond' })
          : instantOf('until', options.until, io.zone, io.now(), 'ends');
      const fields = {
        name: options.name,
        purpose: options.purpose,
        interpreter: options.interpreter ?? interpreterOf(script),
        arguments: options.argument ?? [],
        clients: clients.length === 0 ? ('*' as const) : clients,
        mostSeconds: Number(options.seconds),
        runAs: options.runAs,
        issuedAt: now,
        expiresAt,
      };
      const envelope = signed(() => signCommand(fields, script, rootKey));
      const file: CommandFile = { format: 'fettle-command/1', envelope: plain(envelope), script: Buffer.from(script).toString('base64') };
      const written = writeWholeFile(io.folder, options.output ?? `${path}.command.json`, `${JSON.stringify(file, null, 2)}\n`);
      const document = documentOf(envelope) ?? '';
      const screen = screenOf(io);
      const text = blocks(
        facts(screen, [
          ['Signed', `${fields.name}, for “${fields.purpose}” of ${clients.length === 0 ? 'all clients' : clients.join(', ')}`],
          ['Document', document],
          [
            'Runs',
            `${[...fields.interpreter, 'SCRIPT', ...fields.arguments].join(' ')}, as ${fields.runAs}, ${fields.mostSeconds} seconds at most`,
          ],
          ['Until', expiresAt],
          ['File', written],
        ]),
        sentence(
          screen,
          `Hand it in with fettle command add ${options.output ?? `${path}.command.json`}. A device runs it only where its own limits file says "scripts": "signed".`,
        ),
      );
      finish(options, { json: { document, file: written, ...fields }, text });
    });
}

function readScript(folder: string, path: string): Uint8Array {
  let script: Uint8Array;
  try {
    script = readFileSync(resolve(folder, path));
  } catch (error) {
    throw usage(`${path} can not be read: ${reasonOf(error)}.`);
  }
  if (script.length === 0) throw usage(`${path} is empty.`);
  if (script.length > mostScriptBytes) throw usage(`${path} has ${script.length} bytes; a script has at most ${mostScriptBytes}.`);
  return script;
}

function signed(sign: () => Envelope): Envelope {
  try {
    return sign();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Refused({
      code: 'command.malformed',
      title: 'The command was not signed',
      detail: error.message,
      remedy: 'Mend what is named. Nothing was signed.',
    });
  }
}

/** Mutable, as the protocol's schema has it. */
function plain(envelope: Envelope): CommandFile['envelope'] {
  return { ...envelope, signatures: envelope.signatures.map((one) => ({ ...one })) };
}
