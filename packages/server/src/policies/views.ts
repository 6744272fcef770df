/** Policies as the API shows them. A stored policy that can not be read is shown as such, with its window closed. */
import { lintPolicy, parsePolicy } from '@fettle/core/policy';
import type { Policy } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import type { Context } from '../platform/feature.ts';
import { openingsIn } from './openings.ts';
import type { PolicyRow, VersionRow } from './store.ts';

type Summary = CallOutput<'listPolicies'>['items'][number];
type LintLine = Summary['lint'][number];

/** How many openings are shown before a policy is saved. */
export const shownOpenings = 12;

export function summaryOf(context: Context, row: PolicyRow): Summary {
  const read = parsePolicy(row.body);
  const now = context.clock.now();
  return {
    id: row.id,
    clientId: row.client_id,
    clientName: row.client_name,
    name: row.name,
    version: row.version,
    owner: read.ok ? read.policy.owner : '',
    reviewAt: read.ok ? read.policy.reviewAt : null,
    savedAt: row.saved_at,
    savedBy: row.saved_by,
    devices: row.devices,
    nextOpening: read.ok ? (openingsIn(read.policy.window, row.zones, now, 1)[0] ?? null) : null,
    lint: read.ok
      ? lintOf(read.policy, row.zones, now)
      : read.problems.map(({ path, message }) => ({ code: 'policy-unreadable', severity: 'failing', sentence: `${path}: ${message}` })),
  };
}

export function detailOf(context: Context, row: PolicyRow, versions: readonly VersionRow[]): CallOutput<'getPolicy'> {
  const read = parsePolicy(row.body);
  return {
    ...summaryOf(context, row),
    body: row.body,
    versions: versions.map((one) => ({ version: one.version, savedAt: one.saved_at, savedBy: one.saved_by, digest: one.digest })),
    openings: read.ok ? openingsIn(read.policy.window, row.zones, context.clock.now(), shownOpenings) : [],
  };
}

export function lintOf(policy: Policy, zones: readonly string[], from: Temporal.Instant): LintLine[] {
  return lintPolicy(policy, { zones, from }).map(({ code, severity, sentence }) => ({ code, severity, sentence }));
}
