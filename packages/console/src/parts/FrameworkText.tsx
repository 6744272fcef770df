import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { Empty } from '../ui/Empty.tsx';
import { KeyValue } from '../ui/KeyValue.tsx';
import { Section } from '../ui/Section.tsx';
import { StatusMark } from '../ui/StatusMark.tsx';
import { DataTable } from '../ui/table/DataTable.tsx';
import style from './FrameworkText.module.css';

type Framework = CallOutput<'listFrameworks'>['items'][number];

/** What a framework asks: each rule with its clause, when it applies, how long it gives and from when, and what nobody has checked against the text yet. */
export function FrameworkText({ framework }: { framework: Framework }): ReactNode {
  const rules = framework.rules.map((rule, n) => ({ ...rule, n }));
  const duties = framework.duties.map((duty, n) => ({ ...duty, n }));
  return (
    <>
      <KeyValue
        facts={[
          { name: 'Speaks of', value: framework.scope },
          { name: 'Covers', value: framework.covers === 'updates' ? 'every update' : 'updates that mend vulnerabilities' },
        ]}
      />
      <Section title="Its rules" count={rules.length} note="Of those that apply, the shortest time counts.">
        <DataTable
          label="Rules of this framework"
          inside="drawer"
          rows={rules}
          rowKey={(row) => String(row.n)}
          columns={[
            { id: 'clause', title: 'Clause', width: '24%', wraps: true, cell: (row) => <Clause {...row} /> },
            {
              id: 'said',
              title: 'What it says',
              wraps: true,
              cell: (row) => (
                <>
                  {row.said}
                  <div className={style.small}>{row.condition === 'always' ? 'Always' : `Where ${row.condition}`}</div>
                </>
              ),
            },
            {
              id: 'time',
              title: 'Time',
              width: '27%',
              wraps: true,
              cell: (row) => (
                <>
                  {row.time}
                  {row.duration !== null && <div className={style.small}>from {row.clock}</div>}
                </>
              ),
            },
          ]}
          empty={<Empty title="No rules">It sets no times.</Empty>}
        />
      </Section>
      {duties.length > 0 && (
        <Section title="What it asks besides" count={duties.length}>
          <DataTable
            label="Duties of this framework"
            inside="drawer"
            rows={duties}
            rowKey={(row) => String(row.n)}
            columns={[
              { id: 'clause', title: 'Clause', width: '24%', wraps: true, cell: (row) => <Clause {...row} /> },
              { id: 'said', title: 'What it says', wraps: true, cell: (row) => row.said },
              { id: 'every', title: 'How often', width: '27%', wraps: true, cell: (row) => row.every ?? 'no fixed rhythm' },
            ]}
            empty={<Empty title="None">It asks for nothing else.</Empty>}
          />
        </Section>
      )}
    </>
  );
}

function Clause({ clause, textVersion, confirmed }: { clause: string; textVersion?: string; confirmed: boolean }): ReactNode {
  return (
    <>
      {clause}
      {textVersion !== undefined && <div className={style.small}>{textVersion}</div>}
      {!confirmed && <StatusMark status="unknown" word="not yet checked against its text" />}
    </>
  );
}
