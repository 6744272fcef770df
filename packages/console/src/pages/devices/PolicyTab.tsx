import { useQuery } from '@tanstack/react-query';
import { unsaidInWords } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { DeviceOpenings } from '../../parts/DeviceOpenings.tsx';
import { answerStatus, answerWords } from '../../parts/group-devices.tsx';
import { SelectionTable } from '../../parts/SelectionTable.tsx';
import { paths } from '../../paths.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { levelWords } from '../../parts/level-words.ts';
import type { Device } from './types.ts';
import style from './devices.module.css';

type Effective = CallOutput<'getDevicePolicy'>;
type Setting = Effective['settings'][number];
type Said = Setting['overrode'][number];

/** What holds for this device: every setting with who says it and what that goes before; and the groups that it is in, and why. */
export function PolicyTab({ device }: { device: Device }): ReactNode {
  const query = useQuery(reading('getDevicePolicy', { params: { id: device.id } }));
  return (
    <Loaded query={query} lines={14}>
      {(policy) => <View policy={policy} />}
    </Loaded>
  );
}

function View({ policy }: { policy: Effective }): ReactNode {
  const otherwise = paths.editLevel({ level: 'device', client: policy.clientId, subject: policy.deviceId });
  return (
    <>
      {policy.because !== null && (
        <Notice status="failing" title="Nothing can be deployed to it as it is">
          <Name of={policy.because} wraps />
        </Notice>
      )}
      <Section
        title="What holds for it"
        note="The narrowest level that says a setting counts: provider, client, site, group, device."
        actions={<a href={otherwise}>Say otherwise for this device</a>}
      >
        <DataTable
          label="Settings"
          rows={policy.settings}
          rowKey={(row) => row.setting}
          columns={[
            { id: 'setting', title: 'Setting', width: '18%', cell: (row) => <strong>{sentenceCase(row.label)}</strong> },
            {
              id: 'value',
              title: 'Value',
              wraps: true,
              cell: (row) => (row.said === null ? <Unsaid setting={row.setting} /> : <Name of={row.said.words} wraps />),
            },
            {
              id: 'from',
              title: 'Said by',
              width: '26%',
              wraps: true,
              cell: (row) =>
                row.said === null ? unsaidInWords(row.setting) === null ? '' : 'nobody; this holds anyway' : <From said={row.said} />,
            },
            { id: 'overrode', title: 'Goes before', width: '26%', wraps: true, cell: Overrode },
          ]}
          empty={<p>None.</p>}
        />
      </Section>
      <DeviceOpenings clientId={policy.clientId} of={{ deviceId: policy.deviceId }} />
      <SelectedNow clientId={policy.clientId} deviceId={policy.deviceId} />
      <Section
        title="Groups"
        count={policy.groups.length}
        note="Of two groups that it is in, a client’s goes before the provider’s, then the smaller rank."
      >
        <DataTable
          label="Groups"
          rows={policy.groups}
          rowKey={(row) => row.id}
          rowHref={(row) => paths.group(row.id)}
          columns={[
            { id: 'name', title: 'Group', width: '20%', cell: (row) => <Name of={row.name} strong /> },
            { id: 'of', title: 'Of', width: '120px', cell: (row) => `the ${row.of}` },
            { id: 'rank', title: 'Rank', width: '70px', align: 'end', cell: (row) => row.rank },
            {
              id: 'answer',
              title: 'Is',
              width: '160px',
              cell: (row) => <StatusMark status={answerStatus[row.answer]} word={answerWords[row.answer]} quiet />,
            },
            { id: 'because', title: 'Because', wraps: true, cell: (row) => <Name of={row.because.join(' ')} wraps /> },
          ]}
          empty={
            <Empty title="No group yet" action={<a href={paths.newGroup({ client: policy.clientId })}>Make a group</a>}>
              A group is a rule over facts of devices; a policy can say for it what is otherwise than for the rest.
            </Empty>
          }
        />
      </Section>
    </>
  );
}

/** What the policy decides of what it is offered now, and why. */
function SelectedNow({ clientId, deviceId }: { clientId: string; deviceId: string }): ReactNode {
  const query = useQuery(reading('previewSelection', { params: { id: clientId }, body: { deviceIds: [deviceId] } }));
  return (
    <Section title="What it selects now">
      <Loaded query={query} lines={4}>
        {({ lines, more }) => (
          <SelectionTable
            lines={lines}
            more={more}
            counted={false}
            empty={<Empty title="It is offered nothing">Its package managers have nothing newer than what it has.</Empty>}
          />
        )}
      </Loaded>
    </Section>
  );
}

function Overrode(row: Setting): ReactNode {
  if (row.overrode.length === 0) return row.said === null ? '' : 'nothing';
  return row.overrode.map((one) => (
    <div key={one.origin.policyId}>
      <Name of={one.words} wraps />
      <div className={style.soft}>
        <From said={one} />
      </div>
    </div>
  ));
}

function From({ said }: { said: Said }): ReactNode {
  const { origin } = said;
  const href = origin.level === 'client' ? paths.policy(origin.policyId) : paths.levelPolicy(origin.policyId);
  return (
    <>
      <Name of={levelWords(origin)} wraps />: <a href={href}>{`${origin.name}, version ${origin.version}`}</a>
    </>
  );
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Of some settings something holds where nobody says them; without the others nothing is done. */
function Unsaid({ setting }: { setting: Setting['setting'] }): ReactNode {
  const words = unsaidInWords(setting);
  return words === null ? <StatusMark status="failing" word="Nobody says it" /> : <Name of={words} wraps />;
}
