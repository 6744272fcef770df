import { Button } from '@mantine/core';
import { pillarWords } from '@fettle/core/programme';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { ProgrammePartForm } from '../../forms/programme-part.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Problem } from '../../session/Problem.tsx';
import { useSaving } from '../../session/saving.ts';
import { Fingerprint } from '../../ui/CommandLine.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { toast } from '../../ui/toast.ts';
import type { Client } from './ClientPage.tsx';
import style from './clients.module.css';

type View = CallOutput<'getProgramme'>;
type Version = View['versions'][number];
type Difference = CallOutput<'getProgrammeChanges'>['differences'][number];

/** The programme document of the client: the newest version, what nobody has written, and what changed from version to version. */
export function ProgrammeTab({ client }: { client: Client }): ReactNode {
  const query = useQuery(reading('getProgramme', { params: { id: client.id } }));
  return (
    <Loaded query={query} lines={10}>
      {(programme) => <Programme client={client} programme={programme} />}
    </Loaded>
  );
}

function Programme({ client, programme }: { client: Client; programme: View }): ReactNode {
  const { part, change } = useListState();
  const shown = programme.versions.find(({ version }) => String(version) === part('version'));
  const written = programme.parts.find((one) => one.part === part('write'));
  return (
    <>
      <Newest client={client} programme={programme} />
      <Section title="What only people know" note="Everything else in the document comes from the records by itself.">
        <Parts client={client} programme={programme} />
      </Section>
      {programme.versions.length > 0 && (
        <Section
          title="Versions"
          count={programme.versions.length}
          note="A version is made where the records say something else than the one before."
        >
          <DataTable
            label="Versions"
            columns={versionColumns(client.id)}
            rows={programme.versions}
            rowKey={(row) => String(row.version)}
            empty={null}
          />
        </Section>
      )}
      {shown !== undefined && (
        <DetailDrawer title={`What version ${shown.version} changed`} onClose={() => change({ version: '' })}>
          <Changes clientId={client.id} version={shown.version} />
        </DetailDrawer>
      )}
      {written !== undefined && programme.mayWrite && (
        <DetailDrawer title={written.title} onClose={() => change({ write: '' })}>
          <ProgrammePartForm
            key={`${written.part} ${written.version}`}
            clientId={client.id}
            part={written}
            onDone={() => change({ write: '' })}
          />
        </DetailDrawer>
      )}
    </>
  );
}

function Newest({ client, programme }: { client: Client; programme: View }): ReactNode {
  const { current, lookedAt, trouble, missing, overdue, parts } = programme;
  const making = useSaving('makeProgramme', (after) =>
    after.current?.version === current?.version
      ? toast('good', 'Nothing has changed', `Version ${current?.version ?? 0} says what the records say.`)
      : toast('good', `Version ${after.current?.version ?? 0} is made`),
  );
  const gaps = missing.length + overdue.length;
  return (
    <Section
      title={current === null ? 'No version yet' : `Version ${current.version}`}
      note="The patch management documentation of the client in seven parts. It is compared with the records daily."
      actions={
        programme.mayWrite && (
          <Button loading={making.isPending} onClick={() => making.mutate({ params: { id: client.id } })}>
            Compare with the records now
          </Button>
        )
      }
    >
      {making.error !== null && <Problem error={making.error} />}
      {trouble !== null && <Notice status="attention" title={trouble} />}
      {current === null ? (
        <Empty title="No programme document was made yet">It is made by itself within a day once the client has a device, or now.</Empty>
      ) : (
        <>
          <p>
            Made <Time at={current.madeAt} /> by <Name of={current.madeBy} />. Compared with the records <Time at={lookedAt} />.
          </p>
          <p>
            <a href={documentPath(client.id, current.version, 'html')} target="_blank" rel="noreferrer">
              Open the document
            </a>{' '}
            <a href={documentPath(client.id, current.version, 'pdf')} target="_blank" rel="noreferrer">
              PDF
            </a>
          </p>
          <Fingerprint label="SHA-256 of its content" text={current.digest} />
        </>
      )}
      <p>
        <StatusMark
          status={gaps === 0 ? 'good' : 'attention'}
          word={
            gaps === 0
              ? `All ${parts.length} parts that only people know are written and reviewed`
              : [
                  ...(missing.length === 0 ? [] : [`${missing.length} of ${parts.length} parts not written`]),
                  ...(overdue.length === 0 ? [] : [`${overdue.length} overdue for review`]),
                ].join(', ')
          }
        />
      </p>
    </Section>
  );
}

