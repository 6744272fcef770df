/**
 * The rollback plan of a policy: which ways back may be used, in which order, by tier and by package. Of them the first that there is now stands in the share and is
 * approved; those before it are named with the reason for which they were passed over.
 */
import type {
  Change,
  PassedOver,
  RebuildPlan,
  Simulation,
  SnapshotLook,
  SnapshotScope,
  WayBack,
  WayLook,
  WayWord,
} from '../deployment/change.ts';
import { commandInWords } from '../deployment/signed-commands.ts';
import type { SignedCommandRef } from '../deployment/signed-commands.ts';
import { matchesPattern } from '../policy/pattern.ts';
import type { DeviceTier } from '../risk/index.ts';
import type { RuledTier } from './types.ts';
import { tiersInWords } from './words.ts';

/**
 * `downgrade`: the package manager brings the old versions, from files secured before the change. `reinstall`: it removes the packages and installs the old versions.
 * `history`: it undoes its own transaction. `command`: a signed command of purpose way back does. `snapshot`: the device takes one of its system. `rebuild`: a person builds the device anew.
 */
export const wayKinds = ['downgrade', 'reinstall', 'history', 'snapshot', 'command', 'rebuild'] as const;
export type PlannedWay =
  | { readonly kind: 'downgrade' | 'reinstall' | 'history' | 'snapshot' }
  | { readonly kind: 'command'; readonly command: SignedCommandRef }
  | { readonly kind: 'rebuild'; readonly rebuild: RebuildPlan };

/** The first rule that names the device's tier and a package of the change holds for the whole change: a device comes back as a whole. */
export type WayRule = {
  readonly tiers: readonly RuledTier[];
  /** Names of packages, `*` stands for any text; none: every package. */
  readonly packages: readonly string[];
  readonly ways: readonly PlannedWay[];
};

type Given = {
  readonly rules: readonly WayRule[];
  readonly tier: DeviceTier | null;
  readonly changes: readonly Change[];
  /** The device goes back by itself after a failed change, by its policy or since it is a drill. */
  readonly byItself: boolean;
  /** It is taken back at its end, by the device. */
  readonly drill?: boolean;
  /** What the device's package manager simulated. */
  readonly simulated: WayBack;
  /** Why a command can not be the way back; null: nothing that is known stands in its way. */
  readonly commandTrouble: (command: SignedCommandRef) => string | null;
  /** What the device said besides: of a snapshot, of ways of its package manager, and what its agent knows. */
  readonly said: Pick<Simulation, 'snapshot' | 'reinstall' | 'history' | 'understands'>;
  /** The policy lets the device restart; without a restart no snapshot becomes its root. */
  readonly restarts: boolean;
};

type Found = { readonly way: Exclude<WayBack, { readonly kind: 'none' }> } | { readonly because: string };

/** Chooses. Where no rule holds it is as the device simulated. Nothing stands in it that the device's agent does not know: it would refuse all of its share. */
export function chooseWay(given: Given): WayBack {
  const { rules, tier, changes, simulated, said } = given;
  const rule = wayRuleFor(rules, tier, changes);
  if (rule === undefined) return simulated;
  const over: PassedOver[] = [];
  for (const way of rule.ways) {
    const found = isUnderstood(said, way.kind) ? find(way, given) : { because: tooOld };
    if ('because' in found) over.push({ way: wayInWords(way), because: found.because });
    else return over.length === 0 || !isUnderstood(said, 'passed-over') ? found.way : { ...found.way, passedOver: over };
  }
  const because = over.map((one) => `${one.way}: ${one.because.replace(/\.$/, '')}`).join('; ');
  return { kind: 'none', because: because.slice(0, 900) };
}

/** The first rule that names the tier and a package of the change; undefined: none holds. */
export function wayRuleFor(
  rules: readonly WayRule[],
  tier: DeviceTier | null,
  changes: readonly Pick<Change, 'name'>[],
): WayRule | undefined {
  return rules.find(
    ({ tiers, packages }) =>
      tiers.includes(tier ?? 'unsaid') &&
      (packages.length === 0 || changes.some(({ name }) => packages.some((pattern) => matchesPattern(pattern, name)))),
  );
}

const tooOld = 'The agent of this device is too old for it: update the agent, and propose again.';

function isUnderstood({ understands }: Given['said'], word: WayWord | 'downgrade'): boolean {
  return word === 'downgrade' || understands?.includes(word) === true;
}

