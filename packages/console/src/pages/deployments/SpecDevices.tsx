import type { Share, Spec } from '@fettle/core/deployment';
import { describeWindow } from '@fettle/core/windows';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { useNow } from '../../ui/now.ts';
import { StatusMark } from '../../ui/StatusMark.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { middleWords } from './preview.ts';
import type { Preview } from './preview.ts';
import { ShareFacts } from './ShareFacts.tsx';
import type { Deployment } from './types.ts';
import style from './deployments.module.css';

/** `ahead`: when each would be done if it were approved now; null: it is approved already, or nobody can say. */
type Props = { deployment: Deployment; spec: Spec; ahead: Preview | null };

/** The spec's shares, one row a device; a row opens to everything that this device would be told. */
export function SpecDevices({ deployment, spec, ahead }: Props): ReactNode {
  const now = useNow();
  const expected = new Map((ahead?.devices ?? []).map((one) => [one.deviceId, one]));
  const { part, change } = useListState();
  const turns = new Map(
    deployment.runs.flatMap(({ deviceId, order }) => (order === undefined || order === null ? [] : [[deviceId, order]])),
  );
  const names = new Map(deployment.runs.map((run) => [run.deviceId, run.deviceName]));
  const nameOf = (share: Share): string => names.get(share.deviceId) ?? share.deviceId;
  const open = spec.shares.find((share) => share.deviceId === part('device'));
  return (
    <div data-keep-scroll>
      <DataTable
        label="Devices of this spec"
        rows={inOrder(spec.shares, turns)}
        rowKey={(share) => share.deviceId}
        rowHref={(share) => paths.deployment(deployment.id, { tab: 'spec', device: share.deviceId })}
        current={part('device')}
        columns={[
          { id: 'device', title: 'Device', width: '22%', cell: (share) => <Name of={nameOf(share)} strong /> },
          {
            id: 'ring',
            title: 'Ring',
            width: '110px',
            cell: (share) => <Name of={spec.header.rings[share.ring]?.name ?? String(share.ring + 1)} />,
          },
          ...(turns.size === 0 ? [] : [turnColumn(turns)]),
          { id: 'changes', title: 'Changes', wraps: true, cell: Summary },
          {
            id: 'window',
            title: 'Window',
            width: '26%',
            wraps: true,
            cell: (share) => (
              <>
                {describeWindow(share.window)}
                <div className={style.small}>{share.window.zone}</div>
              </>
            ),
          },
          ...(ahead === null ? [] : [expectedColumn(expected, now)]),
          {
            id: 'back',
            title: 'Way back',
            width: '130px',
            cell: (share) =>
              share.wayBack.kind === 'none' ? <StatusMark status="attention" word="None" /> : wayTitles[share.wayBack.kind],
          },
        ]}
        empty={<Empty title="No device is in this spec">It would change nothing.</Empty>}
      />
      {open !== undefined && (
        <DetailDrawer title={<Name of={nameOf(open)} wraps />} onClose={() => change({ device: '' })}>
          <ShareFacts share={open} after={deployment.runs.find(({ deviceId }) => deviceId === open.deviceId)?.waysAfter ?? []} />
        </DetailDrawer>
      )}
    </div>
  );
}

const wayTitles = {
  downgrade: 'Downgrade',
  reinstall: 'Reinstall',
  history: 'History',
  snapshot: 'Snapshot',
  command: 'Signed command',
  rebuild: 'Rebuild, by a person',
} as const;

type Turns = ReadonlyMap<string, NonNullable<Deployment['runs'][number]['order']>>;

/** Ring by ring, as they have their turn. */
function inOrder(shares: readonly Share[], turns: Turns): readonly Share[] {
  const turnOf = ({ deviceId }: Share): number => turns.get(deviceId)?.turn ?? 0;
  return shares.toSorted((a, b) => a.ring - b.ring || turnOf(a) - turnOf(b));
}

function turnColumn(turns: Turns): Column<Share> {
  return {
    id: 'turn',
    title: 'Turn, and why',
    width: '20%',
    wraps: true,
    cell: ({ deviceId }) => {
      const order = turns.get(deviceId);
      return order === undefined ? (
        'not known'
      ) : (
        <>
          {order.turn}
          <div className={style.small}>
            <Name of={order.why} wraps />
          </div>
        </>
      );
    },
  };
}

type Ahead = Preview['devices'][number];

function expectedColumn(expected: ReadonlyMap<string, Ahead>, now: number): Column<Share> {
  return {
    id: 'expected',
    title: 'Expected',
    width: '18%',
    wraps: true,
    cell: (share) => {
      const one = expected.get(share.deviceId);
      if (one === undefined) return 'not known';
      return (
        <>
          {one.verified.p50 === null ? <StatusMark status="failing" word="Not done" /> : middleWords(one.verified, now)}
          {one.missed > 0 && (
            <div>
              <StatusMark status="failing" word="Too late" />
              <div className={style.small}>
                <Name of={`for ${one.deadline?.by ?? 'its deadline'}`} wraps />
              </div>
            </div>
          )}
        </>
      );
    },
  };
}

function Summary(share: Share): ReactNode {
  const [first, ...others] = share.changes;
  if (first === undefined) return 'none';
  return (
    <>
      <Name of={first.name} /> {first.to ?? 'removed'}
      {others.length > 0 && <span className={style.soft}> and {others.length} more</span>}
    </>
  );
}
