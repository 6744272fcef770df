import type { HealthCheck, SpecHeader } from '@fettle/core/deployment';
import type { ReactNode } from 'react';
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

/** The rules in the spec's header: rings with gates and earliest times, pace, budget, restarts, checks, end. */
export function SpecRules({ header }: { header: SpecHeader }): ReactNode {
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
          { name: 'Restarts', value: restartWords[header.restart] },
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
            </span>
            <span>
              not before <Time at={ring.earliest} />
            </span>
          </li>
        ))}
      </ol>
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
  const within = `within ${duration(check.timeoutSeconds)}`;
  switch (check.kind) {
    case 'service':
      return `${check.unit} is active, ${within}`;
    case 'tcp':
      return `${check.host} port ${check.port} takes a connection, ${within}`;
    case 'http':
      return `${check.url} answers ${check.expectStatus}, ${within}`;
  }
}
