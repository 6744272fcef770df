/** Step 1: the inventory of devices is up to date. */
import { at, many, missing, noDevice, part, stand, when } from './stand.ts';
import type { StepStanding } from './types.ts';

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
  /** Machines that were found without agent and wait for a decision; null: nobody ever gave a list of such machines. */
  readonly unmanaged: number | null;
};

/** Failing by silence, quarantine and support that ended; attention by what nobody said of a device. Without a list of machines without agent it is never good. */
export function inventoryStep(facts: InventoryFacts): StepStanding {
  const { devices, silent, quarantined, withoutTier, withoutOwner, pastSupport, unmanaged } = facts;
  const of = (value: number) => part(value, devices, 'device');
  const numbers = Object.entries({ silent, quarantined, withoutTier, withoutOwner, pastSupport }).map(([key, value]) => ({
    key,
    value,
    of: devices,
  }));
  return stand(
    [
      devices === 0 ? noDevice : null,
      when(silent, 'failing', `${of(silent)} silent: what they are now is not known.`, at('Look at the devices', 'devices')),
      when(quarantined, 'failing', `${of(quarantined)} in quarantine: two agents seem to use one key.`, at('Say what happened', 'devices')),
      when(pastSupport, 'failing', `${of(pastSupport)} past the end of support, without a decision.`, at('Decide', 'support')),
      when(
        unmanaged ?? 0,
        'attention',
        `${many(unmanaged ?? 0, 'machine')} without agent and without a decision.`,
        at('Look at the devices', 'devices'),
      ),
      when(withoutTier, 'attention', `${of(withoutTier)} without a tier.`, at('Say the tier', 'devices')),
      when(withoutOwner, 'attention', `${of(withoutOwner)} without an owner.`, at('Name the owner', 'devices')),
      unmanaged === null ? missing('Whether there are machines without agent is not known: no list of them was ever given.') : null,
    ],
    numbers,
    `${many(devices, 'device')}: all report, with tier, owner and support.`,
  );
}
