/** The programme document of a client from its records, in the seven pillars. */
import { partWords, pillars } from '@fettle/core/programme';
import type { PillarId, Programme, ProgrammeFact, ProgrammeTable } from '@fettle/core/programme';
import { frameworksOf } from '../agreements/index.ts';
import { clientZones } from '../deployments/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { layForClient, layForDevices } from '../policies/index.ts';
import { standInStandings } from '../stand-ins/index.ts';
import { inventoryTables } from './inventory.ts';
import { recoveryTables } from './recovery.ts';
import { reportTables } from './reports.ts';
import {
  classificationSettings,
  deploymentSettings,
  policyTable,
  promiseTable,
  recoverySettings,
  settingFacts,
  standInTable,
  testingSettings,
  testStepTable,
} from './rules.ts';
import { partsOf, readParts } from './store.ts';
import { timelineTables } from './timeline.ts';

/** Null: there is no such client in view of the transaction. Writes nothing. */
export async function gatherProgramme(tx: Tx, context: Context, clientId: string): Promise<Programme | null> {
  const client = await tx.selectFrom('client').select('name').where('client_id', '=', clientId).executeTakeFirst();
  const installation = await tx.selectFrom('installation').select('provider_name').executeTakeFirst();
  if (client === undefined) return null;
  const now = context.now();
  const { effective } = await layForClient(tx, clientId);
  const laid = await layForDevices(tx, clientId, null);
  const facts = (...of: Parameters<typeof settingFacts>[1][]): readonly ProgrammeFact[] => settingFacts(effective, of.flat());
  const filled: Readonly<Record<PillarId, { readonly facts: readonly ProgrammeFact[]; readonly tables: readonly ProgrammeTable[] }>> = {
    inventory: { facts: [], tables: await inventoryTables(tx, clientId) },
    classification: {
      facts: facts(classificationSettings),
      tables: [promiseTable(await frameworksOf(tx, clientId, now.slice(0, 10)))],
    },
    testing: { facts: facts(testingSettings), tables: [testStepTable(effective), standInTable(await standInStandings(tx, clientId, now))] },
    deployment: { facts: facts(deploymentSettings), tables: [policyTable(laid)] },
    timeline: { facts: [], tables: await timelineTables(tx, clientId, now) },
    reports: { facts: [], tables: await reportTables(tx, clientId) },
    recovery: { facts: facts(recoverySettings), tables: await recoveryTables(tx, clientId, now) },
  };
  const parts = partsOf(await readParts(tx, clientId));
  return {
    format: 'fettle-programme/1',
    provider: installation?.provider_name ?? '',
    client: { id: clientId, name: client.name, zone: (await clientZones(tx, [clientId])).get(clientId) ?? 'UTC' },
    sections: pillars.map((pillar) => ({
      pillar,
      ...filled[pillar],
      parts: parts.filter(({ part }) => partWords[part].pillar === pillar),
    })),
  };
}
