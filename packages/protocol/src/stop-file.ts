/** The file of panic stops for the second address: what the server gives, the command line writes, and agents read. */
import { z } from 'zod';
import { Envelope } from './shared.ts';

/** `authority`: so that a device can tell who may sign that had not heard of it yet. */
export const StopFileSchema = z
  .object({ format: z.literal('fettle-stops/1'), authority: Envelope, stops: z.array(Envelope).max(1000) })
  .meta({ id: 'StopFile' });
export type StopFile = z.infer<typeof StopFileSchema>;
