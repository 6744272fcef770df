import type { ReactNode } from 'react';
import { percent, Unsaid } from '../../parts/risk-marks.tsx';
import { UrgencyMark } from '../../parts/marks.tsx';
import { paths } from '../../paths.ts';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import type { Offer } from './offer-columns.tsx';
import style from './devices.module.css';

type Ended = Offer['vulnerabilities'][number];

const basisSentence: Readonly<Record<Offer['basis'], string>> = {
  vulnerabilities: 'The urgency was decided on these, the first one first.',
  unmatched:
    'It comes from a security pocket, and no feed that was taken says which vulnerabilities it ends. It is urgent until more is known.',
  'no-vulnerability': 'No vulnerability is known that it ends.',
};

/** What an offer ends on this device, with every fact that its urgency was decided on, and each that was not known and what was taken in its place. */
export function EndedVulnerabilities({ offer }: { offer: Offer }): ReactNode {
  return (
    <div>
      <h3>Vulnerabilities that it ends here</h3>
      <p className={style.note}>{basisSentence[offer.basis]}</p>
      {offer.vulnerabilities.map((one) => (
        <div key={one.id} className={style.ended}>
          <h4>
            <a href={paths.advisory(one.id)}>{one.id}</a> <UrgencyMark urgency={one.urgency} />
          </h4>
          <KeyValue facts={factsOf(one)} />
        </div>
      ))}
    </div>
  );
}

function factsOf(one: Ended) {
  return [
    { name: 'Because', value: one.reasons.map((reason) => <div key={reason}>{reason}</div>) },
    {
      name: 'CVSS',
      value:
        one.cvss === null ? (
          <Unsaid>not published</Unsaid>
        ) : one.cvss.score === null ? (
          <Unsaid>can not be read</Unsaid>
        ) : (
          `${one.cvss.score.toFixed(1)} ${one.cvss.severity ?? ''}`
        ),
      note: one.cvss?.vector,
    },
    {
      name: 'EPSS',
      value: one.epss === null ? <Unsaid>not published</Unsaid> : percent(one.epss),
      note: 'The highest that was seen here.',
    },
    { name: 'Known exploited', value: exploitedWord(one) },
    { name: 'SSVC', value: one.ssvc ?? 'not asked' },
    { name: 'BOD 26-04', value: one.bod2604 ?? 'not asked' },
    ...(one.advisories.length === 0
      ? []
      : [
          {
            name: 'By',
            value: one.advisories.map((id) => (
              <div key={id}>
                <a href={paths.advisory(id)}>
                  <Name of={id} wraps />
                </a>
              </div>
            )),
          },
        ]),
    ...(one.defaulted.length === 0
      ? []
      : [
          {
            name: 'Not known',
            value: one.defaulted.map((part) => (
              <div key={part.input}>
                <strong>{part.input}</strong>: {part.value === null ? 'not asked' : `taken as ${part.value}`}
                <div className={style.note}>{part.why}</div>
              </div>
            )),
          },
        ]),
  ];
}

function exploitedWord(one: Ended): ReactNode {
  if (one.kevAdded !== null) return `In the catalogue since ${one.kevAdded}`;
  return one.defaulted.some(({ input }) => input === 'inKev') ? <Unsaid>not known</Unsaid> : 'no';
}
