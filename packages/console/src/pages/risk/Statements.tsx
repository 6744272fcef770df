import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { Age, Time } from '../../ui/Time.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FeedMark } from '../settings/FeedMark.tsx';
import type { Advisory } from './AdvisoryPage.tsx';
import style from './risk.module.css';

type Statement = Advisory['statements'][number];
type Part = Statement['affected'][number];

/** Which feed says what, how old that is, of which versions; and what else is published about the same vulnerabilities. */
export function Statements({ advisory, client }: { advisory: Advisory; client: string | undefined }): ReactNode {
  return (
    <>
      <Section
        title="What the feeds say"
        count={advisory.statements.length}
        note="What follows for a device follows from these statements and nothing else."
      >
        {advisory.statements.length === 0 && (
          <p className={style.small}>No feed has an advisory of this id. What is known comes from feeds of facts alone.</p>
        )}
        {advisory.statements.map((one) => (
          <div key={`${one.feed.id} ${one.id}`} className={style.block}>
            <OneStatement statement={one} isOther={one.id !== advisory.id} client={client} />
          </div>
        ))}
      </Section>
      {advisory.related.length > 0 && (
        <Section title="Other advisories about the same vulnerabilities" count={advisory.related.length}>
          <DataTable
            label="Other advisories"
            rows={advisory.related}
            rowKey={(row) => `${row.feed} ${row.id}`}
            rowHref={(row) => paths.advisory(row.id, { client })}
            columns={[
              { id: 'id', title: 'Advisory', width: '30%', cell: (row) => <Name of={row.id} strong /> },
              { id: 'feed', title: 'By', width: '22%', cell: (row) => <Name of={row.feedName} /> },
              { id: 'here', title: 'Here', width: '90px', cell: (row) => (row.here ? 'holds' : 'no') },
              {
                id: 'summary',
                title: 'Summary',
                wraps: true,
                room: 'middle',
                cell: (row) => <Name of={row.summary ?? 'none given'} wraps />,
              },
            ]}
            empty={<Empty title="None">No other advisory is about them.</Empty>}
          />
        </Section>
      )}
    </>
  );
}

function OneStatement({ statement, isOther, client }: { statement: Statement; isOther: boolean; client: string | undefined }): ReactNode {
  const { feed } = statement;
  const facts = [
    { name: 'Feed', value: <FeedMark feed={feed} />, note: feed.why },
    { name: 'Confirmed', value: <Age at={feed.at} absent="never" />, note: feed.attribution },
    ...(isOther ? [{ name: 'Advisory', value: <a href={paths.advisory(statement.id, { client })}>{statement.id}</a> }] : []),
    { name: 'Published', value: <Time at={statement.published} absent="not said" /> },
    { name: 'Changed', value: <Time at={statement.modified} absent="not said" /> },
    ...(statement.withdrawn === null ? [] : [{ name: 'Withdrawn', value: <Time at={statement.withdrawn} /> }]),
    ...(statement.severities.length === 0
      ? []
      : [{ name: 'Severity', value: <Name of={statement.severities.map((one) => one.value).join(', ')} wraps /> }]),
    ...(statement.aliases.length === 0 ? [] : [{ name: 'Also called', value: <Name of={statement.aliases.join(', ')} wraps /> }]),
    {
      name: 'About this feed',
      value: feed.docs.map((address) => (
        <div key={address} className={style.small}>
          <a href={address} rel="noreferrer" target="_blank">
            {address}
          </a>
        </div>
      )),
    },
  ];
  return (
    <>
      <h3>
        <Name of={feed.name} wraps />
      </h3>
      <KeyValue columns={2} facts={facts} />
      <Affected statement={statement} />
    </>
  );
}

function Affected({ statement }: { statement: Statement }): ReactNode {
  const elsewhere =
    statement.elsewhere === 0 ? null : (
      <p className={style.small}>It names {statement.elsewhere} more packages of systems that no device in view runs.</p>
    );
  return (
    <>
      <DataTable
        label={`Packages that ${statement.id} names`}
        rows={statement.affected.map((row, n) => ({ ...row, n }))}
        rowKey={(row) => String(row.n)}
        columns={[
          { id: 'package', title: 'Package', width: '24%', wraps: true, cell: (row) => <Name of={row.package} wraps /> },
          { id: 'ecosystem', title: 'Of', width: '22%', wraps: true, cell: (row) => <Name of={row.ecosystem} wraps /> },
          { id: 'versions', title: 'Versions that have it', wraps: true, cell: (row) => <Name of={rangesOf(row)} wraps /> },
        ]}
        empty={<Empty title="Nothing that devices in view run">It names packages of other systems only.</Empty>}
      />
      {elsewhere}
    </>
  );
}

function rangesOf(part: Part): string {
  const ranges = part.ranges.map(({ introduced, fixed, lastAffected }) => {
    const from = introduced === '0' ? 'all' : `from ${introduced}`;
    if (fixed !== null) return `${from} before ${fixed}`;
    if (lastAffected !== null) return `${from} to ${lastAffected}`;
    return `${from}, no fix${part.noFix === null ? '' : ` (${part.noFix.replaceAll('-', ' ')})`}`;
  });
  const named = part.versions === 0 ? [] : [`${part.versions} named one by one`];
  const only = part.architectures === null ? '' : `; only ${part.architectures.join(', ')}`;
  const stream = part.module === null ? '' : `; in the module stream ${part.module}`;
  return `${[...ranges, ...named].join('; ')}${stream}${only}`;
}
