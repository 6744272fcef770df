import type { CallOutput } from '@fettle/protocol/client';

/** One device, as the API shows it. */
export type Device = CallOutput<'getDevice'>;