function documentPath(clientId: string, version: number, ending: 'html' | 'pdf'): string {
  return `/api/v1/clients/${clientId}/programmes/${version}/document.${ending}`;
}

function Parts({ client, programme }: { client: Client; programme: View }): ReactNode {
  return (
    <ul className={style.parts}>
      {programme.parts.map((one) => (
        <li key={one.part}>
          <h3>
            {pillarWords[one.pillar].title}: {one.title}
          </h3>
          {one.text === null ? (
            <p>
              <StatusMark status="attention" word="Nobody has written this yet." quiet /> {one.asks}
            </p>
          ) : (
            <>
              {one.text.split(/\n{2,}/).map((lines, index) => (
                // Paragraphs have no names, and are shown, not moved.
                // oxlint-disable-next-line react/no-array-index-key
                <p key={index}>
                  <Name of={lines} wraps />
                </p>
              ))}
              <p>
                {programme.overdue.includes(one.part) && (
                  <>
                    <StatusMark status="attention" word="Overdue for review." quiet />{' '}
                  </>
                )}
                Owner: <Name of={one.owner ?? 'nobody'} />, review by {one.reviewAt ?? 'no day'}. Saved <Time at={one.savedAt} /> by{' '}
                <Name of={one.savedBy ?? 'nobody'} />.
              </p>
            </>
          )}
          {programme.mayWrite && (
            <a href={paths.client(client.id, { tab: 'programme', write: one.part })}>
              {one.text === null ? 'Write it' : 'Change it'}
              <span className="visually-hidden"> {one.title}</span>
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

function versionColumns(clientId: string): readonly Column<Version>[] {
  return [
    { id: 'version', title: 'Version', width: '90px', align: 'end', cell: (row) => row.version },
    { id: 'made', title: 'Made', width: '290px', cell: (row) => <Time at={row.madeAt} /> },
    { id: 'by', title: 'By', wraps: true, cell: (row) => <Name of={row.madeBy} wraps /> },
    {
      id: 'changes',
      title: 'Changes',
      width: '150px',
      cell: (row) =>
        row.version === 1 ? (
          'the first'
        ) : (
          <a href={paths.client(clientId, { tab: 'programme', version: String(row.version) })}>
            What changed<span className="visually-hidden"> in version {row.version}</span>
          </a>
        ),
    },
    {
      id: 'document',
      title: 'Document',
      width: '130px',
      cell: (row) => (
        <>
          <a href={documentPath(clientId, row.version, 'html')} target="_blank" rel="noreferrer">
            Open<span className="visually-hidden"> version {row.version}</span>
          </a>{' '}
          <a href={documentPath(clientId, row.version, 'pdf')} target="_blank" rel="noreferrer">
            PDF<span className="visually-hidden"> of version {row.version}</span>
          </a>
        </>
      ),
    },
  ];
}

function Changes({ clientId, version }: { clientId: string; version: number }): ReactNode {
  const query = useQuery(reading('getProgrammeChanges', { params: { id: clientId, version } }));
  return (
    <Loaded query={query} lines={6}>
      {({ differences, more, before }) =>
        differences.length === 0 ? (
          <Empty title="Nothing to show">Version {before} says the same, or is the first.</Empty>
        ) : (
          <>
            <p>Compared with version {before}.</p>
            <DataTable
              label="Changes"
              columns={differenceColumns}
              rows={differences}
              rowKey={(row) => `${row.pillar} ${row.place} ${row.what} ${row.kind} ${row.from ?? ''}`}
              empty={null}
            />
            {more > 0 && <p>And {more} more.</p>}
          </>
        )
      }
    </Loaded>
  );
}

const differenceColumns: readonly Column<Difference>[] = [
  {
    id: 'where',
    title: 'Where',
    wraps: true,
    width: '28%',
    cell: (row) => (
      <>
        {pillarWords[row.pillar].title}: {row.place}
        {row.what !== '' && (
          <>
            {' '}
            <Name of={row.what} strong wraps />
          </>
        )}
      </>
    ),
  },
  { id: 'before', title: 'Before', wraps: true, cell: (row) => (row.from === null ? 'was not there' : <Name of={row.from} wraps />) },
  { id: 'now', title: 'Now', wraps: true, cell: (row) => (row.to === null ? 'is gone' : <Name of={row.to} wraps />) },
];
