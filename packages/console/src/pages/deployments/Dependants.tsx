import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import type { Status } from '../../ui/status.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { Empty } from '../../ui/Empty.tsx';
import type { Deployment } from './types.ts';
import style from './deployments.module.css';

type Dependant = Deployment['dependants'][number];

const answers: Readonly<Record<NonNullable<Dependant['answer']>, { readonly status: Status; readonly word: string }>> = {
  passed: { status: 'good', word: 'As well as before' },
  failed: { status: 'failing', word: 'Worse than before' },
  'could not measure': { status: 'unknown', word: 'Could not measure' },
  'cannot tell': { status: 'unknown', word: 'Cannot tell' },
};

/** Devices that depend on those that change, asked for their own checks before and after. */
export function Dependants({ deployment }: { deployment: Deployment }): ReactNode {
  const { dependants } = deployment;
  if (dependants.length === 0) return null;
  return (
    <Section
      title="What depends on these"
      count={dependants.length}
      note="Asked for their own checks before and after. One that is worse than before holds the deployment."
    >
      <DataTable
        label="Devices that depend on those that change"
        rows={dependants}
        rowKey={(row) => `${row.deviceId} ${row.changedId}`}
        rowHref={(row) => paths.device(row.deviceId)}
        columns={[
          { id: 'device', title: 'Device', width: '22%', cell: (row) => <Name of={row.deviceName} strong /> },
          { id: 'on', title: 'Depends on', width: '22%', cell: (row) => <Name of={row.changedName} /> },
          { id: 'now', title: 'Now', width: '22%', cell: (row) => <Now of={row} /> },
          { id: 'checks', title: 'Checks, before and after', wraps: true, cell: (row) => <Checks of={row} /> },
        ]}
        empty={<Empty title="None">Nothing depends on them.</Empty>}
      />
    </Section>
  );
}

function Now({ of: { answer, accepted, beforeAt, afterAt } }: { of: Dependant }): ReactNode {
  if (answer === null) {
    const word = afterAt !== null ? 'Asked after' : beforeAt !== null ? 'Asked before' : 'Not asked yet';
    return <StatusMark status="waiting" word={word} />;
  }
  const { status, word } = answers[answer];
  return <StatusMark status={status} word={accepted ? `${word}, accepted` : word} />;
}

const words = { passed: 'passed', failed: 'failed', 'could-not-measure': 'could not be measured' } as const;

function Checks({ of: { before, after } }: { of: Dependant }): ReactNode {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  if (names.length === 0) return <span className={style.soft}>not answered yet</span>;
  return (
    <ul className={style.plain}>
      {names.map((name) => {
        const was = before.find((one) => one.name === name);
        const is = after.find((one) => one.name === name);
        return (
          <li key={name}>
            <Name of={name} />: {was === undefined ? 'not asked' : words[was.answer]}, then{' '}
            {is === undefined ? 'not asked' : words[is.answer]}
            {is !== undefined && is.answer !== 'passed' && is.detail !== '' && (
              <div className={style.small}>
                <Name of={is.detail} wraps />
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
