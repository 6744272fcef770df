import { Button, Select, Textarea, TextInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { reading } from '../api.ts';
import { SelectionTable } from '../parts/SelectionTable.tsx';
import { SaidUrgency } from '../parts/urgency-words.tsx';
import { paths } from '../paths.ts';
import { Loaded } from '../session/Loaded.tsx';
import { useSaving } from '../session/saving.ts';
import { Count } from '../ui/Count.tsx';
import { Empty } from '../ui/Empty.tsx';
import { KeyValue } from '../ui/KeyValue.tsx';
import { Name } from '../ui/Name.tsx';
import { Notice } from '../ui/Notice.tsx';
import { DataTable } from '../ui/table/DataTable.tsx';
import { toast } from '../ui/toast.ts';
import { fieldErrors, nameProblem } from './field-errors.ts';
import { useLane } from './lane-choice.tsx';
import { PlanErrors } from './PlanErrors.tsx';
import style from './form.module.css';

type Props = {
  client: CallOutput<'getClient'>;
  /** Which updates: by id, or all that the client's policy selects. */
  updateIds: readonly string[] | 'policy';
  /** Only these devices; null: all to which one of the updates is offered. */
  deviceIds: readonly string[] | null;
  predecessorId: string | null;
  onDone: (deploymentId: string) => void;
};

const spans = [
  { value: '1', label: '1 day' },
  { value: '3', label: '3 days' },
  { value: '7', label: '1 week' },
  { value: '14', label: '2 weeks' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
];

/** A proposal: title, reason, until when. The devices are asked to simulate at once; nothing changes before a person approved the spec. */
export function ProposeDeploymentForm({ client, updateIds, deviceIds, predecessorId, onDone }: Props): ReactNode {
  const [days, setDays] = useState('14');
  const [written, write] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [picked, pick] = useState<string | null>(null);
  const { lanes, lane, field } = useLane({ clientId: client.id, deviceIds, updateIds, picked, pick });
  const offered = useQuery({ ...reading('listUpdates', { query: { clientId: client.id, limit: 500 } }), enabled: updateIds !== 'policy' });
  const title = written ?? suggestedTitle(updateIds, offered.data?.items ?? []);
  const saving = useSaving('proposeDeployment', (deployment) => {
    toast('good', 'Proposed', 'The devices are asked to simulate the change.');
    onDone(deployment.id);
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (nameProblem(title) !== null) return;
    saving.mutate({
      body: {
        clientId: client.id,
        title: title.trim(),
        reason: reason.trim(),
        updateIds: updateIds === 'policy' ? 'policy' : [...updateIds],
        deviceIds: deviceIds === null ? null : [...deviceIds],
        expiresInDays: Number(days),
        predecessorId,
        ...(lane === null ? {} : { lane }),
      },
    });
  };
  const titleError = (tried ? nameProblem(title) : null) ?? fieldErrors(saving.error)['title'] ?? null;
  return (
    <form className={style.form} style={{ maxWidth: 900 }} noValidate onSubmit={submit}>
      {saving.error !== null && <PlanErrors error={saving.error} />}
      <KeyValue
        facts={[
          { name: 'Client', value: <Name of={client.name} /> },
          {
            name: 'Policy',
            value:
              client.policyId === null ? null : (
                <a href={paths.policy(client.policyId)}>
                  <Name of={client.policyName ?? 'Policy'} />
                </a>
              ),
            note: 'Its rings, window, checks and restart rule hold.',
          },
          {
            name: 'Devices',
            value: deviceIds === null ? 'all to which one of the updates is offered' : <Only deviceIds={deviceIds} clientId={client.id} />,
          },
          ...(predecessorId === null ? [] : [{ name: 'Follows', value: <a href={paths.deployment(predecessorId)}>another deployment</a> }]),
        ]}
      />
      {updateIds === 'policy' ? (
        <Notice status="waiting" title="Updates: all that the policy selects on these devices">
          What is left out, and why, stands below; what exactly would be installed is said by each device’s simulation.
        </Notice>
      ) : (
        <Chosen ids={updateIds} clientId={client.id} />
      )}
      {field}
      {lanes !== null && updateIds === 'policy' && (
        <SelectionTable
          lines={lanes.lines.filter((line) => lane === null || line.lane === lane)}
          more={lanes.more}
          empty={<p>Nothing is offered.</p>}
        />
      )}
      <TextInput
        label="Title"
        description="Stands in notices to the client, the report and the audit trail."
        value={title}
        maxLength={200}
        onChange={(event) => write(event.currentTarget.value)}
        error={titleError}
        data-autofocus
      />
      <Textarea
        label="Reason"
        description="Why now; may stay empty."
        maxLength={4000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Select
        label="Ends after"
        description="Nothing of it starts later than that. Soaks and windows must fit in."
        data={spans}
        value={days}
        onChange={(value) => setDays(value ?? days)}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Propose and simulate
        </Button>
      </div>
    </form>
  );
}

/** `openssl 3.0.17-1`, `openssl and 2 more`: what a person would call it; the field lets them say otherwise. */
function suggestedTitle(updateIds: Props['updateIds'], offered: readonly Update[]): string {
  if (updateIds === 'policy') return 'All that the policy selects';
  const first = offered.find((update) => updateIds.includes(update.id));
  if (first === undefined) return '';
  return updateIds.length === 1 ? `${first.name} ${first.version}` : `${first.name} and ${updateIds.length - 1} more`;
}

type Update = CallOutput<'listUpdates'>['items'][number];

function Only({ deviceIds, clientId }: { deviceIds: readonly string[]; clientId: string }): ReactNode {
  const query = useQuery(reading('listDevices', { query: { clientId, limit: 500 } }));
  const names = deviceIds.map((id) => query.data?.items.find((device) => device.id === id)?.name ?? (query.data === undefined ? '…' : id));
  return (
    <>
      {names.slice(0, 12).map((name, index) => (
        <span key={deviceIds[index]}>
          {index > 0 && ', '}
          <Name of={name} />
        </span>
      ))}
      {names.length > 12 && ` and ${names.length - 12} more`}
    </>
  );
}

/** The updates that were chosen, as they are offered now; one that is offered no more is said. */
function Chosen({ ids, clientId }: { ids: readonly string[]; clientId: string }): ReactNode {
  const query = useQuery(reading('listUpdates', { query: { clientId, limit: 500 } }));
  return (
    <Loaded query={query} lines={4}>
      {({ items, next }) => {
        const chosen = items.filter((update) => ids.includes(update.id));
        const missing = ids.length - chosen.length;
        return (
          <>
            {missing > 0 && (
              <Notice
                status={next === null ? 'attention' : 'unknown'}
                title={
                  next === null
                    ? `${missing} of the ${ids.length} chosen updates ${missing === 1 ? 'is' : 'are'} offered to no device of this client any more`
                    : `${missing} of the ${ids.length} chosen updates are not among the first 500 of this client and are not shown here`
                }
              />
            )}
            <DataTable
              label="Chosen updates"
              rows={chosen}
              rowKey={(row) => row.id}
              columns={[
                { id: 'name', title: 'Update', cell: (row) => <Name of={row.name} strong /> },
                { id: 'version', title: 'Version', width: '34%', wraps: true, cell: (row) => row.version },
                { id: 'urgency', title: 'Urgency', width: '110px', cell: (row) => <SaidUrgency urgency={row.urgency} said={row.said} /> },
                {
                  id: 'devices',
                  title: 'Devices',
                  width: '90px',
                  align: 'end',
                  cell: (row) => <Count value={row.devices} label={['device', 'devices']} />,
                },
              ]}
              empty={
                <Empty title="None of them is offered any more" action={<a href={paths.updates({ client: clientId })}>Choose others</a>}>
                  Something newer took their place, or the devices have them.
                </Empty>
              }
            />
          </>
        );
      }}
    </Loaded>
  );
}
