import type { RebuildPlan } from '@fettle/core/deployment';
import { type ReactNode, useMemo, useState } from 'react';
import { checkShownSpec } from '../../approval/shown-spec.ts';
import { AwaitRebuildForm } from '../../forms/rebuild-await.tsx';
import { TroubleNote } from '../../parts/TroubleNote.tsx';
import { paths } from '../../paths.ts';
import { useListState } from '../../session/list-state.ts';
import { mayNot, useMe } from '../../session/me.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { type Fact, KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Age, Time } from '../../ui/Time.tsx';
import { CheckAnswers } from './CheckAnswers.tsx';
import { nextStepOf } from './next-step.ts';
import { useReasons } from './reasons.ts';
import { OtherThanBefore } from './OtherThanBefore.tsx';
import { PeopleNotes } from './PeopleNotes.tsx';
import { Receipts } from './Receipts.tsx';
import { ShareFacts } from './ShareFacts.tsx';
import type { Deployment, Run } from './types.ts';
import { devices, runLook } from './words.ts';
import style from './deployments.module.css';

/** One device's run: how far it is or how it ended and why, its checks, the scan that followed, what each step did, and its part of the spec. */
export function RunDrawer({ deployment, run, onClose }: { deployment: Deployment; run: Run; onClose: () => void }): ReactNode {
  const { spec, specHash, id, clientId } = deployment;
  const shown = useMemo(() => checkShownSpec({ spec, specHash, id, clientId }), [spec, specHash, id, clientId]);
  const share = shown.ok ? shown.spec.shares.find((one) => one.deviceId === run.deviceId) : undefined;
  return (
    <DetailDrawer title={<Name of={run.deviceName} wraps />} onClose={onClose}>
      <div className={style.stack}>
        <Told run={run} />
        <KeyValue facts={facts(deployment, run)} />
        {run.result !== null && <CheckAnswers result={run.result} />}
        {run.result !== null && <PeopleNotes notes={run.result.people ?? []} />}
        {run.result !== null && <OtherThanBefore result={run.result} changes={share?.changes ?? null} />}
        {run.result !== null && <AfterScan after={run.result.after} />}
        {run.result !== null && <Receipts receipts={run.result.receipts} />}
        {share?.wayBack.kind === 'rebuild' && run.phase !== 'planned' && (
          <BuildAnew deploymentId={id} device={{ id: run.deviceId, name: run.deviceName }} plan={share.wayBack.rebuild} />
        )}
        {run.wayBackFailed !== undefined && <WayBackFailed deployment={deployment} run={run} failed={run.wayBackFailed} />}
        {share !== undefined && (
          <ShareFacts
            share={share}
            learned={run.expected?.from ?? null}
            after={run.wayBackFailed === undefined ? (run.waysAfter ?? []) : []}
          />
        )}
        <p>
          <a href={paths.device(run.deviceId)}>Open the device</a>
        </p>
      </div>
    </DetailDrawer>
  );
}

type FailedProps = { deployment: Deployment; run: Run; failed: NonNullable<Run['wayBackFailed']> };

/** The approved way back was gone and failed: what the plan of its policy names after it, and what else a person can do. */
function WayBackFailed({ deployment, run, failed }: FailedProps): ReactNode {
  const { change } = useListState();
  const { rollBack } = useReasons(deployment);
  const device = { id: run.deviceId, name: run.deviceName };
  return (
    <section aria-labelledby="next-ways">
      <h3 id="next-ways">The next way back</h3>
      <p className={style.note}>
        The approved way ({failed.tried}) failed.{' '}
        {failed.next.length === 0 ? 'The plan of its policy names none after it.' : 'After it the plan of its policy names:'}
      </p>
      {failed.next.length > 0 && (
        <ol>
          {failed.next.map(({ way, sentence }) => (
            <li key={way}>
              <Name of={way} strong />: {sentence}
            </li>
          ))}
        </ol>
      )}
      <span className={style.actions}>
        {failed.next.map(({ way, rebuild }) =>
          rebuild === undefined ? null : <BuildAnew key={way} deploymentId={deployment.id} device={device} plan={rebuild} />,
        )}
        <ReasonButton reason={rollBack} onClick={() => change({ device: '', do: 'roll-back-preview' })}>
          Roll back…
        </ReasonButton>
      </span>
    </section>
  );
}

