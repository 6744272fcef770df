import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { RowsTable } from '../../session/RowsTable.tsx';
import { useRows } from '../../session/rows.ts';
import { CommandLine, Fingerprint } from '../../ui/CommandLine.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import style from './evidence.module.css';

type Entry = CallOutput<'listAudit'>['items'][number];

/** The chain of a client, or of the provider: newest first, each entry with the exact text that was hashed. */
export function AuditTab({ client }: { client: string | undefined }): ReactNode {
  const { part, change } = useListState();
  const list = useRows('listAudit', { query: client === undefined ? {} : { clientId: client } });
  const open = list.rows?.find((row) => String(row.seq) === part('entry'));
  const file = client === undefined ? '/api/v1/audit/export' : `/api/v1/audit/export?clientId=${encodeURIComponent(client)}`;
  return (
    <>
      <Section
        title={client === undefined ? 'The provider’s own chain' : 'The chain of this client'}
        note={
          client === undefined
            ? 'People, keys, trust and settings. Choose a client above for what was done there: every client has a chain of its own.'
            : 'Everything that was done for this client. Each entry is bound to all before it by its hash.'
        }
        actions={
          <a href={file} download>
            Take it as a file
          </a>
        }
      >
        <div className={style.tight} data-keep-scroll>
          <CommandLine
            where="Anywhere, without this server: checks the hashes, the checkpoints and who signed them"
            command="fettle evidence verify FILE"
          />
          <RowsTable
            label="Audit trail"
            list={list}
            columns={columns}
            rowKey={(row) => String(row.seq)}
            rowHref={(row) => paths.evidence({ client, entry: String(row.seq) })}
            current={part('entry')}
            empty={<Empty title="Nothing has been recorded yet">The first action that changes anything makes the first entry.</Empty>}
          />
        </div>
      </Section>
      {open !== undefined && (
        <DetailDrawer title={`Entry ${open.seq}`} onClose={() => change({ entry: '' })}>
          <EntryDetail entry={open} />
        </DetailDrawer>
      )}
    </>
  );
}

const columns: readonly Column<Entry>[] = [
  { id: 'sentence', title: 'What', wraps: true, cell: (row) => <Name of={row.sentence} wraps /> },
  { id: 'actor', title: 'Who', width: '24%', cell: (row) => <Name of={row.actor} /> },
  { id: 'at', title: 'When', width: '275px', cell: (row) => <Time at={row.at} /> },
  { id: 'seq', title: 'No.', width: '80px', align: 'end', room: 'middle', cell: (row) => row.seq },
];

function EntryDetail({ entry }: { entry: Entry }): ReactNode {
  return (
    <div className={style.stack}>
      <KeyValue
        facts={[
          { name: 'Action', value: <code>{entry.action}</code> },
          { name: 'Who', value: <Name of={entry.actor} wraps /> },
          { name: 'On what', value: <Name of={entry.subject} wraps /> },
          { name: 'When', value: <Time at={entry.at} /> },
          { name: 'Chain', value: <Name of={entry.chain} wraps /> },
        ]}
      />
      <div>
        <h3>The exact text that was hashed</h3>
        <pre className={style.pre}>{entry.entry}</pre>
      </div>
      <div>
        <h3>Head of the chain after it</h3>
        <Fingerprint label="Head of the chain" text={entry.head} />
      </div>
    </div>
  );
}
