/** The look after the change: the only thing that "verified" will rest on. */
import type { Change } from '@fettle/core/deployment';
import type { AfterScan } from '@fettle/protocol/agent';
import type { RunContext } from './context.ts';

/** Null where the package manager could not be asked: unknown, not good. */
export async function afterScan(context: RunContext, changes: readonly Change[]): Promise<AfterScan | null> {
  const scan = await context.manager.scan(context.machine, context.mode());
  if (!scan.ok) return null;
  const runtime = await context.manager.runtime(context.machine);
  const names = new Set(changes.map((change) => change.name));
  return {
    at: context.now(),
    bootId: await context.bootId(),
    packages: scan.installed
      .filter((item) => names.has(item.name))
      .map(({ name, architecture, version, condition }) => ({ name, architecture, version, condition })),
    offers: scan.offers.filter((offer) => names.has(offer.name)).map(({ name, architecture, to }) => ({ name, architecture, to })),
    restartPending: runtime.restartPending === null ? null : runtime.restartPending.length > 0,
  };
}
