/** Shared places that notices are posted to. */

export const destinationChannels = ['webhook', 'slack', 'teams', 'ntfy'] as const;
export type DestinationChannel = (typeof destinationChannels)[number];

/** What a destination may be told of; `planned` stands for reminders and new times as well. */
export const destinationKinds = ['planned', 'started', 'finished', 'failed', 'cancelled'] as const;
export type DestinationKind = (typeof destinationKinds)[number];
