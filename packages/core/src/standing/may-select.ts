/**
 * Whether a grant could take an update, as far as somebody knows it. A device knows the name, the class and the source of what its package manager offers. How urgent or severe that
 * is, and when it came out, it does not: those are the server's word. So this refuses what is not selected whatever those are, and leaves open what they decide.
 */
import { matchesPattern, pinOf } from '../policy/index.ts';
import type { RuleCondition, UpdateCondition } from '../policy/index.ts';
import type { Offer } from '../inventory/index.ts';
import type { GrantLane, GrantRules } from './types.ts';

/** An offer as a device has it from its own package manager. */
export type KnownOffer = Pick<Offer, 'name' | 'sourceName' | 'to' | 'class' | 'withheld'> & {
  readonly origin: { readonly label: string; readonly archive: string };
};

type Answer = 'yes' | 'no' | 'maybe';

/** Why the rules of a device take it in no case; null: they may. `today`: the day where the device stands, `YYYY-MM-DD`. */
export function whyNotSelected(
  { select, rules, pins }: Pick<GrantRules, 'select' | 'rules' | 'pins'>,
  offer: KnownOffer,
  today: string,
): string | null {
  const pin = pinOf(pins, offer);
  if (pin !== null && !matchesPattern(pin.pin.version, offer.to)) return `${pin.pin.package} is pinned at ${pin.pin.version}`;
  if (offer.withheld === 'pinned') return 'it is pinned on the device';
  if (offer.withheld === 'phased') return 'its distribution brings it out in phases, and it is not this device’s turn';
  let blocked: string | null = null;
  for (const { name, when, action } of rules) {
    const answer = answerOf(when, offer);
    if (answer === 'no') continue;
    const taken = action.kind === 'select' || (action.kind === 'defer' && !('until' in action && action.until > today));
    if (taken) return null;
    blocked ??= action.kind === 'block' ? `rule “${name}” blocks it` : `rule “${name}” defers it`;
    if (answer === 'yes') return blocked;
  }
  const excluded = select.exclude.find((pattern) => matchesPattern(pattern, offer.name));
  if (excluded !== undefined) return `packages named ${excluded} are excluded`;
  return select.classes.includes(offer.class)
    ? null
    : `it is a ${offer.class} update, and ${select.classes.join(' and ') || 'no'} updates are granted`;
}

/** Whether an update could go in the lane at this place: this one may take it, and none before it takes it for certain. */
export function mayBeInLane(lanes: readonly GrantLane[], at: number, offer: KnownOffer): boolean {
  const lane = lanes[at];
  if (lane === undefined) return false;
  if (lane.takes !== null && answerOf(lane.takes, offer) === 'no') return false;
  return lanes.slice(0, at).every(({ takes }) => takes !== null && answerOf(takes, offer) !== 'yes');
}

function answerOf(condition: UpdateCondition & Partial<RuleCondition>, offer: KnownOffer): Answer {
  const { classes, products, origins, urgency, severity, minAgeDays, maxAgeDays } = condition;
  const isNo =
    (classes !== undefined && !classes.includes(offer.class)) ||
    (products !== undefined && !products.some((one) => matchesPattern(one, offer.name) || matchesPattern(one, offer.sourceName))) ||
    (origins !== undefined && !origins.some((one) => isFrom(one, offer.origin)));
  if (isNo) return 'no';
  return urgency === undefined && severity === undefined && minAgeDays === undefined && maxAgeDays === undefined ? 'yes' : 'maybe';
}

function isFrom(pattern: string, { label, archive }: KnownOffer['origin']): boolean {
  return matchesPattern(pattern, label) || matchesPattern(pattern, `${label}:${archive}`);
}
