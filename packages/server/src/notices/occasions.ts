/** Which events of a deployment are an occasion to tell the client's contacts, and of what. Pure. */
import type { NoticeKind } from '@fettle/core/messages';
import type { DeploymentEvent, DeploymentState, Hold, RunPhase } from '@fettle/core/deployment';

export type Occasion = {
  readonly kind: NoticeKind;
  /** With the deployment's id the name under which each contact is told once. */
  readonly name: string;
  /** Only contacts of these devices' sites; null: of all devices of the deployment. */
  readonly deviceIds: readonly string[] | null;
  /** The hold that it is about, where the deployment is not over. */
  readonly hold: Hold | null;
};

/** From here on a device is being changed, whatever it tells next: messages may overtake each other. */
export const changing: readonly RunPhase[] = ['changing', 'restarting', 'checking', 'reported'];

/** At most one occasion of a name; in the order in which they are told. */
export function occasionsOf(events: readonly DeploymentEvent[], state: DeploymentState): readonly Occasion[] {
  const begun = events.flatMap((event) => (event.kind === 'run-progressed' && changing.includes(event.phase) ? [event.deviceId] : []));
  return [
    ...(events.some((event) => event.kind === 'approved' && event.specHash === state.specHash) &&
    !state.holds.some(({ reason }) => reason === 'approval')
      ? [occasion('planned')]
      : []),
    ...(begun.length > 0 ? [{ ...occasion('started'), deviceIds: [...new Set(begun)] }] : []),
    ...events.flatMap((event) => (event.kind === 'hold-placed' ? held(event.hold) : event.kind === 'finished' ? over(event, state) : [])),
  ];
}

function occasion(kind: NoticeKind): Occasion {
  return { kind, name: kind, deviceIds: null, hold: null };
}

/** Other holds are the provider's own business: the contacts hear of a deployment when something went wrong with it. */
function held(hold: Hold): readonly Occasion[] {
  return hold.reason === 'failure budget' ? [{ ...occasion('failed'), name: `failed:${hold.id}`, hold }] : [];
}

/** What was never approved, by as many as had to, nobody was told of: its end needs no word. The hold stands until the last approval, and ends with nothing else. */
function over(event: Extract<DeploymentEvent, { kind: 'finished' }>, state: DeploymentState): readonly Occasion[] {
  if (state.holds.some(({ reason }) => reason === 'approval')) return [];
  return [occasion(event.status === 'succeeded' ? 'finished' : 'failed')];
}
