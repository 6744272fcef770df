import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { ClusterForm, ClusterRemoveForm, SayWellForm } from '../../forms/cluster-save.tsx';
import { RelationsImportForm } from '../../forms/relations-import.tsx';
import { type Limits, LimitsForm } from '../../forms/limits-save.tsx';
import { bandwidthWords } from '../../parts/bandwidth.ts';
import { paths } from '../../paths.ts';
import { saveFile } from '../../parts/save-file.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Capacity = CallOutput<'getCapacity'>;

/** How much may change at once at a client: limits, clusters, and who counts as unwell. */
export function CapacityTab({ clientId }: { clientId: string }): ReactNode {
  const query = useQuery(reading('getCapacity', { params: { id: clientId } }));
  return (
    <Loaded query={query} lines={10}>
      {(capacity) => <CapacityView capacity={capacity} />}
    </Loaded>
  );
}

type Place = { readonly id: string | null; readonly name: string; readonly devices: number | null; readonly limits: Limits };

function CapacityView({ capacity }: { capacity: Capacity }): ReactNode {
  const { clientId, clusters, unwell, overall } = capacity;
  const me = useMe();
  const { part, change } = useListState();
  const blocked = mayNot(me, 'policy.write', 'change limits and clusters');
  const mayNotSay = mayNot(me, 'deployment.hold', 'say that devices are well');
  const close = (): void => change({ do: '', site: '', cluster: '', device: '' });
  const places: readonly Place[] = [
    { id: null, name: 'The whole client', devices: null, limits: capacity.limits },
    ...capacity.sites.map(({ siteId, name, devices, limits }) => ({ id: siteId, name, devices, limits })),
  ];
  const limited = part('do') === 'limits' ? places.find(({ id }) => (id ?? '') === part('site')) : undefined;
  const cluster = clusters.find(({ id }) => id === part('cluster'));
  const ill = unwell.find(({ deviceId }) => deviceId === part('device'));
  const href = (more: Record<string, string>): string => paths.client(clientId, { tab: 'capacity', ...more });
  return (
    <>
      <Section title="Limits" note={`${overallWords(overall)} The tightest limit counts, and what waits says for which.`}>
        <DataTable
          label="Limits"
          rows={places}
          rowKey={(row) => row.id ?? 'client'}
          rowHref={(row) => href({ do: 'limits', site: row.id ?? '' })}
          columns={[
            { id: 'of', title: 'Of', cell: (row) => <Name of={row.name} strong /> },
            { id: 'sent', title: 'Under way', width: '20%', wraps: true, cell: ({ limits }) => sendWords(limits) },
            { id: 'disturbed', title: 'Disturbed at once', width: '22%', wraps: true, cell: ({ limits }) => disturbedWords(limits) },
            { id: 'downloads', title: 'Downloads', width: '24%', wraps: true, cell: ({ limits }) => downloadWords(limits) },
          ]}
          empty={null}
        />
      </Section>
      <Section
        title="Clusters"
        count={clusters.length}
        note="Devices that stand in for each other: only so many may be changing, restarting or unwell at once, over all deployments."
        actions={
          <>
            <ReasonButton reason={blocked} variant="subtle" onClick={() => change({ do: 'import' })}>
              From a file…
            </ReasonButton>
            <ExportButton clientId={clientId} />
            <ReasonButton reason={blocked} onClick={() => change({ do: 'cluster' })}>
              Add a cluster
            </ReasonButton>
          </>
        }
      >
        <DataTable
          label="Clusters"
          rows={clusters}
          rowKey={(row) => row.id}
          rowHref={(row) => href({ cluster: row.id })}
          current={cluster?.id ?? ''}
          columns={[
            { id: 'name', title: 'Cluster', width: '30%', cell: (row) => <Name of={row.name} strong /> },
            { id: 'most', title: 'At once', width: '110px', align: 'end', cell: (row) => `${row.most} of ${row.members.length}` },
            {
              id: 'members',
              title: 'Devices',
              wraps: true,
              cell: (row) => <Name of={row.members.map(({ name }) => name).join(', ')} wraps />,
            },
          ]}
          empty={<Empty title="No clusters">Name the devices of which one must always work: database nodes, domain controllers.</Empty>}
        />
      </Section>
      <Section
        title="Unwell after a change"
        count={unwell.length}
        note="They take a place in clusters and limits until a later change is verified, or somebody says that they are well."
      >
        <DataTable
          label="Unwell devices"
          rows={unwell}
          rowKey={(row) => row.deviceId}
          columns={[
            {
              id: 'name',
              title: 'Device',
              cell: (row) => (
                <a href={paths.device(row.deviceId)}>
                  <Name of={row.name} strong />
                </a>
              ),
            },
            {
              id: 'how',
              title: 'Its change',
              width: '30%',
              cell: (row) => (
                <a href={paths.deployment(row.deploymentId)}>{row.outcome === 'unknown' ? 'ended nobody knows how' : row.outcome}</a>
              ),
            },
            { id: 'since', title: 'Since', width: '250px', cell: (row) => <Time at={row.since} /> },
            {
              id: 'well',
              title: 'Action',
              width: '130px',
              bare: true,
              cell: (row) => (
                <ReasonButton reason={mayNotSay} variant="subtle" onClick={() => change({ do: 'well', device: row.deviceId })}>
                  It is well
                </ReasonButton>
              ),
            },
          ]}
          empty={<Empty title="None">No change left a device unwell that nobody has looked at.</Empty>}
        />
      </Section>
      {blocked === null && limited !== undefined && (
        <DetailDrawer title={`Limits: ${plainName(limited.name)}`} onClose={close}>
          <LimitsForm clientId={clientId} siteId={limited.id} limits={limited.limits} onDone={close} />
        </DetailDrawer>
      )}
      {blocked === null && part('do') === 'import' && (
        <DetailDrawer title="Hosts, dependencies and clusters from a file" onClose={close}>
          <RelationsImportForm clientId={clientId} onDone={close} />
        </DetailDrawer>
      )}
      {blocked === null && part('do') === 'cluster' && (
        <DetailDrawer title="Add a cluster" onClose={close}>
          <ClusterForm clientId={clientId} cluster={null} onDone={close} />
        </DetailDrawer>
      )}
      {blocked === null && cluster !== undefined && (
        <DetailDrawer title="Change this cluster" onClose={close}>
          <ClusterForm clientId={clientId} cluster={cluster} onDone={close} />
          <Section title="Remove it">
            <ClusterRemoveForm cluster={cluster} onDone={close} />
          </Section>
        </DetailDrawer>
      )}
      {mayNotSay === null && part('do') === 'well' && ill !== undefined && (
        <DetailDrawer title={`${plainName(ill.name)} is well`} onClose={close}>
          <SayWellForm deviceId={ill.deviceId} name={plainName(ill.name)} onDone={close} />
        </DetailDrawer>
      )}
    </>
  );
}

