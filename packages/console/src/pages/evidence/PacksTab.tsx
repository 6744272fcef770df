import { NativeSelect, TextInput } from '@mantine/core';
import { topicOfDuty } from '@fettle/core/evidence-packs';
import { frameworks } from '@fettle/core/frameworks';
import type { Framework } from '@fettle/core/frameworks';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { todayInUtc } from '../../parts/DayField.tsx';
import { withQuery } from '../../paths.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import style from './evidence.module.css';

/** What an auditor of a framework asks for over a period, as one file. */
export function PacksTab({ client }: { client: string | undefined }): ReactNode {
  return client === undefined ? (
    <Empty title="Choose a client">An evidence pack is about one client. Choose it at the top of the page.</Empty>
  ) : (
    <ClientPacks key={client} client={client} />
  );
}

function ClientPacks({ client }: { client: string }): ReactNode {
  const query = useQuery(reading('getAgreements', { params: { id: client } }));
  return (
    <Loaded query={query} lines={6}>
      {(agreements) => <Pack client={client} held={heldOf(agreements)} />}
    </Loaded>
  );
}

/** Those that this release knows, and the SLA where one holds. */
function heldOf({ frameworks: all, sla }: CallOutput<'getAgreements'>): readonly string[] {
  const known = new Set(frameworks.map(({ id }) => id));
  const held = all.filter(({ standing, id }) => standing === 'holds' && known.has(id)).map(({ id }) => id);
  return sla.holds === null ? held : [...held, 'sla'];
}

function Pack({ client, held }: { client: string; held: readonly string[] }): ReactNode {
  const today = todayInUtc();
  const [chosen, setChosen] = useState(held[0] ?? frameworks[0]?.id ?? '');
  const [from, setFrom] = useState(`${Number(today.slice(0, 4)) - 1}${today.slice(4)}`.replace('-02-29', '-02-28'));
  const [until, setUntil] = useState(today);
  const framework = frameworks.find(({ id }) => id === chosen);
  const wrong = periodTrouble(from, until, today);
  if (framework === undefined) return null;
  return (
    <Section
      title="Evidence pack"
      note="What each clause asks for, what the records answer, whole population lists, samples from end to end, and the audit trail that binds all of it, as one ZIP file."
    >
      <div className={style.tight}>
        <div className={style.fields}>
          <NativeSelect
            label="Framework"
            value={chosen}
            data={frameworks.map(({ id, title }) => ({
              value: id,
              label: held.includes(id) ? `${title} (the client is held to it)` : title,
            }))}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
          <TextInput type="date" label="From (UTC)" value={from} max={today} onChange={(event) => setFrom(event.currentTarget.value)} />
          <TextInput
            type="date"
            label="Until, this day too (UTC)"
            value={until}
            error={wrong}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
        </div>
        {!held.includes(chosen) && (
          <p>
            <StatusMark
              status="attention"
              word="The client is not held to this framework: only deadlines that it set while it was are counted."
            />
          </p>
        )}
        {wrong === null && (
          <p>
            <a href={withQuery(`/api/v1/clients/${client}/evidence-packs/${chosen}`, { from, until })} download>
              Take the pack for {framework.title}
            </a>
          </p>
        )}
        <CommandLine
          where="Anywhere, without this server: checks every file against the audit trail"
          command="fettle evidence verify FILE.zip"
        />
        <DataTable label="What it answers" columns={columns} rows={clausesOf(framework)} rowKey={(row) => row.key} empty={null} />
      </div>
    </Section>
  );
}

/** Null: it can be asked for. */
function periodTrouble(from: string, until: string, today: string): string | null {
  if (from === '' || until === '') return 'Name both days.';
  if (until < from) return 'It ends before it begins.';
  if (from > today) return 'It has not begun.';
  return (Date.parse(until) - Date.parse(from)) / 86_400_000 >= 800 ? 'A period may be 800 days long at the most.' : null;
}

type Row = { readonly key: string; readonly clause: string; readonly asks: string; readonly isOutside: boolean };

function clausesOf({ rules, duties }: Framework): readonly Row[] {
  return [
    ...rules.map(({ clause, said }) => ({ key: `${clause} ${said}`, clause, asks: said, isOutside: false })),
    ...duties.map(({ clause, said }) => ({ key: `${clause} ${said}`, clause, asks: said, isOutside: topicOfDuty(clause) === 'outside' })),
  ];
}

const columns: readonly Column<Row>[] = [
  { id: 'clause', title: 'Clause', width: '190px', wraps: true, cell: (row) => row.clause },
  { id: 'asks', title: 'Asks for', wraps: true, cell: (row) => row.asks },
  {
    id: 'records',
    title: 'Records',
    width: '230px',
    cell: (row) => (row.isOutside ? <StatusMark status="unknown" word="none: others must show it" /> : 'from this installation'),
  },
];
