import type { ReactNode } from 'react';
import { KevMark, percent, SeverityText, Unsaid } from '../../parts/risk-marks.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Advisory } from './AdvisoryPage.tsx';
import style from './risk.module.css';

type Cve = Advisory['cves'][number];

/** Each CVE with who says what of it. What nobody says is said to be so. */
export function CveFacts({ cves, kevKnown }: { cves: readonly Cve[]; kevKnown: boolean }): ReactNode {
  if (cves.length === 0)
    return (
      <p className={style.small}>
        It names no CVE, or nothing is known here of those that it names: no score, no exploitation, no probability. That is not known, and
        not none.
      </p>
    );
  return (
    <div>
      {cves.map((cve) => (
        <div key={cve.id} className={style.block}>
          <h3>
            <a href={`https://www.cve.org/CVERecord?id=${encodeURIComponent(cve.id)}`} rel="noreferrer" target="_blank">
              {cve.id}
            </a>
          </h3>
          <KeyValue columns={2} facts={factsOf(cve, kevKnown)} />
        </div>
      ))}
    </div>
  );
}

function factsOf(cve: Cve, kevKnown: boolean) {
  const { epss, kev, ssvc } = cve;
  return [
    { name: 'CVSS', value: <Scores cve={cve} /> },
    {
      name: 'EPSS',
      value: epss === null ? <Unsaid>not published</Unsaid> : `${percent(epss.score)}, above ${percent(epss.percentile)} of all`,
      note:
        epss === null
          ? 'That is not 0.'
          : `Of ${epss.day}, by model ${epss.model}. Highest seen here: ${percent(epss.highest)}; a fall takes no urgency back.`,
    },
    {
      name: 'Known exploited',
      value: <KevMark added={kev?.added ?? null} known={kevKnown} />,
      note:
        kev === null
          ? undefined
          : `${kev.due === null ? 'No day is set by the catalogue' : `Due there on ${kev.due}`}; ${kev.ransomware ? 'known in ransomware campaigns' : 'no ransomware campaign is known'}.`,
    },
    {
      name: 'SSVC points',
      value: ssvc === null ? <Unsaid>not published</Unsaid> : <Points ssvc={ssvc} />,
      note: ssvc === null || ssvc.at === null ? undefined : <Time at={ssvc.at} />,
    },
    { name: 'Published', value: cve.published === null ? null : <Time at={cve.published} /> },
  ];
}

function Scores({ cve }: { cve: Cve }): ReactNode {
  if (cve.severities.length === 0) return <Unsaid>not published</Unsaid>;
  return cve.severities.map((one, n) => (
    <div key={`${one.source} ${one.vector ?? ''}`}>
      <SeverityText severity={one} /> <span className={style.soft}>by</span> <Name of={one.source} />
      {n === 0 && cve.severities.length > 1 && <span className={style.soft}> (counts first)</span>}
      <div className={style.small}>{one.vector}</div>
    </div>
  ));
}

function Points({ ssvc }: { ssvc: NonNullable<Cve['ssvc']> }): ReactNode {
  const automatable = ssvc.automatable === null ? 'not said' : ssvc.automatable ? 'yes' : 'no';
  return `Exploitation ${ssvc.exploitation ?? 'not said'}; automatable ${automatable}; technical impact ${ssvc.technicalImpact ?? 'not said'}`;
}
