import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { EndStandInForm } from '../forms/stand-in-end.tsx';
import { RecordStandInForm } from '../forms/stand-in-record.tsx';
import { paths } from '../paths.ts';
import { useListState } from '../session/list-state.ts';
import { mayNot, useMe } from '../session/me.ts';
import { DetailDrawer } from '../ui/DetailDrawer.tsx';
import { KeyValue } from '../ui/KeyValue.tsx';
import { Name } from '../ui/Name.tsx';
import { plainName } from '../ui/name-text.ts';
import { Notice } from '../ui/Notice.tsx';
import { ReasonButton } from '../ui/ReasonButton.tsx';
import { StatusMark } from '../ui/StatusMark.tsx';
import { Age } from '../ui/Time.tsx';

export type StandInRow = CallOutput<'listStandInStandings'>['items'][number];
export type StandIn = CallOutput<'listStandIns'>['items'][number];

/** The stand-in by its name, with the way to it where it is a device. */
export function StandInName({ standIn }: Pick<StandIn, 'standIn'>): ReactNode {
  if (standIn.deviceId === null)
    return (
      <>
        <Name of={standIn.name} />, outside of Fettle
      </>
    );
  return (
    <a href={paths.device(standIn.deviceId)}>
      <Name of={standIn.name} />
    </a>
  );
}

/** How one device stands with its stand-in, in what people said and in what both tell. */
export function StandInFacts({ row }: { row: StandInRow }): ReactNode {
  const { standIn, reasons } = row;
  return (
    <>
      {reasons.length === 0 && <StatusMark status="good" word={row.sentence} />}
      {reasons.map(({ sentence, standing, remedy }) => (
        <Notice key={sentence} status={standing} title={<Name of={sentence} wraps />}>
          <p>{remedy}</p>
        </Notice>
      ))}
      {standIn !== null && (
        <KeyValue
          columns={2}
          facts={[
            { name: 'Stand-in', value: <StandInName standIn={standIn.standIn} /> },
            { name: 'Where it is', value: standIn.place === null ? null : <Name of={standIn.place} wraps /> },
            { name: 'What differs', value: <Name of={standIn.differs} wraps />, note: 'As a person said it.' },
            { name: 'Credentials', value: <Name of={standIn.credentialsAt} wraps />, note: 'Where they are kept; never what they are.' },
            { name: 'Look again by', value: standIn.reviewAt },
            {
              name: 'Recorded',
              value: (
                <>
                  by <Name of={standIn.recordedBy} /> <Age at={standIn.recordedAt} />
                </>
              ),
              note: standIn.note === null ? undefined : <Name of={standIn.note} wraps />,
            },
          ]}
        />
      )}
    </>
  );
}

type Of = { clientId: string; device: { readonly id: string; readonly name: string }; standIn: StandIn | null; gone: string | null };

/** What may be done with the stand-in of a device, and the forms for it. The address keeps which is open. */
export function StandInActions({ clientId, device, standIn, gone }: Of): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const blocked = gone ?? mayNot(me, 'device.write', 'name stand-ins');
  const open = part('of') === device.id ? part('do') : '';
  const close = (): void => change({ do: '', of: '' });
  return (
    <>
      <ReasonButton reason={blocked} onClick={() => change({ do: 'stand-in', of: device.id })}>
        {standIn === null ? 'Name a stand-in…' : 'Record anew…'}
      </ReasonButton>
      {standIn !== null && (
        <ReasonButton reason={blocked} onClick={() => change({ do: 'end-stand-in', of: device.id })}>
          End…
        </ReasonButton>
      )}
      {open === 'stand-in' && blocked === null && (
        <DetailDrawer title={`Stand-in of ${plainName(device.name)}`} onClose={close}>
          <RecordStandInForm clientId={clientId} device={device} before={standIn} onDone={close} />
        </DetailDrawer>
      )}
      {open === 'end-stand-in' && blocked === null && standIn !== null && (
        <DetailDrawer title="End the stand-in" onClose={close}>
          <EndStandInForm standIn={standIn} onDone={close} />
        </DetailDrawer>
      )}
    </>
  );
}
