/** Policies as the API shows them. A stored policy that can not be read is shown as such, with its window closed. */
import { parsePolicy } from '@fettle/core/policy';
import type { Policy, PolicyProblem, PolicyRead } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import type { Context } from '../platform/feature.ts';
import { aheadFor } from './ahead.ts';
import type { Known } from './ahead.ts';
import { outlookOf } from './outlook.ts';
import type { Outlook } from './outlook.ts';
import type { PolicyRow, VersionRow } from './store.ts';

type Summary = CallOutput<'listPolicies'>['items'][number];

export function summaryOf(context: Context, row: PolicyRow, known: Known): Summary {
  const read = readWith(row);
  const ahead = read.ok ? outlookOfRow(context, row, read.policy, known) : null;
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
    nextOpening: ahead?.openings.find(({ closed }) => closed === null) ?? null,
    lint: read.ok ? [...(ahead?.lint ?? [])] : read.problems.map(unreadable),
  };
}

export function detailOf(context: Context, row: PolicyRow, versions: readonly VersionRow[], known: Known): CallOutput<'getPolicy'> {
  const read = readWith(row);
  return {
    ...summaryOf(context, row, known),
    body: row.body,
    versions: versions.map((one) => ({ version: one.version, savedAt: one.saved_at, savedBy: one.saved_by, digest: one.digest })),
    openings: read.ok ? [...outlookOfRow(context, row, read.policy, known).openings] : [],
  };
}

/** What the client says, over what the provider says. */
export function readWith(row: PolicyRow): PolicyRead {
  const own: object = typeof row.body === 'object' && row.body !== null ? row.body : {};
  return parsePolicy(row.provider_body === null ? row.body : { ...row.provider_body, ...own });
}

function outlookOfRow(context: Context, row: PolicyRow, policy: Policy, known: Known): Outlook {
  const { freezes, lists, ofDevices, key } = aheadFor(known, row.client_id, policy);
  const ahead = { freezes, lists, ofDevices, subject: { siteId: null, ring: null }, clientZone: row.zones[0] ?? null };
  return outlookOf(
    context,
    `${row.id} ${row.version} ${row.provider_version ?? 0} ${row.zones.join(' ')} ${key}`,
    policy,
    row.zones,
    ahead,
  );
}

function unreadable({ path, message }: PolicyProblem): Summary['lint'][number] {
  return { code: 'policy-unreadable', severity: 'failing', sentence: `${path}: ${message}` };
}