/** The way where there is one, else why there is none. */
function find(way: PlannedWay, { changes, byItself, drill, simulated, commandTrouble, said, restarts }: Given): Found {
  const from = { changes: oldVersions(changes), files: [] };
  switch (way.kind) {
    case 'downgrade':
      return simulated.kind === 'none' ? simulated : { way: simulated };
    case 'reinstall':
      // The packages that are secured for a downgrade serve it, too.
      if (simulated.kind !== 'downgrade') return { because: simulated.kind === 'none' ? simulated.because : noWord };
      return lookedAt(said.reinstall, byItself, { kind: 'reinstall', changes: simulated.changes, files: simulated.files });
    case 'history':
      return lookedAt(said.history, byItself, { kind: 'history', changes: changes.map(undone), files: [] });
    case 'snapshot': {
      const trouble = snapshotTrouble(said.snapshot, byItself, restarts);
      if (said.snapshot?.possible !== true || trouble !== null) return { because: trouble ?? noWord };
      return { way: { kind: 'snapshot', scope: said.snapshot.scope, ...from } };
    }
    case 'command': {
      const trouble = byItself ? commandTrouble(way.command) : leftToPerson;
      return trouble === null ? { way: { kind: 'command', command: way.command, ...from } } : { because: trouble };
    }
    case 'rebuild':
      return drill === true
        ? { because: 'A drill is taken back by the device itself, and a person would have to build it anew.' }
        : { way: { kind: 'rebuild', rebuild: way.rebuild, ...from } };
  }
}

function lookedAt(look: WayLook | undefined, byItself: boolean, way: Extract<Found, { readonly way: unknown }>['way']): Found {
  if (look === undefined) return { because: 'Its package manager has no such way.' };
  if (!look.possible) return look;
  return byItself
    ? { way }
    : { because: 'Its policy leaves going back to a person, and this way is for right after the change that failed.' };
}

/** A roll-back that a person orders is a deployment of its own, which the device simulates: its package manager knows no commands. */
const leftToPerson = 'Its policy leaves going back to a person, and a command runs only right after the change that failed.';

const noWord = 'The device did not say whether it can take one: its agent is older, or it simulated before it could.';

function snapshotTrouble(look: SnapshotLook | undefined, byItself: boolean, restarts: boolean): string | null {
  if (look === undefined) return noWord;
  if (!look.possible) return look.because;
  if (!byItself) return 'Its policy leaves going back to a person, and the snapshot of a change is for right after it.';
  return restarts ? null : 'Its policy never lets it restart, and only a restart makes the snapshot its root.';
}

/** What a device reports right before the restart that brings it to its snapshot: whoever hears no more of it knows what it was doing. */
export const goesBackToSnapshot = 'the next restart goes back to the snapshot; what is written until then is lost';

/** What a way back of the package manager's own does, in a sentence; null: the way is another. */
export function ownWayInWords(way: WayBack): string | null {
  if (way.kind === 'reinstall')
    return 'Removes these packages, keeps their configuration, and installs the old versions, from packages secured before the change. In between they are not there; nothing else is removed.';
  if (way.kind === 'history')
    return 'The package manager undoes its own transaction: the old versions come from its sources, which must still have them, and what came new is removed.';
  return null;
}

/** What a way back by a snapshot does and does not, in sentences: for whoever approves it. */
export function snapshotInWords({ filesystem, subvolume, alsoBack, notCovered }: SnapshotScope): readonly string[] {
  return [
    `Takes a snapshot of / (${filesystem}, subvolume ${subvolume}) right before the change; going back makes it the root again and needs a restart.`,
    `Lost then: everything written to it after the snapshot${alsoBack.length === 0 ? '' : `, in ${alsoBack.join(', ')} too`}.`,
    notCovered.length === 0 ? 'It covers the whole system.' : `Not covered, stays as it is: ${notCovered.join(', ')}.`,
  ];
}

/** What a rebuild is, in sentences: for whoever approves it, and whoever does it. */
export function rebuildInWords({ by, from, minutes, steps }: RebuildPlan): readonly string[] {
  return [
    `Built anew by ${by}, in about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}: the device does not come back by itself.`,
    `From: ${from}`,
    `What to do: ${steps}`,
    'Lost then: everything that the image or backup does not hold. Whoever approves this accepts that.',
  ];
}

/** What came new is not among them: nothing says that a command removes it. With a snapshot it is gone as everything else that came after. */
function oldVersions(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ from }) => from !== null).map(undone);
}

function undone(change: Change): Change {
  return { ...change, from: change.to, to: change.from };
}

export function wayInWords(way: PlannedWay): string {
  if (way.kind === 'rebuild') return `a rebuild by ${way.rebuild.by}`;
  return way.kind !== 'command' ? way.kind : `the signed command ${commandInWords(way.command)}`;
}

/** As `mission-critical devices, postgresql*: downgrade, else the signed command …`. */
export function wayRuleInWords({ tiers, packages, ways }: WayRule): string {
  const what =
    packages.length === 0 ? '' : `, ${packages.slice(0, 5).join(', ')}${packages.length > 5 ? ` and ${packages.length - 5} more` : ''}`;
  return `${tiersInWords(tiers)}${what}: ${ways.map(wayInWords).join(', else ')}`;
}
