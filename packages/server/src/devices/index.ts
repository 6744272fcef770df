/** Devices: enrolment, check-ins, reports, and what people see and change of them. */
import type { ReportReaction } from '../instructions/index.ts';
import { agentPaths } from '@fettle/protocol/agent';
import type { Context, Feature } from '../platform/feature.ts';
import { takeCheckIn } from './check-in.ts';
import type { CheckInParts, DeviceChanged } from './check-in.ts';
import { contactBook } from './contact.ts';
import { enrolDevice } from './enrol.ts';
import { deviceHandlers } from './handlers.ts';
import type { DeviceNews } from './handlers.ts';
import { deviceHints } from './hints.ts';
import { deviceKeys } from './keys.ts';
import { reportBook, takeReportEnvelope } from './reports.ts';
import { standingFacts } from './standing.ts';
import { toldBook } from './told.ts';
import type { AskFor, Frozen, KeptBack } from './told.ts';
import { turns } from './turns.ts';

export type { DeviceNews } from './handlers.ts';
export { standingFacts } from './standing.ts';
export { lockDependencies, readDependencies, saveDependencies } from './store.ts';
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
  /** At which clients these two have to be asked. */
  readonly askFor: AskFor;
  /** What follows for what devices take part in, in the transaction in which one of the client is quarantined, settled or retired. */
  readonly changed: DeviceChanged;
};

/** Check-ins with very many packages that are worked on at once, by one process. */
const largeAtOnce = 2;
/** Reports of a whole device that are saved at once, by one process. */
const savedAtOnce = 3;

/** One context, one set of memories: made at the first call, so that the feature itself holds nothing. */
export function devicesFeature({ reactions, news, changed, ...rules }: DevicesParts): Feature {
  const perContext = new WeakMap<Context, CheckInParts>();
  function partsOf(context: Context): CheckInParts {
    const known = perContext.get(context);
    if (known !== undefined) return known;
    const [standing, hints] = [standingFacts(context), deviceHints(context)];
    const made: CheckInParts = {
      keys: deviceKeys(context),
      contacts: contactBook(context),
      told: toldBook(context, { ...rules, standing }),
      reports: reportBook(context, reactions, hints),
      standing,
      hints,
      large: turns(largeAtOnce),
      saves: turns(savedAtOnce),
      changed,
      checkInSeconds: context.config.checkInSeconds,
    };
    perContext.set(context, made);
    return made;
  }
  return {
    name: 'devices',
    handlers: deviceHandlers(news, changed),
    agentHandlers: {
      [agentPaths.enrol]: ({ context, body }) => enrolDevice(context, body, context.config.checkInSeconds),
      [agentPaths.checkIn]: ({ context, body }) => takeCheckIn(context, partsOf(context), body),
      [agentPaths.report]: ({ context, body }) => takeReportEnvelope(context, partsOf(context), body),
    },
    start: async (context) => async () => {
      const { contacts, told, reports, hints } = partsOf(context);
      await Promise.all([contacts.stop(), told.stop(), reports.stop()]);
      await hints.stop();
    },
  };
}
