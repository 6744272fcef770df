/**
 * Panic stops that this agent has honoured, by scope. A stop was verified when it came; from then on it stands until a newer signed `go` comes: an
 * approver who expired meanwhile does not lift it.
 */
import type { Authority } from '@fettle/proof/authority';
import { verifyStop } from '@fettle/proof/stop';
import { z } from 'zod';
import { readJson, writeJson } from './durable.ts';
import type { Folders } from './folders.ts';

const Stops = z.record(z.string(), z.strictObject({ version: z.number().int(), state: z.enum(['stop', 'go']), at: z.string() }));

function read(folders: Folders): z.infer<typeof Stops> {
  const value = readJson(folders.stops);
  return value === null ? {} : Stops.parse(value);
}

/** Whether a stop binds this device, and the highest version heard of. */
export function readStops(folders: Folders, clientId: string): { readonly stopped: boolean; readonly version: number } {
  const stops = read(folders);
  const version = Math.max(0, ...Object.values(stops).map((stop) => stop.version));
  return { stopped: stops['all']?.state === 'stop' || stops[clientId]?.state === 'stop', version };
}

/** Takes a stop or its end, if an approver or the root signed it and it is newer than the one known for its scope. */
export function takeStop(folders: Folders, authority: Authority | null, envelope: unknown, now: string, log: (line: string) => void): void {
  if (authority === null) return log('a panic stop came, and this device knows no authority in force');
  const stops = read(folders);
  const verified = verifyStop(envelope, authority, { newestVersion: (scope) => stops[scope]?.version ?? null, now });
  if (!verified.ok) {
    if (verified.code !== 'stop.older') log(`a panic stop that came was refused: ${verified.detail}`);
    return;
  }
  const { scope, version, state, at } = verified.stop;
  writeJson(folders.stops, { ...stops, [scope]: { version, state, at } });
  log(`panic stop: ${state} for ${scope}`);
}
