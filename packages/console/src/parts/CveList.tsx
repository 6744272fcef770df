import type { ReactNode } from 'react';
import style from './CveList.module.css';

/** All CVE ids that the candidate's changelog names. They are the changelog's word, not a finding. `unknownOn`: devices that have not read it yet. */
export function CveList({ cves, unknownOn }: { cves: readonly string[] | null; unknownOn: number }): ReactNode {
  const note =
    cves === null
      ? 'The changelog has not been read yet.'
      : cves.length === 0
        ? 'The changelog names no CVE between these versions. That does not say that nothing was mended.'
        : null;
  return (
    <div>
      <h3>CVE ids that the changelog names</h3>
      {note !== null && <p className={style.note}>{note}</p>}
      {unknownOn > 0 && <p className={style.note}>On {unknownOn} of the devices it has not been read yet.</p>}
      <ul className={style.list}>
        {(cves ?? []).map((cve) => (
          <li key={cve}>
            <a href={`https://www.cve.org/CVERecord?id=${encodeURIComponent(cve)}`} rel="noreferrer" target="_blank">
              {cve}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
