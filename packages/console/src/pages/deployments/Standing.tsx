import { holdLabels } from '@fettle/core/deployment';
import type { ReactNode } from 'react';
import { useListState } from '../../session/list-state.ts';
import { Name } from '../../ui/Name.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useNow } from '../../ui/now.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Time } from '../../ui/Time.tsx';
import { releasableHolds } from './holds.ts';
import { useReasons } from './reasons.ts';
import type { Deployment, Hold } from './types.ts';
import { byWhom, devices } from './words.ts';
import style from './deployments.module.css';

/** What one must know before reading on: holds with their way out, contradictions, how it ended and where its report is. */
export function Standing({ deployment }: { deployment: Deployment }): ReactNode {
  return (
    <div className={style.notices}>
      {deployment.holds.map((hold) => (
        <HoldNotice key={hold.id} deployment={deployment} hold={hold} />
      ))}
      <Late deployment={deployment} />
      {deployment.lint.map((lint) => (
        <Notice key={`${lint.code} ${lint.sentence}`} status={lint.severity} title={<Name of={lint.sentence} wraps />} />
      ))}
      <Ended deployment={deployment} />
    </div>
  );
}

/** Its lane says how long an approval is waited for. */
function Late({ deployment: { approvalLateAt, lane } }: { deployment: Deployment }): ReactNode {
  const now = useNow();
  if (approvalLateAt === null) return null;
  const isLate = Temporal.Instant.from(approvalLateAt).epochMilliseconds <= now;
  return (
    <Notice status={isLate ? 'failing' : 'waiting'} title={isLate ? 'The approval is late' : 'The approval has a time'}>
      In lane <Name of={lane ?? ''} /> it {isLate ? 'was' : 'is'} due <Time at={approvalLateAt} />.
    </Notice>
  );
}

function HoldNotice({ deployment, hold }: { deployment: Deployment; hold: Hold }): ReactNode {
  const { change } = useListState();
  const reasons = useReasons(deployment);
  const words = holdLabels[hold.reason];
  const ring = hold.ring === null ? null : deployment.rings.find((one) => one.index === hold.ring);
  const releasable = releasableHolds(deployment).some((one) => one.id === hold.id);
  const action =
    hold.reason === 'approval' ? (
      <ReasonButton reason={reasons.approve} onClick={() => change({ tab: 'spec' })}>
        Read and approve…
      </ReasonButton>
    ) : releasable ? (
      <ReasonButton reason={reasons.release} onClick={() => change({ do: 'release', hold: hold.id })}>
        Release…
      </ReasonButton>
    ) : undefined;
  return (
    <Notice
      status="attention"
      title={
        <>
          {words.label}
          {ring !== null && ring !== undefined && (
            <>
              {' '}
              in ring <Name of={ring.name} />
            </>
          )}
        </>
      }
      action={action}
    >
      {hold.detail !== '' && (
        <p>
          <Name of={hold.detail} wraps />
        </p>
      )}
      <p className={style.soft}>
        Since <Time at={hold.since} />, by <Name of={byWhom(hold.by)} />. Nothing new is sent; what runs, finishes. It ends by:{' '}
        {words.endsBy.charAt(0).toLowerCase() + words.endsBy.slice(1)}
      </p>
    </Notice>
  );
}

function Ended({ deployment }: { deployment: Deployment }): ReactNode {
  const { status, id } = deployment;
  if (status === 'proposed' || deployment.spec === null) return null;
  const links = (
    <span className={style.actions}>
      <a href={`/api/v1/deployments/${id}/report.html`} target="_blank" rel="noreferrer">
        Report
      </a>
      <a href={`/api/v1/deployments/${id}/report.pdf`} target="_blank" rel="noreferrer">
        as PDF
      </a>
    </span>
  );
  const notVerified = deployment.runs.filter((run) => run.outcome !== 'verified').length;
  switch (status) {
    case 'succeeded':
      return (
        <Notice status="good" title="It is over, and all that it changed was verified by a later scan" action={links}>
          {notVerified > 0 && `${devices(notVerified)} ended otherwise and were accepted by a person; the table says who and how.`}
        </Notice>
      );
    case 'ended with failures':
      return (
        <Notice status="failing" title={`It is over, and ${devices(notVerified)} did not end verified`} action={links}>
          The table says for each what happened and what to do next.
        </Notice>
      );
    case 'cancelled':
      return (
        <Notice status="unknown" title="It was cancelled" action={links}>
          {deployment.verified > 0
            ? `${devices(deployment.verified)} had been changed and verified before.`
            : 'No device was verified before it ended.'}
        </Notice>
      );
    default:
      return deployment.approvals.length === 0 ? null : (
        <Notice status="running" title={<Approved deployment={deployment} />} action={links}>
          The report shows what is known so far.
        </Notice>
      );
  }
}

function Approved({ deployment }: { deployment: Deployment }): ReactNode {
  return deployment.approvals.map((approval, index) => (
    <span key={approval.keyid}>
      {index === 0
        ? approval.standing
          ? 'Approved under the standing approval of '
          : 'Approved by '
        : approval.standing
          ? ', and of '
          : ', and by '}
      <Name of={approval.name} /> <Time at={approval.at} />
    </span>
  ));
}
