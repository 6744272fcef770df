/** The last scan, kept on disk so that a restart does not have to look again at once. A cache: what can not be read is looked at anew. */
import type { Scan } from '@fettle/core/inventory';
import {
  ChangelogFactsSchema,
  InstalledPackageSchema,
  ListStateSchema,
  OfferSchema,
  RuntimeStateSchema,
  SystemFactsSchema,
  TroubleSchema,
} from '@fettle/protocol/agent';
import { ManagerIdSchema } from '@fettle/protocol/shared';
import { z } from 'zod';
import { readAs } from '../state/read-file.ts';

const ManagerScan = z.discriminatedUnion('ok', [
  z.object({
    manager: ManagerIdSchema,
    ok: z.literal(true),
    installed: z.array(InstalledPackageSchema),
    offers: z.array(OfferSchema),
    changelogs: z.array(ChangelogFactsSchema),
    lists: ListStateSchema,
    problems: z.array(TroubleSchema),
  }),
  z.object({ manager: ManagerIdSchema, ok: z.literal(false), trouble: TroubleSchema, lists: ListStateSchema }),
]);
const StoredScan = z.object({
  at: z.iso.datetime(),
  system: SystemFactsSchema,
  runtime: RuntimeStateSchema,
  managers: z.array(ManagerScan),
});

/** The stored scan, or null with what is wrong with it. */
export function readStoredScan(path: string): { readonly scan: Scan | null; readonly notice: string | null } {
  const read = readAs(path, StoredScan);
  return read.ok ? { scan: read.value, notice: null } : { scan: null, notice: `${read.sentence} The device is looked at anew.` };
}
