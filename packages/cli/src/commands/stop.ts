import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { signStop } from '@fettle/proof/stop';
import { StopFileSchema } from '@fettle/protocol/stop-file';
import type { StopFile } from '@fettle/protocol/stop-file';
import { connect } from '../connection/api.ts';
import { timestamp } from '../io.ts';
import { readSigningKey } from '../keys/signing-key.ts';
import { writeWholeFile } from '../keys/private-file.ts';
import { Refused } from '../refused.ts';
import { offline, online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle stop export FILE`: what is put at the second address. */
export function addStopExport(group: Group, { io, finish }: Session): void {
  online(group, 'export', 'write the signed panic stops with the authority into a file for the second address')
    .argument('<file>', 'into this file')
    .action(async (file, options) => {
      const { api } = connect(io, options);
      const stops = await api('getStops', {});
      const path = writeWholeFile(io.folder, file, Buffer.from(textOf(stops)));
      finish(options, {
        json: { path, stops: stops.stops.length },
        text: `${path}: ${stops.stops.length} stops, and the authority that knows who may sign.`,
      });
    });
}

/** `fettle stop sign FILE`: a stop without the server, into a file that was exported before. */
export function addStopSign(group: Group, { io, finish }: Session): void {
  offline(group, 'sign', 'without the server: sign a panic stop, or its end, into a file that was exported before')
    .argument('<file>', 'a file of fettle stop export; it is written anew')
    .requiredOption('--key <file>', "an approver's key file, or the root key")
    .option('--client <id>', 'for one client, by its id; otherwise for all')
    .option('--go', 'end the stop instead')
    .action((file, options) => {
      const key = readSigningKey(io.folder, options.key);
      const given = readStopFile(resolve(io.folder, file));
      const scope = options.client ?? 'all';
      const state = options.go === true ? 'go' : 'stop';
      const version = 1 + Math.max(0, ...given.stops.map(versionOf));
      const { signatures, ...signed } = signStop({ scope, state, version, at: timestamp(io) }, key);
      const stops = [{ ...signed, signatures: [...signatures] }, ...given.stops];
      const path = writeWholeFile(io.folder, file, Buffer.from(textOf({ ...given, stops })));
      const text = `${path}: version ${version}, ${state} for ${scope}. Put it at the second address; hand it in at the server too once it is back: fettle trust ${state}.`;
      finish(options, { json: { path, version, state, scope }, text });
    });
}

function textOf(file: StopFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

function readStopFile(path: string): StopFile {
  const bad = (detail: string): Refused =>
    new Refused({
      code: 'cli.stop-file',
      title: 'This is no file of panic stops',
      detail,
      remedy: 'Write one while the server is there: fettle stop export FILE.',
    });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw bad(`${path} can not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = StopFileSchema.safeParse(safeJson(text));
  if (!parsed.success) throw bad(`${path} holds something else.`);
  return parsed.data;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Only to count on from: who signed what is each agent's own question. */
function versionOf({ payload }: { readonly payload: string }): number {
  const said = safeJson(Buffer.from(payload, 'base64').toString('utf8'));
  const version = typeof said === 'object' && said !== null && 'version' in said ? said.version : 0;
  return typeof version === 'number' && Number.isSafeInteger(version) ? version : 0;
}