/** Hosts, dependencies and clusters in the form that can be read again. */
function ExportButton({ clientId }: { clientId: string }): ReactNode {
  const query = useQuery({ ...reading('exportRelations', { params: { id: clientId } }), enabled: false });
  const save = async (): Promise<void> => {
    const { data } = await query.refetch();
    if (data !== undefined) saveFile('relations.csv', 'text/csv', data.csv);
  };
  return (
    <Button variant="subtle" loading={query.isFetching} onClick={() => void save()}>
      Export
    </Button>
  );
}

function overallWords({ atOnce, perHour }: Capacity['overall']): string {
  return atOnce === null && perHour === null
    ? 'Over all clients there is no limit.'
    : `Over all clients: ${sendWords({ atOnce, perHour })}.`;
}

function sendWords({ atOnce, perHour }: Pick<Limits, 'atOnce' | 'perHour'>): string {
  const parts = [...(atOnce === null ? [] : [`${atOnce} at once`]), ...(perHour === null ? [] : [`${perHour} an hour`])];
  return parts.length === 0 ? 'no limit' : parts.join(', ');
}

function disturbedWords({ disturbedDevices: devices, disturbedPercent: percent }: Limits): string {
  const parts = [...(devices === null ? [] : [`${devices} devices`]), ...(percent === null ? [] : [`${percent} percent`])];
  return parts.length === 0 ? 'no limit' : parts.join(', or ');
}

function downloadWords({ downloads, bandwidth }: Limits): string {
  const parts = [...(downloads === null ? [] : [`${downloads} at once`]), ...(bandwidth === null ? [] : [bandwidthWords(bandwidth)])];
  return parts.length === 0 ? 'no limit' : parts.join(', ');
}
