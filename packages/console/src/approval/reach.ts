import type { Change, Spec } from '@fettle/core/deployment';

export type PackageChange = {
  readonly key: string;
  readonly name: string;
  readonly architecture: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly devices: number;
};

export type Reach = {
  readonly devices: number;
  /** Single changes, all devices together. */
  readonly changes: number;
  readonly withoutWayBack: number;
  /** The same change on several devices is one line, the widest first. */
  readonly packages: readonly PackageChange[];
};

/** What a spec touches, counted from its shares. */
export function reachOf(spec: Spec): Reach {
  const lines = new Map<string, { change: Change; devices: number }>();
  let changes = 0;
  for (const share of spec.shares) {
    for (const change of share.changes) {
      changes += 1;
      const key = [change.name, change.architecture, change.from ?? '', change.to ?? ''].join(' ');
      const line = lines.get(key);
      if (line === undefined) lines.set(key, { change, devices: 1 });
      else line.devices += 1;
    }
  }
  const packages = [...lines].map(([key, { change, devices }]) => ({
    key,
    name: change.name,
    architecture: change.architecture,
    from: change.from,
    to: change.to,
    devices,
  }));
  return {
    devices: spec.shares.length,
    changes,
    withoutWayBack: spec.shares.filter((share) => share.wayBack.kind === 'none').length,
    packages: packages.toSorted((a, b) => b.devices - a.devices || a.name.localeCompare(b.name)),
  };
}
