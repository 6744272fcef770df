import { evidenceInWords } from '@fettle/core/deployment';
import type { ReactNode } from 'react';
import { TestResultForm } from '../../forms/deployment-test-result.tsx';
import { failureWords } from '../../forms/policy/TestPlanFields.tsx';
import { bytes } from '../../parts/marks.tsx';
import { useListState } from '../../session/list-state.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { plainName } from '../../ui/name-text.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age } from '../../ui/Time.tsx';
import { absolute, viewerZone } from '../../ui/time.ts';
import { useReasons } from './reasons.ts';
import type { Deployment } from './types.ts';
import style from './deployments.module.css';

type Step = NonNullable<Deployment['tests']>[number];

/** What was tried before the change went further: the steps of the test plan, and what each ring had shown when it passed. */
export function TestTab({ deployment }: { deployment: Deployment }): ReactNode {
  const { part, change } = useListState();
  const { tests = [], rings } = deployment;
  const standing = deployment.testStanding ?? null;
  const { test: reason } = useReasons(deployment);
  const telling = tests.find(({ name }) => name === part('step'));
  const now = Date.now();
  const shown = rings.filter(({ evidence }) => evidence !== undefined);
  return (
    <>
      {standing !== null && <Notice status={standing.level} title={<Name of={standing.sentence} wraps />} />}
      <Section title="Test plan" note="What must be done on the first ring before the second begins.">
        {tests.length === 0 ? (
          <p className={style.note}>Its policy names no written steps: gate, soak and health checks decide alone.</p>
        ) : (
          <ol className={style.plain}>
            {tests.map((step) => (
              <li key={step.name} className={style.step}>
                <StepText deploymentId={deployment.id} step={step} />
                <ReasonButton reason={reason} onClick={() => change({ step: step.name })}>
                  Tell the result of {plainName(step.name)}
                </ReasonButton>
              </li>
            ))}
          </ol>
        )}
      </Section>
      <Section title="What rings had shown when they passed">
        {shown.length === 0 && <p className={style.note}>No ring has passed yet.</p>}
        {shown.map(({ name, evidence }) => (
          <div key={name}>
            <h3>
              <Name of={name} />
            </h3>
            {evidence !== undefined && (
              <ul className={style.plain}>
                <li>
                  {evidence.verified} of {evidence.counted} {evidence.counted === 1 ? 'device' : 'devices'} verified; it wanted at least{' '}
                  {evidence.wanted.minVerified} and {Math.round(evidence.wanted.minRate * 100)} %.
                </li>
                {evidenceInWords(evidence, { time: (at) => absolute(at, viewerZone(), now, true), person: (by) => by }).map((sentence) => (
                  <li key={sentence}>
                    <Name of={sentence} wraps />
                  </li>
                ))}
              </ul>
            )}
          </div>
        ))}
      </Section>
      {telling !== undefined && reason === null && (
        <DetailDrawer title="Result of a test step" onClose={() => change({ step: '' })}>
          <StepText deploymentId={deployment.id} step={telling} />
          <TestResultForm key={telling.name} deployment={deployment} step={telling.name} onDone={() => change({ step: '' })} />
        </DetailDrawer>
      )}
    </>
  );
}

const marks = { passed: 'good', failed: 'failing', 'not done': 'unknown' } as const;

function StepText({ deploymentId, step }: { deploymentId: string; step: Step }): ReactNode {
  const { name, what, expected, packages, onFailure, whatToDo, said } = step;
  return (
    <div>
      <p>
        <Name of={name} strong wraps />{' '}
        {said === null ? (
          <StatusMark status="attention" word="open" quiet />
        ) : (
          <StatusMark status={marks[said.result]} word={said.accepted ? `${said.result}, accepted` : said.result} quiet />
        )}
      </p>
      <p>
        {expected === null ? 'Health check ' : ''}
        <Name of={what} wraps />
        {expected !== null && (
          <>
            {' '}
            Should come of it: <Name of={expected} wraps />
          </>
        )}
      </p>
      <p className={style.note}>
        Where it does not pass, {failureWords[onFailure]}. What to do: <Name of={whatToDo} wraps />
        {packages.length > 0 && (
          <>
            {' '}
            Only because of <Name of={packages.join(', ')} wraps />.
          </>
        )}
      </p>
      {said !== null && (
        <p className={style.note}>
          <Name of={said.by} /> <Age at={said.at} />: <Name of={said.detail} wraps />
        </p>
      )}
      {said?.attachments !== undefined && (
        <ul className={style.plain} aria-label={`Files attached to ${plainName(name)}`}>
          {said.attachments.map((file) => (
            <li key={file.sha256}>
              <a href={`/api/v1/deployments/${deploymentId}/test-attachments/${file.sha256}`} download={plainName(file.name)}>
                <Name of={file.name} wraps />
              </a>{' '}
              <span className={style.note}>
                {bytes(file.bytes)}, SHA-256 <code>{file.sha256.slice(0, 16)}…</code>
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
