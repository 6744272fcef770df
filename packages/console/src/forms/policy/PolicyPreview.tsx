import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { RingCoverage } from './RingCoverage.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Openings } from '../../parts/openings.tsx';
import { Section } from '../../ui/Section.tsx';
import style from './policy.module.css';

type Preview = CallOutput<'previewPolicy'>;

type Props = {
  preview: Preview;
  stale: boolean;
  /** Makes the first ring of these devices; null where there is no ring to test in. */
  onUse: ((deviceIds: readonly string[]) => void) | null;
};

/** What the policy would mean: what is unwise about it, when it opens at each site's clock, which device is in which ring, and what the first rings stand for. */
export function PolicyPreview({ preview, stale, onUse }: Props): ReactNode {
  return (
    <div aria-busy={stale}>
      {preview.problems.length > 0 ? (
        <Notice
          status="failing"
          title={
            preview.problems.length === 1 ? 'One field must be mended first' : `${preview.problems.length} fields must be mended first`
          }
          live
        >
          Until then it can not be said when it would open; if it got in like this, its window would be closed.
        </Notice>
      ) : (
        <>
          <LintList lint={preview.lint} />
          <Section title="Next openings">
            {preview.clientZone !== null && (
              <p className={style.soft}>
                By each site’s clock. The client’s is that of its first site, <Name of={preview.clientZone.site} /> (
                {preview.clientZone.zone}).
              </p>
            )}
            <Openings openings={preview.openings} />
          </Section>
          <Section title="Who is in which ring">
            <ol className={style.members}>
              {preview.rings.map((ring) => (
                <li key={ring.name}>
                  <Name of={ring.name} strong />{' '}
                  <span className={style.soft}>
                    {ring.devices.length} {ring.devices.length === 1 ? 'device' : 'devices'}
                  </span>
                  {ring.devices.length > 0 && (
                    <div className={style.soft}>
                      {ring.devices.slice(0, 10).map((device, index) => (
                        <span key={device.id}>
                          {index > 0 && ', '}
                          <Name of={device.name} />
                        </span>
                      ))}
                      {ring.devices.length > 10 && ` and ${ring.devices.length - 10} more`}
                    </div>
                  )}
                </li>
              ))}
            </ol>
          </Section>
          {preview.coverage !== null && (
            <RingCoverage coverage={preview.coverage} rings={preview.rings.map(({ name }) => name)} onUse={onUse} />
          )}
        </>
      )}
    </div>
  );
}

/** What is unwise or contradicts itself; nothing where there is nothing to say. */
export function LintList({ lint }: { lint: Preview['lint'] }): ReactNode {
  if (lint.length === 0) return null;
  return (
    <div className={style.stack}>
      {lint.map((one) => (
        <Notice key={`${one.code} ${one.sentence}`} status={one.severity} title={<Name of={one.sentence} wraps />} />
      ))}
    </div>
  );
}
