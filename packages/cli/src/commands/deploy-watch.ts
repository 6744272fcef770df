import { Option } from '@commander-js/extra-typings';
import { connect } from '../connection/api.ts';
import { findDeployment } from '../connection/find.ts';
import { deploymentText } from '../deployments/deployment-text.ts';
import { eventReader } from '../deployments/events.ts';
import { exitOfStanding, isReached, untilStates } from '../deployments/outcome.ts';
import { minutesOf, waitFor } from '../deployments/patience.ts';
import type { Deployment } from '../deployments/types.ts';
import { clean } from '../output/clean.ts';
import { progressOn } from '../output/progress.ts';
import { screenOf } from '../output/screen.ts';
import { local } from '../output/times.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy watch ID`: what happens, as it happens, until it ends; the exit code says how. */
export function addDeployWatch(group: Group, { io, finish }: Session): void {
  online(group, 'watch', 'what happens in a deployment, until it ends; the exit code says how')
    .argument('<deployment>', 'id, its last characters, or title')
    .addOption(new Option('--until <state>', 'end the watch here already').choices(untilStates).default('ended' as const))
    .option('--timeout <minutes>', 'end the watch after so long with exit code 5')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const minutes = minutesOf(options.timeout, '--timeout');
      const id = await findDeployment(api, named);
      const news = eventReader(api, id);
      const progress = progressOn(io, options);
      const look = async (): Promise<Deployment> => {
        // The state first: an end that comes in between still has its events told.
        const deployment = await api('getDeployment', { params: { id } });
        const events = await news();
        if (options.json !== true && events.length > 0) {
          progress.end();
          for (const { at, sentence } of events) io.out(`${local(Temporal.Instant.from(at), io.zone)}  ${clean(sentence)}\n`);
        }
        progress.say(standingLine(deployment));
        return deployment;
      };
      const { value } = await waitFor({ io, minutes, progress }, look, (deployment) => isReached(deployment, options.until));
      progress.end();
      finish(options, { json: value, text: `\n${deploymentText(screenOf(io), value)}`, exit: exitOfStanding(value, options.until) });
    });
}

function standingLine({ status, ring, devices, verified, failed, inFlight, waiting, holds }: Deployment): string {
  const where = ring === null ? status : `${status}, ring ${ring}`;
  const waits = holds[0]?.detail ?? waiting?.sentence ?? '';
  return `${where}: ${verified} of ${devices} verified, ${failed} failed, ${inFlight} in flight. ${waits}`;
}
