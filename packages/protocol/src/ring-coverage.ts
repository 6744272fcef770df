/** How far the devices that are tried first stand for those that follow. */
import { standInPlaces, traitKinds } from '@fettle/core/policy';
import { z } from 'zod';
import { Id } from './shared.ts';

const count = z.number().int();
const Trait = {
  kind: z.enum(traitKinds).meta({ description: 'software: a package that is offered just now' }),
  value: z.string(),
};
const deviceNames = z.array(z.string()).meta({ description: 'the first five' });

export const RingCoverage = z
  .object({
    looked: count,
    devices: count.meta({ description: 'of a large client only the first 2,000 are looked at' }),
    gaps: z
      .array(z.object({ ring: count, ...Trait, devices: count, deviceNames }))
      .meta({ description: 'what devices of a ring have and none of the rings before it' }),
    suggestion: z
      .array(z.object({ id: Id, name: z.string() }))
      .meta({ description: 'devices that between them have what the others have; never mission-critical ones nor those that others need' }),
    left: z.array(z.object(Trait)).meta({ description: 'what no device has that may be suggested; at most 20' }),
    standIns: z
      .array(
        z.object({
          id: Id,
          name: z.string(),
          ring: count,
          standIn: z
            .object({ id: Id.nullable(), name: z.string() })
            .nullable()
            .meta({ description: 'null: nobody named one; without id: outside of Fettle' }),
          standInRing: count.nullable(),
          place: z
            .enum(standInPlaces)
            .meta({ description: 'where the stand-in is: only before the ring of the device does it show anything in time' }),
          sentence: z.string(),
        }),
      )
      .meta({
        description: 'mission-critical devices, and whether their stand-in is in a ring before theirs; those first of which it is not',
      }),
    undecided: z
      .array(z.object({ group: z.string(), devices: count, deviceNames, because: z.string() }))
      .meta({ description: 'devices of which it can not be said whether they are in the group of a ring: they are not' }),
    gone: z.array(z.string()).meta({ description: 'rings whose group is not there' }),
  })
  .meta({ id: 'RingCoverage' });
