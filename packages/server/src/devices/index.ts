/** Devices: enrolment, check-ins, reports, and what people see and change of them. */
import type { ReportReaction } from '../instructions/index.ts';
import { agentPaths } from '@fettle/protocol/agent';
import type { Context, Feature } from '../platform/feature.ts';
import { takeCheckIn } from './check-in.ts';
import type { CheckInParts, DeviceChanged, Frozen, KeptBack } from './check-in.ts';
import { contactBook } from './contact.ts';
import { enrolDevice } from './enrol.ts';
import { deviceHandlers } from './handlers.ts';
import type { DeviceNews } from './handlers.ts';
import { deviceHints } from './hints.ts';
import { deviceKeys } from './keys.ts';
import { takeReportEnvelope } from './reports.ts';
import { standingFacts } from './standing.ts';
import { turns } from './turns.ts';

export type { DeviceNews } from './handlers.ts';
export { standingFacts } from './standing.ts';
export { answerOf, statesOf } from './manager-states.ts';
export type { DeviceAnswer } from './manager-states.ts';
export { ecosystemOf } from './save-sections.ts';

export type DevicesParts = {
  readonly reactions: readonly ReportReaction[];
  readonly news: DeviceNews;
  /** Which of the open instructions are not handed out just now. */
  readonly keptBack: KeptBack;
  /** Which deployments may not begin on a device just now. */
  readonly frozen: Frozen;
  /** What follows for what devices take part in, in the transaction in which one of the client is quarantined, settled or retired. */
  readonly changed: DeviceChanged;
};

/** Check-ins with very many packages that are worked on at once, by one process. */
const largeAtOnce = 2;
/** Reports of a whole device that are saved at once, by one process. */
const savedAtOnce = 3;

/** One context, one set of memories: made at the first call, so that the feature itself holds nothing. */
export function devicesFeature({ reactions, news, keptBack, frozen, changed }: DevicesParts): Feature {
  const perContext = new WeakMap<Context, CheckInParts>();
  function partsOf(context: Context): CheckInParts {
    const found = perContext.get(context) ?? {
      keys: deviceKeys(context),
      contacts: contactBook(context),
      standing: standingFacts(context),
      hints: deviceHints(context),
      large: turns(largeAtOnce),
      saves: turns(savedAtOnce),
      keptBack,
      frozen,
      changed,
      checkInSeconds: context.config.checkInSeconds,
    };
    perContext.set(context, found);
    return found;
  }
  return {
    name: 'devices',
    handlers: deviceHandlers(news, changed),
    agentHandlers: {
      [agentPaths.enrol]: ({ context, body }) => enrolDevice(context, body, context.config.checkInSeconds),
      [agentPaths.checkIn]: ({ context, body }) => takeCheckIn(context, partsOf(context), body),
      [agentPaths.report]: ({ context, body }) => takeReportEnvelope(context, partsOf(context), reactions, body),
    },
    start: async (context) => async () => {
      await partsOf(context).contacts.stop();
      await partsOf(context).hints.stop();
    },
  };
}
