import { Checkbox } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { PatchRiskMark, PatchRiskReasons } from '../../parts/PatchRisk.tsx';
import { DueMark, EpssText, KevMark } from '../../parts/risk-marks.tsx';
import { SaidReasons, SaidUrgency } from '../../parts/urgency-words.tsx';
import { paths } from '../../paths.ts';
import { number } from '../../ui/Count.tsx';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Time } from '../../ui/Time.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { choiceOf, chooseFor, isOpen } from './choices.ts';
import type { Choices, DeskClient, DeskGroup } from './choices.ts';
import { Cvss, DeskMark, newsText } from './columns.tsx';
import style from './desk.module.css';

type Props = {
  readonly group: DeskGroup;
  readonly client: string | undefined;
  readonly choices: Choices;
  readonly choose: (choices: Choices) => void;
  readonly onClose: () => void;
};

/** One thing on the desk: what it is, what it ends, and each client with what would be decided there, and why. */
export function GroupDrawer({ group, client, choices, choose, onClose }: Props): ReactNode {
  return (
    <DetailDrawer title={<Name of={group.title} wraps />} onClose={onClose}>
      <div className={style.group}>
        <Facts group={group} client={client} />
        {group.patchRisk !== null && <PatchRiskReasons risk={group.patchRisk} />}
        <div>
          <h3>Clients</h3>
          <DataTable
            label={`Clients of ${group.title}`}
            rows={group.clients}
            inside="drawer"
            rowKey={(row) => row.clientId}
            columns={[
              { id: 'client', title: 'Client', width: '26%', wraps: true, cell: (row) => <Name of={row.clientName} strong wraps /> },
              { id: 'devices', title: 'Devices', width: '18%', wraps: true, cell: (row) => <Devices row={row} /> },
              {
                id: 'decision',
                title: 'Would be decided',
                wraps: true,
                cell: (row) => <Decision group={group} row={row} choices={choices} choose={choose} />,
              },
            ]}
            empty={<Empty title="No client">No client has it any more.</Empty>}
          />
        </div>
      </div>
    </DetailDrawer>
  );
}

function Facts({ group, client }: { group: DeskGroup; client: string | undefined }): ReactNode {
  const more = group.vulnerabilities - group.cves.length;
  return (
    <KeyValue
      facts={[
        {
          name: 'Urgency',
          value: <SaidUrgency urgency={group.urgency} said={group.said} />,
          note: group.why ?? (group.said.length > 0 ? <SaidReasons said={group.said} /> : undefined),
        },
        {
          name: 'Why here',
          value: newsText(group.news),
          note: <Time at={group.newsAt} />,
        },
        ...(group.kind === 'update'
          ? [
              { name: 'Version', value: `${group.from.join(', ')} → ${group.to.join(', ')}` },
              { name: 'Systems', value: group.systems.join(', ') },
            ]
          : [{ name: 'Version', value: 'No fix of it can be had.' }]),
        {
          name: 'Packages',
          value: (
            <Words
              of={group.packages.map(({ updateId, name }) => ({
                key: `${name} ${updateId}`,
                words: updateId === null ? <Name of={name} /> : <a href={paths.update(updateId, { client })}>{name}</a>,
              }))}
            />
          ),
        },
        {
          name: group.kind === 'update' ? 'Ends' : 'Vulnerabilities',
          value:
            group.kind === 'update'
              ? `${number(group.vulnerabilities)} ${group.vulnerabilities === 1 ? 'vulnerability' : 'vulnerabilities'}`
              : number(group.vulnerabilities),
          note: (
            <>
              <Words of={group.cves.map((id) => ({ key: id, words: <a href={paths.advisory(id, { client })}>{id}</a> }))} />
              {more > 0 && ` and ${number(more)} more`}
            </>
          ),
        },
        ...(group.advisories.length === 0
          ? []
          : [
              {
                name: 'Advisories',
                value: <Words of={group.advisories.map((id) => ({ key: id, words: <a href={paths.advisory(id, { client })}>{id}</a> }))} />,
              },
            ]),
        {
          name: 'Exploited',
          value: <KevMark added={group.kev?.added ?? null} />,
          note: group.kev === null ? undefined : `${number(group.kev.count)} of them in the catalogue of known exploited vulnerabilities.`,
        },
        { name: 'EPSS', value: <EpssText epss={group.epss} />, note: 'The highest of them.' },
        { name: 'CVSS', value: <Cvss cvss={group.cvss} />, note: 'The highest of them.' },
        ...(group.patchRisk === null
          ? []
          : [
              {
                name: 'Patch risk',
                value: <PatchRiskMark risk={group.patchRisk} />,
                note: 'At least, wherever it goes; a device may add to it. It moves neither urgency nor deadline.',
              },
            ]),
        { name: 'Due', value: <DueMark due={group.due} />, note: group.due === null ? undefined : 'The first on any device.' },
      ]}
    />
  );
}

function Words({ of }: { of: readonly { readonly key: string; readonly words: ReactNode }[] }): ReactNode {
  return of.map(({ key, words }, n) => (
    <Fragment key={key}>
      {n > 0 && ', '}
      {words}
    </Fragment>
  ));
}

function Devices({ row }: { row: DeskClient }): ReactNode {
  const held = row.withheldOn > 0 ? `, ${number(row.withheldOn)} hold it back` : '';
  return (
    <>
      {number(row.devices)}
      {row.urgentOn > 0 && (
        <span className={style.soft}>
          {' '}
          urgent on {number(row.urgentOn)}
          {held}
        </span>
      )}
    </>
  );
}

function Decision({ group, row, choices, choose }: Pick<Props, 'group' | 'choices' | 'choose'> & { row: DeskClient }): ReactNode {
  const chosen = choiceOf(choices, group, row);
  return (
    <div className={style.decision}>
      {isOpen(row) ? (
        <Checkbox
          label={
            <>
              Deploy
              <span className="visually-hidden">
                {' '}
                {group.title} at <Name of={row.clientName} />
              </span>
            </>
          }
          checked={chosen === 'deploy'}
          onChange={(event) => choose(chooseFor(choices, group, row.clientId, event.currentTarget.checked ? 'deploy' : 'leave'))}
        />
      ) : null}
      {row.state !== 'deploy' && <DeskMark state={row.state} />}
      <span className={style.soft}>{row.why}</span>
      {!row.mayDecide && <span className={style.soft}>You may look at this client, and not decide for it.</span>}
      {row.due !== null && (
        <span className={style.soft}>
          Due <Time at={row.due.at} />, by {row.due.by}.
        </span>
      )}
      <Way group={group} row={row} />
    </div>
  );
}

/** Where one goes on: to the decision that stands, or to the form where only a person can decide. */
function Way({ group, row }: { group: DeskGroup; row: DeskClient }): ReactNode {
  if (row.decisionId !== null) return <a href={paths.exception(row.decisionId, { client: row.clientId })}>The decision</a>;
  if (row.state !== 'person' || !row.mayDecide) return null;
  const update = group.packages[0]?.updateId ?? null;
  const form = { client: row.clientId, do: 'decide' };
  const href = update === null ? paths.exceptions({ ...form, advisory: group.title }) : paths.update(update, form);
  return <a href={href}>Decide…</a>;
}
