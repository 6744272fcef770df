/** A command that the root key of a fleet signs for its client, handed in as a person would. */
import type { CommandPurpose, SignedCommandRef } from '@fettle/core/deployment';
import { signCommand } from '@fettle/proof/signed-command';
import { isRefusal } from '../../platform/feature.ts';
import { trustFeature } from '../../trust/index.ts';
import { heedStops } from '../standing-still.ts';
import { callOf } from './fleet.ts';
import type { Fleet } from './fleet.ts';

const trust = trustFeature({ stopped: heedStops });

export type HandedIn = { readonly command: SignedCommandRef; readonly script: string; readonly again: () => Promise<void> };

export async function handInCommand(at: Fleet, name: string, purpose: CommandPurpose): Promise<HandedIn> {
  const bytes = Buffer.from(`#!/bin/sh\n: ${name}\n`);
  const about = { name, purpose, interpreter: ['/bin/sh'], arguments: [], clients: [at.clientId] } as const;
  const times = { mostSeconds: 60, runAs: 'root', issuedAt: '2026-03-01T00:00:00Z', expiresAt: '2026-09-01T00:00:00Z' };
  const envelope = signCommand({ ...about, ...times }, bytes, at.root);
  const script = bytes.toString('base64');
  const file = { format: 'fettle-command/1', envelope: structuredClone(envelope) as never, script } as const;
  const handIn = async () => {
    const added = await trust.handlers?.addCommand?.(callOf<'addCommand'>(at.context, at.actor, { body: file }));
    if (added === undefined || isRefusal(added)) throw new Error(JSON.stringify(added));
    return { name: added.name, document: added.document };
  };
  const command = await handIn();
  return { command, script, again: async () => void (await handIn()) };
}
