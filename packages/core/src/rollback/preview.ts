/** What going back would do on one device, before anybody orders it: from the device's own simulation, beside how it stands now. */
import { laterWays } from '../deployment/index.ts';
import type { Change, LaterWay, Share, Simulation } from '../deployment/index.ts';
import type { Seen } from '../verification/index.ts';
import { laterInWords, whyNotBy } from './later.ts';

/**
 * How a package stands by the newest scan, beside what the simulation took for granted. `as-changed`: at the version that the change brought; `back-already`: at the
 * one that going back brings; `moved-on`: at another one; `gone`: not installed; `unknown`: no scan can tell.
 */
export const standings = ['as-changed', 'back-already', 'moved-on', 'gone', 'unknown'] as const;
export type PackageStanding = (typeof standings)[number];

export type BackChange = Change & {
  /** Installed by the newest scan, as far as one can tell. */
  readonly now: string | null;
  readonly standing: PackageStanding;
};

export type BackPreview = {
  readonly way: Share['wayBack']['kind'];
  /** Why it does not go back; null: it does. */
  readonly because: string | null;
  /** When the device simulated this way back, RFC 3339. */
  readonly checkedAt: string;
  readonly changes: readonly BackChange[];
  /** Came new with the change and stays: Fettle removes nothing. */
  readonly stays: readonly Pick<Change, 'name' | 'architecture' | 'to'>[];
  /** When its packages were last looked at; null: not since, or never. */
  readonly scannedAt: string | null;
  /** Whether the change itself needs a restart, as the device simulated it: going back replaces the same packages. */
  readonly restart: Simulation['restart'];
  /** Besides a downgrade. `because`: why the device can not, as it said before the change; null: it can. */
  readonly ways: readonly { readonly by: LaterWay; readonly because: string | null; readonly sentence: string }[];
};

type Given = {
  readonly share: Pick<Share, 'changes' | 'wayBack' | 'simulatedAt'>;
  /** What the device said when it simulated the change. */
  readonly said: Pick<Simulation, 'restart' | 'reinstall'>;
  /** The newest scan of the device; null: there is none. */
  readonly scan: Pick<Seen['scan'], 'at' | 'installed'> | null;
  /** Why this device is not among those that would go back, whatever its share says; null: it is. */
  readonly leftOut: string | null;
};

/** Says it for one device. Nothing is guessed: what no simulation and no scan says is unknown. */
export function previewBack({ share, said, scan, leftOut }: Given): BackPreview {
  const { wayBack, changes, simulatedAt } = share;
  const none = wayBack.kind === 'none';
  return {
    way: wayBack.kind,
    because: leftOut ?? (none ? wayBack.because : null),
    checkedAt: simulatedAt,
    changes: none ? [] : wayBack.changes.map((change) => standingOf(change, scan)),
    stays: none ? [] : changes.filter(({ from, to }) => from === null && to !== null),
    scannedAt: scan?.at ?? null,
    restart: said.restart,
    ways:
      none || leftOut !== null
        ? []
        : laterWays.map((by) => ({ by, because: whyNotBy(by, said), sentence: laterInWords(by, wayBack.changes) })),
  };
}

function standingOf(change: Change, scan: Given['scan']): BackChange {
  const installed = scan?.installed ?? null;
  if (installed === null) return { ...change, now: null, standing: 'unknown' };
  const here = installed.filter(({ name }) => name === change.name);
  // Of several architectures the one of the change; one that became `all`, or was, is the only one of its name.
  const found = here.find(({ architecture }) => architecture === change.architecture) ?? (here.length === 1 ? here[0] : undefined);
  if (found === undefined) return { ...change, now: null, standing: here.length === 0 ? 'gone' : 'unknown' };
  const standing = found.version === change.to ? 'back-already' : found.version === change.from ? 'as-changed' : 'moved-on';
  return { ...change, now: found.version, standing };
}

const standingWords: Readonly<Record<PackageStanding, (change: BackChange) => string | null>> = {
  'as-changed': () => null,
  'back-already': () => 'it has that version already',
  'moved-on': ({ now }) => `it has ${now ?? 'another version'} by now`,
  gone: () => 'it is not installed any more',
  unknown: () => 'how it stands now is not known',
};

/** What whoever orders it should know of one package; null: it stands as the simulation took it. */
export function standingInWords(change: BackChange): string | null {
  return standingWords[change.standing](change);
}

const ownWays: Readonly<Partial<Record<BackPreview['way'], string>>> = {
  command: 'a signed command, for right after the change',
  snapshot: 'the snapshot of right before the change: it has lost everything written since, and is not gone back to later',
  reinstall: 'to be installed anew, right after the change by itself',
  history: 'the history of its package manager, right after the change',
  rebuild: 'to be built anew by a person',
};

/** Of a device whose own way back belongs to its change and to nothing later; null: it is the one that is ordered now. */
export function laterBack(way: BackPreview['way']): string | null {
  const own = ownWays[way];
  return own === undefined
    ? null
    : `Its own way back was ${own}. A roll-back that is ordered now is a downgrade, or by reinstall where that is chosen, if the device can: it simulates that first.`;
}

/** What the restart of a way back is known to be, in a sentence. */
export function restartOfBack(restart: Simulation['restart']): string {
  return {
    needed: 'The change needed a restart, so going back needs one too.',
    'not-needed': 'The change needed no restart.',
    unknown: 'Whether it needs a restart is not known.',
  }[restart];
}
