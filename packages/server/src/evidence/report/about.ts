/** What the deployment is, under which rules, and who approved it. */
import { rulesOf } from '@fettle/core/deployment';
import { describeWindow } from '@fettle/core/windows';
import type { Material } from './build.ts';
import type { About, Approved } from './types.ts';

export function aboutOf({ records, state, names }: Material): About {
  const { deployment, policy, spec } = records;
  const { header } = spec;
  const rules = spec.shares.length === 0 ? [header] : spec.shares.map((share) => rulesOf(header, share));
  return {
    id: deployment.id,
    title: header.title,
    reason: header.reason,
    status: state.status,
    direction: spec.shares.some((share) => share.direction === 'back') ? 'back' : 'forward',
    createdAt: deployment.created_at,
    createdBy: names.person(deployment.created_by),
    finishedAt: records.events.findLast((event) => event.kind === 'finished')?.at ?? null,
    expiresAt: header.expiresAt,
    policy: {
      name: policy.name,
      version: header.policy.version,
      digest: policy.digest,
      owner: policy.body?.owner ?? null,
      window: windowOf(records.spec.shares.map(({ window }) => ({ ...window }))),
      restart: distinct(rules.map(({ restart }) => restart)),
      rollback: distinct(rules.map(({ rollback }) => rollback)),
      failureBudget: header.failureBudget,
    },
    specHash: spec.hash,
    specHashFits: spec.hashFits,
    predecessor: records.predecessor,
    successors: records.successors,
  };
}

function distinct<T>(all: readonly T[]): readonly T[] {
  return [...new Set(all)];
}

/** The windows of the approved shares, each with the zones that read it. */
function windowOf(
  windows: readonly { readonly rule: string; readonly start: string; readonly durationMinutes: number; readonly zone: string }[],
): string | null {
  const zones = new Map<string, Set<string>>();
  for (const window of windows) {
    const words = describeWindow(window);
    zones.set(words, (zones.get(words) ?? new Set()).add(window.zone));
  }
  if (zones.size === 0) return null;
  return [...zones].map(([words, names]) => `${words} (${[...names].toSorted().join(', ')})`).join('; ');
}

/** As the events tell, with the statement that was signed where the envelope is there. */
export function approvalsOf({ records }: Material): readonly Approved[] {
  return records.events.flatMap((event) => {
    if (event.kind !== 'approved' || event.specHash !== records.spec.hash) return [];
    const signed = records.approvals.find((approval) => approval.keyid === event.keyid);
    return [
      {
        name: event.name,
        keyId: event.keyid,
        at: signed?.at ?? event.at,
        until: signed?.expiresAt ?? null,
        statement: signed?.statement ?? null,
      },
    ];
  });
}
