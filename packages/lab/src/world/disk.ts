/** What a device had become when it was kept: folders that lie over the base, the newest first. Nothing writes to them any more. */
export type Disk = { readonly layers: readonly string[] };