type BuildAnewProps = { deploymentId: string; device: { readonly id: string; readonly name: string }; plan: RebuildPlan };

function BuildAnew({ deploymentId, device, plan }: BuildAnewProps): ReactNode {
  const may = mayNot(useMe(), 'deployment.hold', 'have devices built anew');
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <div>
        <ReasonButton reason={may} onClick={() => setOpen(true)}>
          Have it built anew…
        </ReasonButton>
      </div>
      {open && <AwaitRebuildForm deploymentId={deploymentId} device={device} plan={plan} onDone={close} />}
    </>
  );
}

function Told({ run }: { run: Run }): ReactNode {
  const look = runLook(run);
  const trouble = run.result?.receipts.findLast((receipt) => receipt.trouble !== null)?.trouble ?? null;
  const bad = run.outcome !== null && run.outcome !== 'verified';
  if (bad && trouble !== null) {
    const status = look.status === 'attention' ? 'attention' : 'failing';
    return <TroubleNote what={look.means} trouble={trouble} status={status} />;
  }
  const next = nextStepOf(run);
  return (
    <Notice status={look.status} title={look.word}>
      <p>
        <Name
          of={run.outcome === null ? (run.waiting ?? look.means) : run.detail === null || run.detail === '' ? look.means : run.detail}
          wraps
        />
      </p>
      {run.outcome === null && run.waitingUntil !== null && (
        <p>
          Until <Time at={run.waitingUntil} />
        </p>
      )}
      {next !== null && <p>{next}</p>}
      {run.code !== null && bad && <p className={style.small}>Code {run.code}</p>}
    </Notice>
  );
}

function facts(deployment: Deployment, run: Run): readonly Fact[] {
  const look = runLook(run);
  const ring = deployment.rings.find((one) => one.index === run.ring);
  return [
    { name: 'State', value: <StatusMark status={look.status} word={look.word} />, note: look.means },
    { name: 'Ring', value: ring === undefined ? null : <Name of={ring.name} />, note: ring && `${devices(ring.devices)}` },
    ...(run.order === undefined || run.order === null
      ? []
      : [{ name: 'Turn', value: `${run.order.turn} in its ring`, note: <Name of={run.order.why} wraps /> }]),
    { name: 'Attempt', value: String(run.attempt) },
    { name: 'Packages', value: run.secured ? 'fetched and secured on the device' : 'not secured yet' },
    { name: 'Last word', value: <Age at={run.progressAt} absent="none yet" /> },
    ...(run.result === null
      ? []
      : [
          { name: 'Began', value: run.result.startedAt === null ? 'never' : <Time at={run.result.startedAt} /> },
          { name: 'Changed', value: run.result.appliedAt === null ? 'not done' : <Time at={run.result.appliedAt} /> },
          { name: 'Restart', value: run.result.restartDue ? 'due' : 'none due' },
        ]),
  ];
}

type After = NonNullable<Run['result']>['after'];

function AfterScan({ after }: { after: After }): ReactNode {
  return (
    <div>
      <h3>The scan after the change</h3>
      {after === null ? (
        <p className={style.note}>None was taken, so nothing is verified.</p>
      ) : (
        <>
          <p className={style.note}>
            Taken <Time at={after.at} />.{' '}
            {after.offers === null
              ? 'The package manager could not be asked what it still offers.'
              : after.offers.length === 0
                ? 'Nothing more is offered for these packages.'
                : `${after.offers.length} of these packages are offered again.`}{' '}
            {after.restartPending === null ? 'Whether a restart is due is not known.' : after.restartPending ? 'A restart is due.' : ''}
          </p>
          <ul className={style.plain}>
            {after.packages.map((one) => (
              <li key={`${one.name}:${one.architecture}:${one.version}`} className={style.version}>
                <Name of={one.name} /> {one.version}
                {one.condition !== 'installed' && <StatusMark status="failing" word={one.condition} />}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
