import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { BrowserKeyPanel } from '../../approval/BrowserKeyPanel.tsx';
import { admitLine } from '../../approval/key-standing.ts';
import { reading } from '../../api.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { CommandLine, Fingerprint } from '../../ui/CommandLine.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useNow } from '../../ui/now.ts';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useClientNames } from './client-names.ts';
import { CommandsSection } from './CommandsSection.tsx';
import { RootKeyNotice } from './RootKeyNotice.tsx';
import { StopSection } from './StopSection.tsx';
import style from './settings.module.css';

type Trust = CallOutput<'getTrust'>;

/** Whom devices obey: the authority that the root key signed, who may approve, who waits to be admitted, the panic stop. */
export function TrustTab(): ReactNode {
  const query = useQuery(reading('getTrust', {}));
  const me = useMe();
  const mayAsk = mayNot(me, 'deployment.approve', 'approve deployments');
  return (
    <Loaded query={query} lines={12}>
      {(trust) => (
        <>
          <div className={style.notices}>{trust.rootKeyOnServer && <RootKeyNotice />}</div>
          <AuthoritySection trust={trust} />
          <Section
            title="The key of this browser"
            note="With it you approve here. It is made in this browser, can not leave it, and counts only once the root key has admitted it."
          >
            {mayAsk !== null || me.person === null ? (
              <Notice status="waiting" title={mayAsk ?? 'Only a person approves; an API key has no browser.'} />
            ) : (
              <BrowserKeyPanel personId={me.person.id} clientId={null}>
                {(key) => (
                  <Notice status="good" title="This browser may approve">
                    <Fingerprint label="Key of this browser" text={key.keyid} />
                  </Notice>
                )}
              </BrowserKeyPanel>
            )}
          </Section>
          <Waiting trust={trust} />
          <Approvers trust={trust} />
          <CommandsSection />
          <StopSection stop={trust.stop} />
        </>
      )}
    </Loaded>
  );
}

function AuthoritySection({ trust }: { trust: Trust }): ReactNode {
  const now = useNow();
  const days = (Date.parse(trust.expiresAt) - now) / 86_400_000;
  return (
    <Section
      title="Authority"
      note="A document that the root key signed: which server devices listen to, and who may approve. Devices take newer versions only."
    >
      <KeyValue
        facts={[
          {
            name: 'Root key',
            value: <Fingerprint label="Root key" text={trust.rootKeyId} />,
            note: 'What devices are enrolled with; compare it before you trust a line.',
          },
          { name: 'Version', value: String(trust.authorityVersion) },
          { name: 'Signed', value: <Time at={trust.issuedAt} /> },
          {
            name: 'Ends',
            value: <Time at={trust.expiresAt} />,
            note:
              days <= 0 ? (
                <StatusMark status="failing" word="It has ended: nobody can approve until it is renewed." />
              ) : days < 60 ? (
                <StatusMark status="attention" word="Renew it soon." />
              ) : undefined,
          },
        ]}
      />
      {days < 60 && <CommandLine where="Where the root key is" command="fettle trust renew" />}
    </Section>
  );
}

function Waiting({ trust }: { trust: Trust }): ReactNode {
  const open = trust.admissions.filter((one) => !one.admitted);
  return (
    <Section title="Keys that wait to be admitted" count={open.length}>
      {open.length === 0 ? (
        <p className={style.soft}>None. A person asks for the key of a browser above, on this page or on a deployment that waits.</p>
      ) : (
        <ul>
          {open.map((one) => (
            <li key={one.id} className={style.wait}>
              <div>
                <Name of={one.personName} strong />, <Name of={one.label} />, asked <Time at={one.askedAt} />
              </div>
              <p className={style.soft}>Compare with them, aloud:</p>
              <div>
                <Fingerprint label={`Key of ${one.personName}`} text={one.keyid} />
              </div>
              <CommandLine where="Where the root key is" command={admitLine(one.keyid)} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Approvers({ trust }: { trust: Trust }): ReactNode {
  const now = useNow();
  const nameOf = useClientNames();
  return (
    <Section title="Approvers" count={trust.approvers.length}>
      <DataTable
        label="Approvers"
        rows={trust.approvers}
        rowKey={(row) => row.keyid}
        columns={[
          { id: 'name', title: 'Name', width: '22%', cell: (row) => <Name of={row.name} strong /> },
          {
            id: 'clients',
            title: 'For',
            width: '22%',
            wraps: true,
            cell: (row) =>
              row.clients === '*' ? 'all clients' : row.clients.map((id) => nameOf(id) ?? 'a client out of your reach').join(', '),
          },
          {
            id: 'until',
            title: 'Until',
            width: '240px',
            wraps: true,
            cell: (row) => (Date.parse(row.expiresAt) <= now ? <StatusMark status="failing" word="over" /> : <Time at={row.expiresAt} />),
          },
          { id: 'key', title: 'Key', wraps: true, cell: (row) => <Fingerprint label={`Key of ${row.name}`} text={row.keyid} /> },
        ]}
        empty={
          <Empty title="Nobody may approve yet">
            So no device can be changed. Make a key in this browser above, ask, and admit it with the root key; or use a key file with the
            CLI.
          </Empty>
        }
      />
    </Section>
  );
}
