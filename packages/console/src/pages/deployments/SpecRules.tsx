import { checkInWords, hooksInWords } from '@fettle/core/deployment';
import type { HealthCheck, SpecHeader, TimingRules } from '@fettle/core/deployment';
import { restartWhenWords } from '@fettle/core/restarts';
import { missedWords } from '@fettle/core/windows';
import type { ReactNode } from 'react';
import { failureWords } from '../../forms/policy/TestPlanFields.tsx';
import { paths } from '../../paths.ts';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Time } from '../../ui/Time.tsx';
import { duration } from '../../ui/time.ts';
import { gateSentence } from './words.ts';
import style from './deployments.module.css';

export const restartWords = {
  never: 'never; what needs one stays unverified',
  'if-needed': 'where the change needs one, within the window',
  always: 'after every change, within the window',
} as const;

export const rollbackWords = {
  automatic: 'by itself: a device whose change or checks fail takes itself back',
  'by-person': 'only when a person decides it',
} as const;

/** What is said of the time of a restart, of missed windows and of commands around a change; nothing where what holds anyway does. */
export function timingFacts({ restartWhen, missed, hooks }: TimingRules): readonly { readonly name: string; readonly value: string }[] {
  return [
    ...(restartWhen === undefined ? [] : [{ name: 'A due restart', value: restartWhenWords(restartWhen) }]),
    ...(missed === undefined ? [] : [{ name: 'A missed window', value: missedWords(missed) }]),
    ...(hooks === undefined ? [] : [{ name: 'Signed commands', value: hooksInWords(hooks) }]),
  ];
}

/** The rules in the spec's header: rings with gates and earliest times, pace, budget, restarts, checks, end. */
type Props = { header: SpecHeader; dependants: readonly { readonly deviceId: string; readonly deviceName: string }[] };

export function SpecRules({ header, dependants }: Props): ReactNode {
  const names = new Map(dependants.map(({ deviceId, deviceName }) => [deviceId, deviceName]));
  return (
    <div className={style.tight}>
      <KeyValue
        columns={2}
        facts={[
          { name: 'Nothing starts after', value: <Time at={header.expiresAt} /> },
          { name: 'Made', value: <Time at={header.createdAt} /> },
          { name: 'Pace', value: `${header.pace.maxParallel} at once, ${header.pace.devicesPerHour} an hour` },
          {
            name: 'Failures borne',
            value: String(header.failureBudget),
            note: header.failureBudget === 0 ? 'the first failure holds the deployment' : 'one more holds the deployment',
          },
          ...(header.approvalsNeeded === undefined
            ? []
            : [{ name: 'Approvals', value: `${header.approvalsNeeded} different approvers`, note: 'each device counts them' }]),
          ...(header.drill === true
            ? [
                {
                  name: 'Drill',
                  value: 'each device goes back once it is changed and well',
                  note: 'it ends at the versions that it has now',
                },
              ]
            : []),
          { name: 'Restarts', value: restartWords[header.restart] },
          ...timingFacts(header),
          { name: 'Way back', value: rollbackWords[header.rollback] },
          { name: 'Out of contact', value: header.startOffline ? 'a device may start what it was told' : 'a device does not start' },
          {
            name: 'Policy',
            value: <a href={paths.policy(header.policy.id)}>version {header.policy.version}</a>,
          },
          {
            name: 'Follows',
            value:
              header.predecessor === null ? (
                'no other deployment'
              ) : (
                <a href={paths.deployment(header.predecessor.deploymentId)}>
                  {header.predecessor.kind === 'rollback' ? 'takes back another deployment' : 'another deployment'}
                </a>
              ),
          },
        ]}
      />
      <h3>Rings</h3>
      <ol className={style.lines}>
        {header.rings.map((ring) => (
          <li key={ring.name}>
            <span>
              <Name of={ring.name} strong />: {gateSentence(ring.gate)}
              {ring.pace !== undefined && ` ${paceSentence(ring.pace)}`}
            </span>
            <span>
              not before <Time at={ring.earliest} />
            </span>
          </li>
        ))}
      </ol>
      {(header.testSteps ?? []).length > 0 && (
        <>
          <h3>Test plan</h3>
          <p className={style.note}>On the first ring, before the second begins.</p>
          <ol className={style.plain}>
            {header.testSteps?.map((step) => (
              <li key={step.name}>
                <Name of={step.name} strong wraps />:{' '}
                <Name of={step.kind === 'check' ? `the health check ${step.check} passes` : `${step.instruction} ${step.expected}`} wraps />{' '}
                Otherwise {failureWords[step.onFailure]}. <Name of={step.whatToDo} wraps />
              </li>
            ))}
          </ol>
        </>
      )}
      {(header.dependants ?? []).length > 0 && (
        <>
          <h3>What depends on these</h3>
          <p className={style.note}>Asked for their own checks before and after a device changes that they depend on.</p>
          <ul className={style.plain}>
            {header.dependants?.map(({ deviceId, checks }) => (
              <li key={deviceId}>
                <a href={paths.device(deviceId)}>
                  <Name of={names.get(deviceId) ?? deviceId} />
                </a>
                : <Name of={checks.map((check) => `${check.name}: ${checkSentence(check)}`).join('; ')} wraps />
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>Health checks</h3>
      {header.checks.length === 0 && <p className={style.note}>None: only the scan says that the change is in.</p>}
      <ul className={style.plain}>
        {header.checks.map((check) => (
          <li key={check.name}>
            <Name of={check.name} strong />: <Name of={checkSentence(check)} wraps />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** `nginx.service is active, within 30 s`. */
export function checkSentence(check: HealthCheck): string {
  return `${checkInWords(check)}, within ${duration(check.timeoutSeconds)}`;
}

function paceSentence({ maxParallel, devicesPerHour }: { maxParallel?: number | undefined; devicesPerHour?: number | undefined }): string {
  const parts = [
    ...(maxParallel === undefined ? [] : [`${maxParallel} at once`]),
    ...(devicesPerHour === undefined ? [] : [`${devicesPerHour} an hour`]),
  ];
  return `At most ${parts.join(' and ')}.`;
}
