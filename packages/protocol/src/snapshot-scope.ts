/** What a snapshot of a device's system takes back, as the device says it and as it is approved. */
import type { SnapshotScope } from '@fettle/core/deployment';
import { snapshotSystems } from '@fettle/core/deployment';
import { z } from 'zod';

const path = z.string().max(500);

export const SnapshotScopeSchema = z.strictObject({
  filesystem: z.enum(snapshotSystems),
  subvolume: path,
  alsoBack: z.array(path).max(50),
  notCovered: z.array(path).max(50),
}) satisfies z.ZodType<SnapshotScope>;
