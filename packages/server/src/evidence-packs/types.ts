import type { Obligation } from '@fettle/core/months';

/** `from` until before `until`; `asOf`: when the records are read. All RFC 3339. */
export type Period = { readonly from: string; readonly until: string; readonly asOf: string };
export type Owed = Obligation & { readonly deviceId: string; readonly device: string; readonly update: string };
