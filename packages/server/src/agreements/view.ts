/** A client's agreements as the API shows them. */
import { findFramework } from '@fettle/core/frameworks';
import { SlaBody } from '@fettle/protocol/agreements';
import type { HeldFrameworkView, SlaVersionView } from '@fettle/protocol/agreements';
import type { CallOutput } from '@fettle/protocol/client';
import type { z } from 'zod';
import type { Tx } from '../platform/database/index.ts';
import { frameworkView, readTimes, slaId } from './packs.ts';
import { slaChanges } from './sla-words.ts';
import { slaOn, slaStanding, spanStanding } from './standing.ts';
import { readClient, readFrameworks, readOutOfScope, readSlas } from './store.ts';
import type { FrameworkRow, ScopeRow, SlaRow } from './store.ts';

/** All of it on `today`; null where there is no such client in scope. */
export async function viewAgreements(tx: Tx, clientId: string, today: string): Promise<CallOutput<'getAgreements'> | null> {
  const client = await readClient(tx, clientId);
  if (client === null) return null;
  const frameworks = await readFrameworks(tx, clientId);
  const out = Map.groupBy(await readOutOfScope(tx, clientId), ({ framework }) => framework);
  const slas = await readSlas(tx, clientId);
  return {
    clientId,
    clientName: client.name,
    today,
    devices: client.devices,
    frameworks: frameworks.map((row) => heldView(row, out.get(row.framework) ?? [], client.devices, today)),
    sla: {
      holds: slaOn(slas, today)?.version ?? null,
      versions: slaViews(slas, today),
      outOfScope: (out.get(slaId) ?? []).map(scopeView),
    },
  };
}

function heldView(row: FrameworkRow, out: readonly ScopeRow[], devices: number, today: string): z.infer<typeof HeldFrameworkView> {
  const framework = findFramework(row.framework);
  return {
    id: row.framework,
    title: framework?.title ?? row.framework,
    version: framework?.version ?? null,
    since: row.since,
    until: row.until,
    standing: spanStanding({ from: row.since, to: row.until }, today),
    own: readTimes(row.own),
    because: row.because,
    setAt: row.set_at,
    setBy: row.set_by,
    devices: devices - out.length,
    outOfScope: out.map(scopeView),
    framework: framework === null ? null : frameworkView(framework),
  };
}

function scopeView(row: ScopeRow): CallOutput<'getAgreements'>['sla']['outOfScope'][number] {
  return { deviceId: row.device_id, deviceName: row.device_name, because: row.because, by: row.by, at: row.at };
}

/** Newest first, as they come; each with what it has other than the version before it. */
function slaViews(rows: readonly SlaRow[], today: string): z.infer<typeof SlaVersionView>[] {
  const read = rows.map((row) => ({ ...row, body: SlaBody.parse(row.body) }));
  return read.map((row, index) => ({
    version: row.version,
    body: row.body,
    from: row.from,
    to: row.to,
    standing: slaStanding(row, read, today),
    changed: [...slaChanges(row, read[index + 1] ?? null)],
    savedAt: row.saved_at,
    savedBy: row.saved_by,
    because: row.because,
  }));
}
