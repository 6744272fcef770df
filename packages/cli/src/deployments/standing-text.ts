/** What of a deployment lies within which standing approval, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from '../output/clean.ts';
import { blocks, count, facts, sentence } from '../output/screen.ts';
import type { Screen } from '../output/screen.ts';
import { time } from '../output/times.ts';

type Standing = CallOutput<'getDeploymentStanding'>;

/** The sentence, the standing approvals, and a block for each device that lies outside; those within are counted. */
export function deploymentStandingText(screen: Screen, { title, sentence: said, letRun, within, devices, more }: Standing): string {
  const outside = devices.filter((device) => device.within === null);
  return blocks(
    screen.paint(clean(title), 'strong'),
    sentence(screen, said),
    facts(screen, [
      ...letRun.map((one): readonly [string, string] => [
        clean(`Signed by ${one.by}`),
        `version ${one.policyVersion} of the policy, until ${time(screen, one.until)}${one.revokedAt === null ? '' : `, revoked ${time(screen, one.revokedAt)}`}`,
      ]),
      ...within.map((one): readonly [string, string] => [
        clean(`In force, of ${one.by.join(' and ')}`),
        clean(
          [
            `version ${one.policyVersion} of the policy, until ${time(screen, one.until)}: ${count(one.devicesWithin, 'device')} within.`,
            ...one.outside,
          ].join(' '),
        ),
      ]),
    ]),
    ...outside.map((device) =>
      blocks(
        [
          screen.paint(clean(`${device.deviceName}: outside`), 'attention'),
          ...(device.outside.length === 0 ? ['the deployment as a whole'] : device.outside).map((why) => sentence(screen, why, '  ')),
        ].join('\n'),
      ),
    ),
    more === 0 ? '' : `And ${count(more, 'more device', 'more devices')}.`,
  );
}
