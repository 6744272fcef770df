/**
 * The rollback plan of a policy: which ways back may be used, in which order, by tier and by package. Of them the first that there is now stands in the share and is
 * approved; those before it are named with the reason for which they were passed over.
 */
import type { Change, SnapshotLook, SnapshotScope, WayBack } from '../deployment/change.ts';
import { commandInWords } from '../deployment/signed-commands.ts';
import type { SignedCommandRef } from '../deployment/signed-commands.ts';
import { matchesPattern } from '../policy/pattern.ts';
import type { DeviceTier } from '../risk/index.ts';
import type { RuledTier } from './types.ts';
import { tiersInWords } from './words.ts';

/** `downgrade`: the package manager brings the old versions, from files secured before the change. `command`: a signed command of purpose way back does. `snapshot`: the device takes one of its system. */
export const wayKinds = ['downgrade', 'snapshot', 'command'] as const;
export type PlannedWay =
  | { readonly kind: 'downgrade' }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'command'; readonly command: SignedCommandRef };

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
  /** What the device's package manager simulated. */
  readonly simulated: WayBack;
  /** Why a command can not be the way back; null: nothing that is known stands in its way. */
  readonly commandTrouble: (command: SignedCommandRef) => string | null;
  /** What the device said of a snapshot; undefined: nothing. */
  readonly snapshot: SnapshotLook | undefined;
  /** The policy lets the device restart; without a restart no snapshot becomes its root. */
  readonly restarts: boolean;
};

/** Chooses. Where no rule holds it is as the device simulated. */
export function chooseWay({ rules, tier, changes, byItself, simulated, commandTrouble, snapshot, restarts }: Given): WayBack {
  const rule = rules.find(
    ({ tiers, packages }) =>
      tiers.includes(tier ?? 'unsaid') &&
      (packages.length === 0 || changes.some(({ name }) => packages.some((pattern) => matchesPattern(pattern, name)))),
  );
  if (rule === undefined) return simulated;
  const over: { readonly way: string; readonly because: string }[] = [];
  const passed = () => (over.length === 0 ? {} : { passedOver: over });
  for (const way of rule.ways) {
    if (way.kind === 'downgrade') {
      if (simulated.kind === 'downgrade') return { ...simulated, ...passed() };
      over.push({ way: 'downgrade', because: simulated.kind === 'none' ? simulated.because : 'The device simulated none.' });
    } else if (way.kind === 'snapshot') {
      const trouble = snapshotTrouble(snapshot, byItself, restarts);
      if (snapshot?.possible === true && trouble === null)
        return { kind: 'snapshot', scope: snapshot.scope, changes: oldVersions(changes), files: [], ...passed() };
      over.push({ way: 'snapshot', because: trouble ?? noWord });
    } else {
      const trouble = byItself ? commandTrouble(way.command) : leftToPerson;
      if (trouble === null) return { kind: 'command', command: way.command, changes: oldVersions(changes), files: [], ...passed() };
      over.push({ way: wayInWords(way), because: trouble });
    }
  }
  const because = over.map((one) => `${one.way}: ${one.because.replace(/\.$/, '')}`).join('; ');
  return { kind: 'none', because: because.slice(0, 900) };
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

/** What a way back by a snapshot does and does not, in sentences: for whoever approves it. */
export function snapshotInWords({ filesystem, subvolume, alsoBack, notCovered }: SnapshotScope): readonly string[] {
  return [
    `Takes a snapshot of / (${filesystem}, subvolume ${subvolume}) right before the change; going back makes it the root again and needs a restart.`,
    `Lost then: everything written to it after the snapshot${alsoBack.length === 0 ? '' : `, in ${alsoBack.join(', ')} too`}.`,
    notCovered.length === 0 ? 'It covers the whole system.' : `Not covered, stays as it is: ${notCovered.join(', ')}.`,
  ];
}

/** What came new is not among them: nothing says that a command removes it. With a snapshot it is gone as everything else that came after. */
function oldVersions(changes: readonly Change[]): readonly Change[] {
  return changes.flatMap((change) => (change.from === null ? [] : [{ ...change, from: change.to, to: change.from }]));
}

export function wayInWords(way: PlannedWay): string {
  return way.kind !== 'command' ? way.kind : `the signed command ${commandInWords(way.command)}`;
}

/** As `mission-critical devices, postgresql*: downgrade, else the signed command …`. */
export function wayRuleInWords({ tiers, packages, ways }: WayRule): string {
  const what =
    packages.length === 0 ? '' : `, ${packages.slice(0, 5).join(', ')}${packages.length > 5 ? ` and ${packages.length - 5} more` : ''}`;
  return `${tiersInWords(tiers)}${what}: ${ways.map(wayInWords).join(', else ')}`;
}
