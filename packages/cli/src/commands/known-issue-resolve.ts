import { connect } from '../connection/api.ts';
import { knownIssueText } from '../output/known-issue-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle known-issue resolve ID`: which version is free of it, or that it no longer happens. */
export function addKnownIssueResolve(group: Group, { io, finish }: Session): void {
  online(group, 'resolve', 'say which version is free of it, or that it no longer happens')
    .argument('<id>', 'its id, as `known-issues --json` gives it')
    .option('--in <version>', 'the first version that is free of it (or the KB); left out: it no longer happens to any')
    .requiredOption('--because <text>', 'how one knows')
    .action(async (id, options) => {
      const { api } = connect(io, options);
      const body = { because: options.because, inVersion: options.in ?? null };
      const issue = await api('resolveKnownIssue', { params: { id }, body });
      finish(options, { json: issue, text: knownIssueText(screenOf(io), issue) });
    });
}
