import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { paths } from '../../paths.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import type { Deployment } from './types.ts';
import style from './deployments.module.css';

type Standing = CallOutput<'getDeploymentStanding'>;
type Device = Standing['devices'][number];

/** Before its approval: what of it lies within which standing approval, and what lies outside and why. After it: the standing approval that let it run. */
export function WithinStanding({ deployment }: { deployment: Deployment }): ReactNode {
  const isOpen = deployment.status === 'proposed' || deployment.holds.some(({ reason }) => reason === 'approval');
  return isOpen || deployment.approvals.some(({ standing }) => standing) ? <Told deployment={deployment} /> : null;
}

function Told({ deployment: { id, policy } }: { deployment: Deployment }): ReactNode {
  const query = useQuery(reading('getDeploymentStanding', { params: { id } }));
  return (
    <Section
      title="Standing approvals"
      note="What lies within one needs no further signature. Where any of it lies outside, all of it waits for a person."
    >
      <Loaded query={query} lines={3}>
        {(standing) => (
          <>
            <p>
              <Name of={standing.sentence} wraps />
            </p>
            <KeyValue
              facts={[...standing.letRun.map((one) => ranBy(one, policy.id)), ...standing.within.map((one) => nearTo(one, policy.id))]}
            />
            {standing.devices.length > 0 && <Devices standing={standing} />}
          </>
        )}
      </Loaded>
    </Section>
  );
}

function ranBy({ id, by, policyVersion, until, revokedAt }: Standing['letRun'][number], policyId: string) {
  return {
    name: `Signed by ${by}`,
    value: (
      <>
        <a href={paths.policy(policyId, { tab: 'standing', approval: id })}>version {policyVersion} of the policy</a>, until{' '}
        <Time at={until} />
        {revokedAt !== null && (
          <>
            , revoked <Time at={revokedAt} />
          </>
        )}
      </>
    ),
  };
}

function nearTo({ id, by, policyVersion, until, devicesWithin, outside }: Standing['within'][number], policyId: string) {
  return {
    name: `In force, of ${by.join(' and ')}`,
    value: (
      <>
        <a href={paths.policy(policyId, { tab: 'standing', approval: id })}>version {policyVersion} of the policy</a>, until{' '}
        <Time at={until} />: {devicesWithin} {devicesWithin === 1 ? 'device' : 'devices'} within
        {outside.map((sentence) => (
          <div key={sentence}>
            <Name of={sentence} wraps />
          </div>
        ))}
      </>
    ),
  };
}

function Devices({ standing: { devices, more } }: { standing: Standing }): ReactNode {
  return (
    <>
      <DataTable
        label="Devices within and outside standing approvals"
        rows={devices}
        rowKey={(row) => row.deviceId}
        rowHref={(row) => paths.device(row.deviceId)}
        columns={[
          { id: 'device', title: 'Device', width: '22%', cell: (row) => <Name of={row.deviceName} strong /> },
          { id: 'where', title: 'Lies', width: '130px', cell: Lies },
          { id: 'changes', title: 'Packages', width: '96px', align: 'end', room: 'middle', cell: (row) => row.changes },
          { id: 'why', title: 'What lies outside', wraps: true, cell: Why },
        ]}
        empty={<Empty title="None">No device is planned.</Empty>}
      />
      {more > 0 && <p className={style.soft}>And {more} more.</p>}
    </>
  );
}

function Lies({ within }: Device): ReactNode {
  return within === null ? <StatusMark status="attention" word="Outside" /> : <StatusMark status="good" word="Within" />;
}

function Why({ within, outside }: Device): ReactNode {
  if (within !== null) return <span className={style.soft}>nothing</span>;
  if (outside.length === 0) return <span className={style.soft}>the deployment as a whole</span>;
  return (
    <ul className={style.plain}>
      {outside.map((sentence) => (
        <li key={sentence}>
          <Name of={sentence} wraps />
        </li>
      ))}
    </ul>
  );
}
