import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { DueMark, EpssText, KevMark, SeverityText, Unsaid } from '../../parts/risk-marks.tsx';
import { paths } from '../../paths.ts';
import { useClientInView } from '../../session/client-in-view.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Count } from '../../ui/Count.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';
import { Time } from '../../ui/Time.tsx';
import { AdvisoryDevices } from './AdvisoryDevices.tsx';
import { CveFacts } from './CveFacts.tsx';
import { States } from './finding-columns.tsx';
import { Statements } from './Statements.tsx';
import style from './risk.module.css';

export type Advisory = CallOutput<'getAdvisory'>;

/** One advisory or CVE: what it is, who has it since when, what ends it, and which feed says so of which version. */
export function AdvisoryPage(): ReactNode {
  const { advisoryId } = useParams({ strict: false }) as { advisoryId: string }; // this page stands at /risk/$advisoryId
  const client = useClientInView();
  const query = useQuery(reading('getAdvisory', { params: { id: advisoryId }, query: client === undefined ? {} : { clientId: client } }));
  return (
    <Loaded query={query} lines={14}>
      {(advisory) => <OneAdvisory advisory={advisory} client={client} />}
    </Loaded>
  );
}

function OneAdvisory({ advisory, client }: { advisory: Advisory; client: string | undefined }): ReactNode {
  const { counted } = advisory;
  const summary = advisory.statements.find((one) => one.summary !== null)?.summary;
  return (
    <>
      <PageHeader
        title={advisory.id}
        heading={<Name of={advisory.id} wraps />}
        {...(summary === undefined || summary === null ? {} : { lead: <Name of={summary} wraps /> })}
        trail={[{ key: 'risk', label: 'Risk', href: paths.risk({ client }) }]}
      />
      <div className={style.facts}>
        <Facts advisory={advisory} />
        <Section
          title="Who has it"
          {...(counted === null ? {} : { count: counted.devices })}
          note="By what the package managers installed. A state is that of the worst package on the device."
        >
          <AdvisoryDevices id={advisory.id} client={client} />
        </Section>
        <Section title="What is known of the vulnerabilities" count={advisory.cves.length}>
          <CveFacts cves={advisory.cves} kevKnown={advisory.kevKnown} />
        </Section>
        <Statements advisory={advisory} client={client} />
      </div>
    </>
  );
}

function Facts({ advisory: { severity, cves, kevKnown, counted } }: { advisory: Advisory }): ReactNode {
  const kev = cves.flatMap((one) => one.kev?.added ?? []).toSorted()[0] ?? null;
  const scores = cves.flatMap((one) => one.epss?.highest ?? []);
  return (
    <KeyValue
      columns={2}
      facts={[
        {
          name: 'CVSS',
          value: <SeverityText severity={severity} />,
          note:
            severity === null
              ? 'No vector is published; that is not 0.'
              : `By ${severity.source}${severity.vector === null ? '' : `: ${severity.vector}`}`,
        },
        {
          name: 'Known exploited',
          value: <KevMark added={kev} known={kevKnown} />,
          note: kevKnown ? 'The day on which CISA’s catalogue took it in.' : 'The catalogue was never taken.',
        },
        {
          name: 'EPSS',
          value: <EpssText epss={scores.length === 0 ? null : Math.max(...scores)} />,
          note: 'The highest that was seen here.',
        },
        {
          name: 'Devices',
          value:
            counted === null ? (
              'none in view'
            ) : (
              <Count value={counted.devices} label={`of ${counted.clients} ${counted.clients === 1 ? 'client' : 'clients'}`} show />
            ),
        },
        { name: 'How they stand', value: counted === null ? <Unsaid>nobody has it</Unsaid> : <States row={counted} /> },
        { name: 'First seen', value: counted === null ? 'not here' : <Time at={counted.since} /> },
        {
          name: 'Urgent',
          value: counted === null ? 'on none' : <Count value={counted.urgentOn} of={counted.devices} label={['device', 'devices']} show />,
          note: 'Where the update that ends it is urgent.',
        },
        { name: 'Due', value: <DueMark due={counted?.due ?? null} />, note: 'The first on any device.' },
      ]}
    />
  );
}
