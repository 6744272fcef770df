/** The Patch Tuesday desk, for a terminal. */
import { hasKnownIssue, newsWords } from '@fettle/core/desk';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { epssWord } from './findings-text.ts';
import { listEnd } from './list-end.ts';
import { blocks, count, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { age, time } from './times.ts';
import { urgencyText } from './urgency-said.ts';

type Desk = CallOutput<'getDesk'>;
type Group = Desk['items'][number];

const stateWords = { deploy: 'deploy', decided: 'decided', person: 'needs a person', policy: 'by policy' } as const;

/** One row a group, the gravest first; below it what a confirmation would come to. */
export function deskText(screen: Screen, page: Desk): string {
  const columns = [
    { title: 'what', atLeast: 16 },
    { title: 'why here' },
    { title: 'urgency' },
    { title: 'exploited' },
    { title: 'EPSS', align: 'right' },
    { title: 'due' },
    { title: 'devices', align: 'right' },
    { title: 'would be decided' },
    { title: 'id' },
  ] as const;
  const rows = page.items.map((one): Cell[] => [
    one.kind === 'update' ? one.title : `${one.title}, no fix`,
    one.news.map((word) => newsWords[word]).join(', '),
    { text: urgencyText(one), tone: one.urgency === 'urgent' ? 'attention' : 'plain' },
    one.kev === null ? 'no' : { text: one.kev.added, tone: 'failing' },
    epssWord(one.epss),
    age(screen, one.due?.at ?? null, 'none'),
    one.devices,
    wouldWords(one),
    one.id,
  ]);
  const { totals, since } = page;
  return blocks(
    sentence(screen, since.at === null ? since.why : `Since ${time(screen, since.at)}. ${since.why}`),
    rows.length === 0 ? 'Nothing is new.' : table(screen, columns, rows) + listEnd({ ...page, total: totals.groups }),
    rows.length === 0
      ? null
      : sentence(
          screen,
          `A confirmation would record ${count(totals.deploy, 'decision')}; ${totals.person} of ${totals.groups} need a person. fettle desk --preview shows which.`,
        ),
  );
}

/** `deploy at 3, needs a person at 1; an issue of it is known`. */
function wouldWords({ clients, patchRisk }: Group): string {
  const states = (['deploy', 'person', 'decided', 'policy'] as const).flatMap((state) => {
    const found = clients.filter((one) => one.state === state).length;
    return found === 0 ? [] : [`${stateWords[state]} at ${found}`];
  });
  const known = patchRisk !== null && hasKnownIssue(patchRisk) ? ['an issue of it is known'] : [];
  return [states.join(', '), ...known].join('; ');
}

/** Every decision with its words, and the receipt that records exactly these. */
export function previewText(screen: Screen, preview: CallOutput<'previewDesk'>, receipt: string): string {
  const { decisions, person, notYours } = preview;
  const columns = [
    { title: 'client', atLeast: 10 },
    { title: 'decision', atLeast: 14 },
    { title: 'words', atLeast: 20 },
    { title: 'review' },
  ] as const;
  const rows = decisions.map((one): Cell[] => [
    one.clientName,
    `${one.kind} ${one.title}, the whole client`,
    `${one.recommendation} ${one.reason}`,
    age(screen, one.reviewAt, 'none'),
  ]);
  if (rows.length === 0) return 'Nothing would be recorded.';
  return blocks(
    table(screen, columns, rows),
    notYours.length === 0
      ? null
      : sentence(
          screen,
          `Left out, because you may not decide for them: ${notYours.map(({ clientName }) => clean(clientName)).join(', ')}.`,
        ),
    person === 0 ? null : sentence(screen, `${person} on the desk stay open: they need a person.`),
    sentence(
      screen,
      `${count(decisions.length, 'decision')}. To record exactly these, say the same with --confirm in the place of --preview:`,
    ),
    `--confirm ${receipt}`,
  );
}

export function deskRecordedText({ recorded }: CallOutput<'confirmDesk'>): string {
  return [`${count(recorded.length, 'decision')} recorded.`, ...recorded.map(({ id, title }) => `  ${clean(title)}  ${id}`)].join('\n');
}
