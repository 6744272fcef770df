/** Known issues as the core weighs them, and as the API shows them. */
import { issueName } from '@fettle/core/risk';
import type { IssueAbout, RecordedIssue } from '@fettle/core/risk';
import type { KnownIssueView } from '@fettle/protocol/known-issues';
import type { z } from 'zod';
import type { IssueRow } from './store.ts';

const publisher = 'Microsoft';

/** Microsoft's documents name the updates, and tell what happens on a page of their own. */
const published = {
  text: 'Microsoft lists known issues of this update; what they are stands on its page.',
  condition: 'the devices that Microsoft describes there',
} as const;

export function recordedOf(row: IssueRow): RecordedIssue {
  return {
    about: aboutOf(row),
    text: row.text ?? published.text,
    condition: row.source === 'feed' ? published.condition : row.condition,
    rule: row.rule,
    link: row.link,
    resolved: row.resolved_at === null ? null : { inVersion: row.resolved_in },
  };
}

export function viewOf(row: IssueRow): z.infer<typeof KnownIssueView> {
  const { about, text, condition, rule, link } = recordedOf(row);
  return {
    id: row.id,
    source: row.source,
    name: issueName(about),
    about,
    text,
    condition,
    rule:
      rule === null
        ? null
        : {
            ecosystems: copy(rule.ecosystems),
            architectures: copy(rule.architectures),
            virtualisations: copy(rule.virtualisations),
            tiers: copy(rule.tiers),
            kernel: rule.kernel,
            package: rule.package,
          },
    link,
    recordedAt: row.recorded_at,
    recordedBy: row.recorded_by ?? publisher,
    resolved:
      row.resolved_at === null
        ? null
        : { inVersion: row.resolved_in, at: row.resolved_at, by: row.resolved_by ?? '', because: row.resolved_because ?? '' },
  };
}

function aboutOf({ kb, manager, source_name: sourceName, from_version: from, to_version: to }: IssueRow): IssueAbout {
  if (kb !== null) return { kind: 'kb', kb };
  if (manager === null || sourceName === null) throw new Error('a known issue is about nothing');
  return { kind: 'source', manager, sourceName, from, to };
}

function copy<T>(list: readonly T[] | null): T[] | null {
  return list === null ? null : [...list];
}
