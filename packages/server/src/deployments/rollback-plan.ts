/** What the rollback plan asks before a device changes: a fresh enough backup, and a way back or somebody who accepted that there is none. */
import { acceptsAll, backupGaps, ruleFor } from '@fettle/core/rollback';
import type { Acceptance, BackupRule } from '@fettle/core/rollback';
import type { DeploymentState, Excluded, PlanProblem } from '@fettle/core/deployment';
import { isPlanned } from '@fettle/core/deployment';
import type { Policy } from '@fettle/core/policy';
import type { DeviceTier } from '@fettle/core/risk';
import { sql } from 'kysely';
import { backupsOf, readAcceptances } from '../rollback/index.ts';
import type { BackupsKnown } from '../rollback/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { AskedRow } from './read.ts';

/** What a plan has to know of it. */
export type RollbackKnown = {
  readonly backups: (deviceId: string) => BackupsKnown;
  readonly acceptances: readonly Acceptance[];
};

type Asked = Pick<AskedRow, 'device_id' | 'own'>;

/** Read only where a policy of one of these devices asks anything. */
export async function readRollbackKnown(
  tx: Tx,
  clientId: string,
  policy: Policy,
  asked: readonly Asked[],
  now: string,
): Promise<RollbackKnown> {
  const settings = [policy, ...asked.flatMap(({ own }) => own ?? [])];
  const ids = settings.some(({ backup = [] }) => backup.length > 0) ? asked.map((row) => row.device_id) : [];
  return {
    backups: await backupsOf(tx, clientId, ids),
    acceptances: settings.some(({ withoutWayBack }) => withoutWayBack === 'accepted') ? await readAcceptances(tx, clientId, now) : [],
  };
}

export type RollbackJudged = { readonly excluded: Excluded | null; readonly attention: readonly PlanProblem[] };

/** Why a device takes no part, and what whoever approves should know. Going back is never kept from a device. */
export function judgeRollback(
  row: Pick<AskedRow, 'device_id' | 'name' | 'tier' | 'direction' | 'own' | 'simulation'> & { readonly siteId: string },
  given: { readonly policy: Policy; readonly known: RollbackKnown; readonly now: string },
): RollbackJudged {
  const { device_id: deviceId, direction, simulation } = row;
  if (direction === 'back' || simulation === null || simulation.changes.length === 0) return { excluded: null, attention: [] };
  const { known, now } = given;
  const { backup = [], withoutWayBack = 'allow' } = row.own ?? given.policy;
  const rule = ruleFor(backup, tierOf(row.tier));
  const gaps = rule === null ? [] : backupGaps(rule, known.backups(deviceId), now);
  const out = (code: string, because: string): Excluded => ({ deviceId, code, because });
  const [gap] = gaps;
  if (gap !== undefined && rule?.missing === 'forbid')
    return { excluded: out('plan.backup', `${gap.sentence} Its policy forbids to change it like this. ${gap.remedy}`), attention: [] };
  const attention = gaps.map(({ sentence }) => ({
    code: 'plan.backup',
    severity: 'attention' as const,
    sentence: `${row.name}: ${sentence}`,
    deviceId,
  }));
  if (simulation.wayBack.kind !== 'none' || withoutWayBack === 'allow') return { excluded: null, attention };
  const { because } = simulation.wayBack;
  if (withoutWayBack === 'forbid')
    return { excluded: out('plan.no-way-back', `It would have no way back, and its policy forbids such changes. ${because}`), attention };
  const names = [...new Set(simulation.changes.map(({ name }) => name))];
  if (acceptsAll(known.acceptances, { deviceId, siteId: row.siteId }, names, now)) return { excluded: null, attention };
  const sentence = `It would have no way back, and nobody accepted that for ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}. ${because} Record who accepts it and until when, or leave the device as it is.`;
  return { excluded: out('plan.no-way-back', sentence), attention };
}

/**
 * Of runs that were not sent yet: what its backups lack by the policy under which it was planned, in a sentence. A backup grows old while a spec waits for its
 * window, and a new one lets the device go on.
 */
export async function backupsLacking(
  tx: Tx,
  { clientId, state, now }: { readonly clientId: string; readonly state: DeploymentState; readonly now: string },
): Promise<ReadonlyMap<string, string>> {
  const waiting = Object.values(state.runs).filter(isPlanned);
  if (waiting.length === 0) return new Map();
  const found = await sql<{ device_id: string; tier: string | null; backup: readonly BackupRule[] }>`
    select a.device_id, v.tier, coalesce(a.own, p.effective) -> 'backup' as backup
    from deployment p join deployment_device a on a.client_id = p.client_id and a.deployment_id = p.id
    join device v on v.client_id = a.client_id and v.id = a.device_id
    where p.client_id = ${clientId} and p.id = ${state.header.deploymentId} and a.direction = 'forward'
      and a.device_id = any(${waiting.map(({ deviceId }) => deviceId)}::uuid[])
      and jsonb_array_length(coalesce(coalesce(a.own, p.effective) -> 'backup', '[]')) > 0`.execute(tx);
  const backups = await backupsOf(
    tx,
    clientId,
    found.rows.map((row) => row.device_id),
  );
  return new Map(
    found.rows.flatMap(({ device_id: id, tier, backup }): [string, string][] => {
      const rule = ruleFor(backup, tierOf(tier));
      const [gap] = rule?.missing === 'forbid' ? backupGaps(rule, backups(id), now) : [];
      return gap === undefined ? [] : [[id, gap.sentence]];
    }),
  );
}

const tiers: readonly string[] = ['mission-critical', 'important', 'standard', 'low'] satisfies readonly DeviceTier[];

/** As the table's check constraint allows it. */
export function tierOf(tier: string | null): DeviceTier | null {
  return tier !== null && tiers.includes(tier) ? (tier as DeviceTier) : null;
}
