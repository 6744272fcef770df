import { laterInWords, ownWayInWords, rebuildInWords, snapshotInWords } from '@fettle/core/rollback';
import type { Change, PackageFile, Share } from '@fettle/core/deployment';
import { describeWindow } from '@fettle/core/windows';
import type { ReactNode } from 'react';
import { bytes } from '../../parts/marks.tsx';
import { Fingerprint } from '../../ui/CommandLine.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Time } from '../../ui/Time.tsx';
import { duration } from '../../ui/time.ts';
import { checkSentence, restartWords, rollbackWords, timingFacts } from './SpecRules.tsx';
import type { Run } from './types.ts';
import style from './deployments.module.css';

type Props = {
  share: Share;
  learned?: string | null;
  /** What the plan of its policy names after its way back. */
  after?: NonNullable<Run['waysAfter']>;
};

/** One device's part of the spec: exact versions, files with their digests, its window, its way back. */
export function ShareFacts({ share, learned = null, after = [] }: Props): ReactNode {
  return (
    <div className={style.tight}>
      <h3>{share.direction === 'back' ? 'Its changes (going back)' : 'Its changes'}</h3>
      {share.by !== undefined && <Words of={[laterInWords(share.by, share.changes)]} />}
      <Changes changes={share.changes} />
      <Files files={share.files} />
      <h3>Its way back</h3>
      <WayBack way={share.wayBack} />
      {after.length > 0 && (
        <>
          <p className={style.note}>If it fails, the plan of its policy names after it:</p>
          <ul className={style.plain}>
            {after.map(({ way, sentence }) => (
              <li key={way}>
                <Name of={way} strong wraps />. {sentence}
              </li>
            ))}
          </ul>
        </>
      )}
      <KeyValue
        facts={[
          { name: 'Window', value: describeWindow(share.window), note: share.window.zone },
          ...ownRules(share),
          { name: 'Expected', value: duration(share.expectedSeconds), ...(learned === null ? {} : { note: learned }) },
          { name: 'Simulated', value: <Time at={share.simulatedAt} /> },
          { name: 'Device key', value: <Fingerprint text={share.deviceKeyId} label="Device key" /> },
        ]}
      />
    </div>
  );
}

/** What its own policy says otherwise than the header: it stands within what is approved, so it is shown where one approves. */
function ownRules({ rules }: Share) {
  if (rules === undefined) return [];
  return [
    { name: 'Restarts', value: restartWords[rules.restart], note: 'its own policy' },
    ...timingFacts(rules).map((fact) => ({ ...fact, note: 'its own policy' })),
    { name: 'Way back', value: rollbackWords[rules.rollback], note: 'its own policy' },
    {
      name: 'Out of contact',
      value: rules.startOffline ? 'it may start what it was told' : 'it does not start',
      note: 'its own policy',
    },
    {
      name: 'Health checks',
      value: rules.checks.length === 0 ? 'none' : rules.checks.map((check) => `${check.name}: ${checkSentence(check)}`).join('; '),
      note: 'its own policy',
    },
  ];
}

/** Exact changes as `name from → to`. */
export function Changes({ changes }: { changes: readonly Change[] }): ReactNode {
  if (changes.length === 0) return <p className={style.note}>No change.</p>;
  return (
    <ul className={style.plain}>
      {changes.map((change) => (
        <li key={`${change.name}:${change.architecture}`} className={style.version}>
          <Name of={change.name} strong />{' '}
          <span className={style.was}>
            {change.architecture === 'all' ? '' : `(${change.architecture}) `}
            {change.from ?? 'not there'} →
          </span>{' '}
          {change.to ?? 'removed'}
        </li>
      ))}
    </ul>
  );
}

export function WayBack({ way }: { way: Share['wayBack'] }): ReactNode {
  if (way.kind === 'none') {
    return (
      <Notice status="attention" title="There is none">
        <Name of={way.because} wraps />
      </Notice>
    );
  }
  return (
    <>
      {way.kind === 'downgrade' ? (
        <p className={style.note}>By downgrade, from packages that the device secures before the change.</p>
      ) : way.kind === 'snapshot' ? (
        <Words of={snapshotInWords(way.scope)} />
      ) : way.kind === 'rebuild' ? (
        <Words of={rebuildInWords(way.rebuild)} />
      ) : way.kind !== 'command' ? (
        <Words of={[ownWayInWords(way) ?? '']} />
      ) : (
        <p className={style.note}>
          By the signed command <Name of={way.command.name} strong /> (<Fingerprint text={way.command.document} label="Document" />
          ). The device looks afterwards whether these versions are in.
        </p>
      )}
      {way.passedOver?.map((one) => (
        <p key={one.way} className={style.note}>
          Passed over: {one.way}. <Name of={one.because} wraps />
        </p>
      ))}
      <Changes changes={way.changes} />
      <Files files={way.files} />
    </>
  );
}

function Words({ of }: { of: readonly string[] }): ReactNode {
  return of.map((words) => (
    <p key={words} className={style.note}>
      <Name of={words} wraps />
    </p>
  ));
}

function Files({ files }: { files: readonly PackageFile[] }): ReactNode {
  if (files.length === 0) return null;
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  return (
    <details className={style.fold}>
      <summary>
        {files.length === 1 ? '1 file' : `${files.length} files`}, {bytes(total)}
      </summary>
      <pre className={style.pre}>
        {files
          .map((file) => `${file.name} ${file.version} ${file.architecture} (${file.from}, ${bytes(file.bytes)})\n  ${file.sha256}`)
          .join('\n')}
      </pre>
    </details>
  );
}
