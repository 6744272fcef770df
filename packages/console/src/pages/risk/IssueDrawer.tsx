import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { ResolveIssueForm } from '../../forms/issue-resolve.tsx';
import { useListState } from '../../session/list-state.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { mayNot, useMe } from '../../session/me.ts';
import { DetailDrawer } from '../../ui/DetailDrawer.tsx';
import { type Fact, KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Time } from '../../ui/Time.tsx';
import { type Issue, IssueMark } from './IssueMark.tsx';
import style from './risk.module.css';

/** One known issue: what happens, on which devices, who says so, and the way to resolve it. */
export function IssueDrawer({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const query = useQuery(reading('getKnownIssue', { params: { id } }));
  return (
    <DetailDrawer title={query.data === undefined ? 'Known issue' : <Name of={query.data.name} wraps />} onClose={onClose}>
      <Loaded query={query}>{(issue) => <OneIssue issue={issue} />}</Loaded>
    </DetailDrawer>
  );
}

function OneIssue({ issue }: { issue: Issue }): ReactNode {
  const me = useMe();
  const { part, change } = useListState();
  const mayWrite = mayNot(me, 'known-issue.write', 'resolve known issues');
  const blocked =
    issue.source === 'feed'
      ? 'Its publisher tells of it; it goes when the feed no longer does.'
      : issue.resolved === null
        ? mayWrite
        : 'It is resolved. Record another one if it is back.';
  if (part('do') === 'resolve' && blocked === null) return <ResolveIssueForm issue={issue} onDone={() => change({ do: '' })} />;
  return (
    <div className={style.facts}>
      <KeyValue facts={factsOf(issue)} />
      <div>
        <ReasonButton reason={blocked} onClick={() => change({ do: 'resolve' })}>
          Resolve
        </ReasonButton>
      </div>
    </div>
  );
}

function factsOf(issue: Issue): Fact[] {
  const { text, condition, rule, link, recordedAt, recordedBy, resolved } = issue;
  return [
    { name: 'State', value: <IssueMark issue={issue} /> },
    { name: 'What happens', value: <Name of={text} wraps /> },
    { name: 'On', value: <Name of={condition ?? 'everything'} wraps /> },
    {
      name: 'By facts',
      value: rule === null ? 'none' : <Name of={ruleWords(rule)} wraps />,
      note:
        rule === null
          ? condition === null
            ? 'Every device is one on which it happens.'
            : 'No fact of a device tells whether it is one, which counts as yes.'
          : 'A device of which one of these is not known counts as one.',
    },
    { name: 'Told by', value: <Name of={recordedBy} />, note: <Time at={recordedAt} absent="on no day that is known" /> },
    { name: 'Link', value: link === null ? 'none' : <a href={link}>{link}</a> },
    ...(resolved === null
      ? []
      : [
          { name: 'Resolved by', value: <Name of={resolved.by} />, note: <Time at={resolved.at} /> },
          { name: 'Reason', value: <Name of={resolved.because} wraps /> },
        ]),
  ];
}

function ruleWords(rule: NonNullable<Issue['rule']>): string {
  const parts = [
    rule.ecosystems === null ? null : `system ${rule.ecosystems.join(' or ')}`,
    rule.architectures === null ? null : `architecture ${rule.architectures.join(' or ')}`,
    rule.virtualisations === null ? null : `virtualisation ${rule.virtualisations.join(' or ')}`,
    rule.tiers === null ? null : `tier ${rule.tiers.join(' or ')}`,
    rule.kernel === null ? null : `kernel ${rule.kernel}…`,
    rule.package === null ? null : `has ${rule.package}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
