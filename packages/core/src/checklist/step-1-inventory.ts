/** Step 1: the inventory of devices is up to date. */
import { at, many, missing, noDevice, part, stand, when } from './stand.ts';
import type { StepNumber, StepReason, StepStanding } from './types.ts';

export type InventoryFacts = {
  /** That are not retired; the other numbers count among them. */
  readonly devices: number;
  readonly silent: number;
  /** In quarantine: two agents seem to speak with one key. */
  readonly quarantined: number;
  readonly withoutTier: number;
  readonly withoutOwner: number;
  /** Run a release past its support, and nothing is decided about it. */
  readonly pastSupport: number;
  /** Machines that were found without agent; null: nobody ever gave one; `not asked`: these are only some devices of a client. */
  readonly unmanaged: UnmanagedFacts | 'not asked' | null;
};

export type UnmanagedFacts = {
  readonly machines: number;
  /** Nothing is decided about them; `undecidedLong`: for more than `undecidedDays` days, which are of `undecided` too. */
  readonly undecided: number;
  readonly undecidedLong: number;
  readonly undecidedDays: number;
  /** Waved off until a day that has come. */
  readonly reviewDue: number;
  /** Patched by hand, and not in their rhythm. */
  readonly patchOverdue: number;
  /** Enrolled as a device that is retired by now. */
  readonly deviceRetired: number;
};

/** Failing by silence, quarantine, support that ended, machines long undecided and hand patches overdue; attention by what nobody said of a device. Without a list of machines without agent it is never good. */
export function inventoryStep(facts: InventoryFacts): StepStanding {
  const { devices, silent, quarantined, withoutTier, withoutOwner, pastSupport, unmanaged } = facts;
  const of = (value: number) => part(value, devices, 'device');
  const numbers: StepNumber[] = Object.entries({ silent, quarantined, withoutTier, withoutOwner, pastSupport }).map(([key, value]) => ({
    key,
    value,
    of: devices,
  }));
  if (unmanaged !== null && unmanaged !== 'not asked') {
    const { machines, undecided, reviewDue, patchOverdue, deviceRetired } = unmanaged;
    numbers.push({ key: 'unmanaged', value: undecided + reviewDue + patchOverdue + deviceRetired, of: machines });
  }
  return stand(
    [
      devices === 0 ? noDevice : null,
      when(silent, 'failing', `${of(silent)} silent: what they are now is not known.`, at('Look at the devices', 'devices')),
      when(quarantined, 'failing', `${of(quarantined)} in quarantine: two agents seem to use one key.`, at('Say what happened', 'devices')),
      when(pastSupport, 'failing', `${of(pastSupport)} past the end of support, without a decision.`, at('Decide', 'support')),
      ...(unmanaged === null || unmanaged === 'not asked' ? [] : unmanagedReasons(unmanaged)),
      when(withoutTier, 'attention', `${of(withoutTier)} without a tier.`, at('Say the tier', 'devices')),
      when(withoutOwner, 'attention', `${of(withoutOwner)} without an owner.`, at('Name the owner', 'devices')),
      unmanaged === null
        ? missing('Whether there are machines without agent is not known: no list of them was ever given.', at('Give a list', 'discovered'))
        : null,
    ],
    numbers,
    `${many(devices, 'device')}: all report, with tier, owner and support.`,
  );
}

/** What stands against machines without agent; nothing is said of their updates, which nobody can know. */
function unmanagedReasons(facts: UnmanagedFacts): readonly (StepReason | null)[] {
  const { machines, undecided, undecidedLong, undecidedDays, reviewDue, patchOverdue, deviceRetired } = facts;
  const of = (value: number) => part(value, machines, 'machine');
  return [
    when(
      undecidedLong,
      'failing',
      `${of(undecidedLong)} without agent and for more than ${undecidedDays} days without a decision.`,
      at('Decide', 'discovered'),
    ),
    when(
      patchOverdue,
      'failing',
      `${of(patchOverdue)} without agent not patched by hand in the rhythm that was said.`,
      at('Record it', 'discovered'),
    ),
    when(
      undecided - undecidedLong,
      'attention',
      `${of(undecided - undecidedLong)} without agent and without a decision.`,
      at('Decide', 'discovered'),
    ),
    when(reviewDue, 'attention', `${of(reviewDue)} without agent waved off until a day that has come.`, at('Look again', 'discovered')),
    when(
      deviceRetired,
      'attention',
      `${of(deviceRetired)} without agent, enrolled as a device that is retired.`,
      at('Decide', 'discovered'),
    ),
  ];
}
