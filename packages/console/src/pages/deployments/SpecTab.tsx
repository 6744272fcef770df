import { canonicalise } from '@fettle/proof/canonical';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { reachOf } from '../../approval/reach.ts';
import { checkShownSpec } from '../../approval/shown-spec.ts';
import { ApprovePanel } from '../../forms/deployment-approve.tsx';
import { CommandLine, Fingerprint } from '../../ui/CommandLine.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { ProblemBox } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { Name } from '../../ui/Name.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { Foresight } from './Foresight.tsx';
import { KeptOut } from './KeptOut.tsx';
import { PatchRisks } from './PatchRisks.tsx';
import { foresight, previewing } from './preview.ts';
import { SpecDevices } from './SpecDevices.tsx';
import { SpecPackages } from './SpecPackages.tsx';
import { SpecRules } from './SpecRules.tsx';
import type { Deployment } from './types.ts';
import { devices } from './words.ts';
import style from './deployments.module.css';

/** Exactly what will be done, as it is hashed and signed; while it waits for its approval, the place to approve it. */
export function SpecTab({ deployment }: { deployment: Deployment }): ReactNode {
  const { spec, specHash, id, clientId } = deployment;
  const shown = useMemo(() => checkShownSpec({ spec, specHash, id, clientId }), [spec, specHash, id, clientId]);
  const reach = useMemo(() => (shown.ok ? reachOf(shown.spec) : null), [shown]);
  const waits = deployment.status === 'active' && deployment.holds.some(({ reason }) => reason === 'approval');
  const ahead = useQuery({ ...previewing(id, foresight), enabled: waits && shown.ok });
  if (!shown.ok || reach === null) {
    if (!shown.ok && shown.code === 'spec.not-sent') return <TooLarge hash={specHash} deployment={deployment} />;
    if (!shown.ok && shown.code !== 'spec.missing')
      return <Forged sentence={shown.sentence} code={shown.code} computed={shown.computed} given={specHash} id={id} />;
    return (
      <Empty title="There is no spec yet" action={<a href={`/deployments/${deployment.id}`}>See who has answered</a>}>
        The devices simulate the change first. From their answers the plan makes the spec: exact versions, rings, windows, ways back. A
        person approves that, and nothing else.
      </Empty>
    );
  }
  return (
    <>
      {waits && <ApprovePanel deployment={deployment} shown={shown} />}
      {waits && <Foresight deployment={deployment} spec={shown.spec} query={ahead} />}
      {waits && <KeptOut deployment={deployment} />}
      {waits && <PatchRisks deployment={deployment} />}
      <Section title="Packages" count={reach.packages.length} note={`On ${devices(reach.devices)}: exact versions, nothing else.`}>
        <SpecPackages reach={reach} />
      </Section>
      <Section title="Rules">
        <SpecRules header={shown.spec.header} dependants={deployment.dependants} />
      </Section>
      <Section title="Devices" count={shown.spec.shares.length} note="Each device’s own part: its ring, window, changes and way back.">
        <SpecDevices deployment={deployment} spec={shown.spec} ahead={ahead.data ?? null} />
      </Section>
      <Section title="What is signed">
        <div className={style.tight}>
          <p>
            <StatusMark status="good" word="The spec above has this hash: this browser computed it from what it shows." />
          </p>
          <Fingerprint label="Hash of the spec" text={shown.specHash} />
          <Approvals deployment={deployment} />
          <details className={style.fold}>
            <summary>The exact text of the header</summary>
            <pre className={style.pre}>{canonicalise(shown.spec.header)}</pre>
          </details>
        </div>
      </Section>
    </>
  );
}

/** Large specs are sent while they wait for their approval, and not after: then the report tells what they did. */
function TooLarge({ hash, deployment }: { hash: string | null; deployment: Deployment }): ReactNode {
  return (
    <Empty
      title="This spec is too large to be shown after its approval"
      action={<a href={`/api/v1/deployments/${deployment.id}/report.html`}>Open the report</a>}
    >
      <p>
        It was shown whole while it waited for its approval. What it did on each device stands in the report and in the table of devices.
      </p>
      <p>
        <Fingerprint label="Hash of the spec" text={hash ?? ''} />
      </p>
      <Approvals deployment={deployment} />
    </Empty>
  );
}

function Approvals({ deployment }: { deployment: Deployment }): ReactNode {
  return deployment.approvals.map((approval) => (
    <div key={approval.keyid}>
      <p>
        {approval.standing ? 'Approved under the standing approval of' : 'Approved by'} <Name of={approval.name} wraps />{' '}
        <Time at={approval.at} />, with the key
      </p>
      <Fingerprint label={`Key of ${approval.name}`} text={approval.keyid} />
    </div>
  ));
}

/** A spec that is not the one to be approved. Loud on purpose: it is a mistake of the server, or somebody has tampered with it. */
function Forged({
  sentence,
  code,
  computed,
  given,
  id,
}: {
  sentence: string;
  code: string;
  computed: string | null;
  given: string | null;
  id: string;
}): ReactNode {
  return (
    <div className={style.notices}>
      <ProblemBox
        what="What the server shows is not what would be approved"
        why={sentence}
        remedy="Tell the person who runs the server, before anything else: it is faulty, or somebody has tampered with it. Look at the spec with the CLI from another machine."
        code={code}
      />
      {computed !== null && (
        <>
          <p>
            Computed here: <Fingerprint label="Hash computed here" text={computed} />
          </p>
          <p>
            The server’s: <Fingerprint label="Hash by the server" text={given ?? ''} />
          </p>
        </>
      )}
      <CommandLine where="On a machine that you trust" command={`fettle deploy show ${id} --spec`} />
    </div>
  );
}
