/** `fettle-agent status`: who this is, what it may do, what it is doing. Reads only; an agent may be running. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openAuthority } from '@fettle/proof/authority';
import { z } from 'zod';
import { JournalFile, isChange } from '../journal/entry.ts';
import { readLimits } from '../limits.ts';
import type { LimitsRead } from '../limits.ts';
import { isOver } from '../state/authority.ts';
import { ContactState } from '../state/contact.ts';
import { listFiles } from '../state/durable.ts';
import { foldersIn } from '../state/folders.ts';
import type { Folders } from '../state/folders.ts';
import { readDeviceKey, readIdentity } from '../state/identity.ts';
import type { Identity } from '../state/identity.ts';
import { lockedBy } from '../state/lock.ts';
import { changedToday, Memory } from '../state/memory.ts';
import { readAs } from '../state/read-file.ts';
import { isStopped, Stops } from '../state/stops.ts';
import { UsualFile } from '../usual/book.ts';
import { agentVersion } from '../version.ts';

/** As `--json` prints it. Null is unknown or none, as the name says. */
export type Status = {
  readonly version: string;
  readonly folder: string;
  readonly enrolled: Identity | null;
  /** Fingerprint of the device key. */
  readonly key: string | null;
  /** Process of the running agent; null: none runs on this folder. */
  readonly running: number | null;
  readonly mode: 'observe' | 'manage';
  readonly because: string | null;
  readonly limits: LimitsRead['limits'];
  readonly changedToday: number | null;
  readonly authority: { readonly version: number; readonly expiresAt: string; readonly over: boolean } | null;
  /** As of the check-in before the last one. */
  readonly lastHeardAt: string | null;
  /** Why a check-in failed, if one did since. */
  readonly contactTrouble: string | null;
  readonly quarantinedSince: string | null;
  readonly stopped: boolean | null;
  readonly held: readonly string[] | null;
  readonly lastScanAt: string | null;
  /** What is usual here, by measure: hours that were looked at, in the last four weeks; null: nothing yet. */
  readonly usual: readonly { readonly measure: string; readonly hours: number; readonly since: string }[] | null;
  readonly instructions: readonly {
    readonly id: string;
    readonly verb: string;
    readonly title: string | null;
    readonly phase: string;
    readonly notAfter: string;
    readonly waitingFor: string | null;
  }[];
  /** Reports that the server has not confirmed. */
  readonly reportsWaiting: number;
  /** Files that were put aside for a person. */
  readonly aside: readonly string[];
  /** What of the state can not be read. */
  readonly problems: readonly string[];
};

export type StatusRead = { readonly ok: true; readonly status: Status } | { readonly ok: false; readonly sentence: string };

export function readStatus(
  options: { readonly state: string; readonly limits: string; readonly observe: boolean },
  now: string,
): StatusRead {
  const folders = foldersIn(options.state);
  const closed = closedTo(folders);
  if (closed !== null) return { ok: false, sentence: closed };
  const problems: string[] = [];
  const value = <T>(read: { ok: true; value: T | null } | { ok: false; sentence: string }): T | null => {
    if (read.ok) return read.value;
    problems.push(read.sentence);
    return null;
  };
  const identity = value(readIdentity(folders));
  const contact = value(readAs(folders.contact, ContactState));
  const memory = value(readAs(folders.memory, Memory));
  const stops = value(readAs(folders.stops, Stops));
  const { limits, because } = readLimits(options.limits, options.observe);
  const journal = listFiles(folders.journal)
    .filter((file) => /\/[0-9a-f]{32}\.json$/.test(file))
    .flatMap((file) => value(readAs(file, JournalFile)) ?? []);
  const status: Status = {
    version: agentVersion,
    folder: folders.root,
    enrolled: identity,
    key: value(readDeviceKey(folders))?.keyid ?? null,
    running: lockedBy(folders.lock),
    mode: limits.mode,
    because,
    limits,
    changedToday: memory === null ? null : changedToday(memory, now),
    authority: identity === null ? null : authorityOf(folders, identity.rootKeyId, now, problems),
    lastHeardAt: contact?.heardAt ?? null,
    contactTrouble: contact?.trouble ?? null,
    quarantinedSince: contact?.quarantinedSince ?? null,
    stopped: identity === null ? null : isStopped(stops ?? {}, identity.clientId),
    held: memory?.held ?? null,
    lastScanAt: value(readAs(folders.scan, z.object({ at: z.string() })))?.at ?? null,
    usual: usualOf(value(readAs(folders.usual, UsualFile))),
    instructions: journal.flatMap((file) => {
      if (file.kind !== 'instruction' || file.phase === 'ended') return [];
      const { id, notAfter, body } = file.instruction;
      const title = isChange(file) && 'header' in body ? body.header.title : null;
      return [{ id, verb: body.verb, title, phase: file.phase, notAfter, waitingFor: file.waitingFor?.detail ?? null }];
    }),
    reportsWaiting: journal.reduce((sum, file) => sum + file.waiting.length, 0),
    aside: listFiles(folders.aside),
    problems,
  };
  return { ok: true, status };
}

function usualOf(file: UsualFile | null): Status['usual'] {
  if (file === null) return null;
  return Object.entries(file.measures).flatMap(([measure, cells]) => {
    const first = cells.length === 0 ? null : Math.min(...cells.map(([hour]) => hour));
    if (first === null) return [];
    const since = Temporal.PlainDate.from('1970-01-01').add({ days: Math.floor(first / 24) });
    return [{ measure, hours: cells.length, since: since.toString() }];
  });
}

function authorityOf(folders: Folders, rootKeyId: string, now: string, problems: string[]): Status['authority'] {
  const read = readAs(folders.authority, z.unknown());
  const opened = read.ok ? openAuthority(read.value, rootKeyId) : { ok: false as const, detail: read.sentence };
  if (opened.ok) {
    const { version, expiresAt } = opened.authority;
    return { version, expiresAt, over: isOver(opened.authority, now) };
  }
  problems.push(opened.detail);
  return null;
}

/** Why this user can not look into the folder, or null. A folder that is not there is an agent that is not enrolled. */
function closedTo(folders: Folders): string | null {
  try {
    readdirSync(join(folders.root));
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') return null;
    return `${folders.root} can not be read (${error instanceof Error ? error.message : String(error)}). Ask as root, or as the user whose agent it is.`;
  }
}
