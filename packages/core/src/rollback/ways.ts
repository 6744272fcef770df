/**
 * The rollback plan of a policy: which ways back may be used, in which order, by tier and by package. Of them the first that there is now stands in the share and is
 * approved; those before it are named with the reason for which they were passed over.
 */
import type { Change, WayBack } from '../deployment/change.ts';
import { commandInWords } from '../deployment/signed-commands.ts';
import type { SignedCommandRef } from '../deployment/signed-commands.ts';
import { matchesPattern } from '../policy/pattern.ts';
import type { DeviceTier } from '../risk/index.ts';
import type { RuledTier } from './types.ts';
import { tiersInWords } from './words.ts';

/** `downgrade`: the package manager brings the old versions, from files secured before the change. `command`: a signed command of purpose way back does. */
export const wayKinds = ['downgrade', 'command'] as const;
export type PlannedWay = { readonly kind: 'downgrade' } | { readonly kind: 'command'; readonly command: SignedCommandRef };

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
};

/** Chooses. Where no rule holds it is as the device simulated. */
export function chooseWay({ rules, tier, changes, byItself, simulated, commandTrouble }: Given): WayBack {
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

/** What came new stays: nothing says that a command removes it. */
function oldVersions(changes: readonly Change[]): readonly Change[] {
  return changes.flatMap((change) => (change.from === null ? [] : [{ ...change, from: change.to, to: change.from }]));
}

export function wayInWords(way: PlannedWay): string {
  return way.kind === 'downgrade' ? 'downgrade' : `the signed command ${commandInWords(way.command)}`;
}

/** As `mission-critical devices, postgresql*: downgrade, else the signed command …`. */
export function wayRuleInWords({ tiers, packages, ways }: WayRule): string {
  const what =
    packages.length === 0 ? '' : `, ${packages.slice(0, 5).join(', ')}${packages.length > 5 ? ` and ${packages.length - 5} more` : ''}`;
  return `${tiersInWords(tiers)}${what}: ${ways.map(wayInWords).join(', else ')}`;
}
