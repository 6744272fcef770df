import type { ReactNode } from 'react';
import { clockWords, hoursWords, offWords, timeWords, uptimeWords } from '../../parts/agreed-words.ts';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { Count } from '../../ui/Count.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { type Fact, KeyValue } from '../../ui/KeyValue.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { HeldMark, Saved } from './HeldMark.tsx';
import type { Agreements } from './HeldMark.tsx';
import style from './clients.module.css';

type Version = Agreements['sla']['versions'][number];

/** The service level agreement: what holds today, and every version with what it changed. */
export function SlaPart({ agreements, blocked }: { agreements: Agreements; blocked: string | null }): ReactNode {
  const { part, change } = useListState();
  const { versions, holds } = agreements.sla;
  const inForce = versions.find(({ version }) => version === holds);
  const open = versions.find(({ version }) => String(version) === part('version'));
  return (
    <Section
      title="Service level agreement"
      note="What was promised to this client. Versions are only added, so that it can be told what held on any day."
      actions={
        <ReasonButton reason={blocked} onClick={() => change({ do: 'save-sla' })}>
          {versions.length === 0 ? 'Enter the SLA' : 'New version'}
        </ReasonButton>
      }
    >
      {versions.length === 0 ? (
        <Empty title="No SLA is entered">
          Enter what the contract promises: times for updates become deadlines like those of a framework.
        </Empty>
      ) : (
        <div className={style.agreement}>
          {inForce === undefined ? (
            <Notice status="attention" title="No version holds today">
              The SLA sets no deadlines now. The versions below say when each began and ended.
            </Notice>
          ) : (
            <KeyValue columns={2} facts={[...factsOf(inForce), scopeFact(agreements)]} />
          )}
          <Versions agreements={agreements} current={part('version')} />
        </div>
      )}
      {open !== undefined && (
        <DetailDrawer title={`Version ${open.version} of the SLA`} onClose={() => change({ version: '' })}>
          <KeyValue facts={[...factsOf(open), { name: 'Why', value: open.because, note: <Saved by={open.savedBy} at={open.savedAt} /> }]} />
          <Section title="Other than before" count={open.changed.length}>
            {open.changed.length === 0 ? (
              <p>{open.version === 1 ? 'It is the first version.' : 'Nothing.'}</p>
            ) : (
              <Lines of={open.changed} />
            )}
          </Section>
        </DetailDrawer>
      )}
    </Section>
  );
}

function Versions({ agreements, current }: { agreements: Agreements; current: string }): ReactNode {
  return (
    <DataTable
      label="Versions of the SLA"
      rows={agreements.sla.versions}
      rowKey={(row) => String(row.version)}
      rowHref={(row) => paths.client(agreements.clientId, { tab: 'agreements', version: String(row.version) })}
      current={current}
      columns={[
        { id: 'version', title: 'Version', width: '100px', cell: (row) => `Version ${row.version}` },
        { id: 'standing', title: 'State', width: '150px', cell: (row) => <HeldMark standing={row.standing} /> },
        { id: 'from', title: 'First day', width: '110px', cell: (row) => row.from },
        { id: 'to', title: 'Last day', width: '110px', cell: (row) => row.to ?? 'no end' },
        {
          id: 'changed',
          title: 'Other than before',
          wraps: true,
          cell: (row) => (row.changed.length === 0 ? row.version === 1 ? 'the first version' : 'nothing' : <Lines of={row.changed} />),
        },
        {
          id: 'saved',
          title: 'Saved',
          width: '22%',
          wraps: true,
          room: 'middle',
          cell: (row) => <Saved by={row.savedBy} at={row.savedAt} />,
        },
      ]}
      empty={null}
    />
  );
}

function Lines({ of }: { of: readonly string[] }): ReactNode {
  return (
    <ul className={style.lines}>
      {of.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function scopeFact(agreements: Agreements): Fact {
  const value = agreements.devices - agreements.sla.outOfScope.length;
  const href = paths.client(agreements.clientId, { tab: 'agreements', framework: 'sla' });
  return { name: 'Devices', value: <Count value={value} of={agreements.devices} href={href} label="in its scope" show /> };
}

function factsOf({ version, body, from, to, standing }: Version): readonly Fact[] {
  return [
    { name: 'Version', value: String(version), note: <HeldMark standing={standing} /> },
    { name: 'Days', value: to === null ? `from ${from}, no end is known` : `from ${from} to ${to}` },
    {
      name: 'Urgent updates',
      value: timeWords(body.patch.urgent, 'not promised'),
      note: `counted from the ${clockWords[body.patch.clock]}`,
    },
    { name: 'Normal updates', value: timeWords(body.patch.normal, 'not promised') },
    { name: 'Time that a device was off', value: offWords(body) },
    { name: 'Uptime', value: uptimeWords(body) },
    { name: 'Recovery time', value: hoursWords(body.recoveryTimeHours) },
    { name: 'Recovery point', value: hoursWords(body.recoveryPointHours) },
    { name: 'Exclusions', value: body.exclusions.length === 0 ? 'none' : <Lines of={body.exclusions} /> },
    ...(body.notes === '' ? [] : [{ name: 'Notes', value: body.notes }]),
  ];
}
