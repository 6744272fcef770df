import type { CallOutput } from '@fettle/protocol/client';
import { bytes, Cves } from '../../parts/marks.tsx';
import { DueMark } from '../../parts/risk-marks.tsx';
import { SaidUrgency } from '../../parts/urgency-words.tsx';
import { paths } from '../../paths.ts';
import { Count } from '../../ui/Count.tsx';
import { Name } from '../../ui/Name.tsx';
import { Age } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import style from './updates.module.css';

export type Update = CallOutput<'listUpdates'>['items'][number];

/** The columns of the list of updates; how many clients have it only says something where all are in view. */
export function updateColumns(client: string | undefined): readonly Column<Update>[] {
  return [
    {
      id: 'name',
      title: 'Update',
      width: '28%',
      sorts: 'up',
      cell: (row) => (
        <>
          <Name of={row.name} strong /> <span className={style.version}>{row.version}</span>
        </>
      ),
    },
    { id: 'urgency', title: 'Urgency', width: '104px', sorts: 'up', cell: (row) => <SaidUrgency urgency={row.urgency} said={row.said} /> },
    { id: 'due', title: 'Due', width: '150px', cell: (row) => <DueMark due={row.due} brief /> },
    { id: 'class', title: 'Class', width: '86px', room: 'wide', cell: (row) => (row.class === 'security' ? 'Security' : 'Normal') },
    {
      id: 'devices',
      title: 'Devices',
      width: '96px',
      align: 'end',
      sorts: 'down',
      cell: (row) => (
        <Count
          value={row.devices}
          href={paths.update(row.id, { client })}
          label={['device to which it is offered', 'devices to which it is offered']}
        />
      ),
    },
    ...(client === undefined
      ? [
          {
            id: 'clients',
            title: 'Clients',
            width: '84px',
            align: 'end',
            room: 'middle',
            cell: (row) => <Count value={row.clients} href={paths.update(row.id)} label={['client', 'clients']} />,
          } satisfies Column<Update>,
        ]
      : []),
    { id: 'cves', title: 'CVE ids', width: '17%', room: 'wide', cell: (row) => <Cves cves={row.cves} most={1} /> },
    {
      id: 'deployments',
      title: 'Deploying',
      width: '96px',
      align: 'end',
      room: 'wide',
      cell: (row) => (
        <Count
          value={row.inDeployments}
          href={paths.deployments({ client })}
          label={['open deployment has it', 'open deployments have it']}
        />
      ),
    },
    { id: 'bytes', title: 'Size', width: '88px', align: 'end', room: 'wide', cell: (row) => bytes(row.bytes) },
    { id: 'since', title: 'Offered', width: '120px', room: 'middle', cell: (row) => <Age at={row.firstSeenAt} /> },
  ];
}
