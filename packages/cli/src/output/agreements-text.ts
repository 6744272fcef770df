/** What a client is held to, for a terminal. */
import type { AgreedTimes } from '@fettle/protocol/agreements';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import type { Tone } from './paint.ts';
import { blocks, count, facts, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';

type Agreements = CallOutput<'getAgreements'>;
type Held = Agreements['frameworks'][number];
type Version = Agreements['sla']['versions'][number];

export function agreementsText(screen: Screen, agreements: Agreements): string {
  const { clientName, frameworks, sla } = agreements;
  return blocks(
    screen.paint(clean(clientName), 'strong'),
    frameworks.length === 0 ? 'Held to no framework: no clause sets a deadline here.' : frameworkTable(screen, agreements),
    ...frameworks.filter(lacksTimes).map((held) => sentence(screen, `${held.title} leaves some time to the client, and none is set.`)),
    outOfScope(screen, agreements),
    sla.versions.length === 0 ? 'No SLA is entered.' : slaText(screen, agreements),
    unchecked(screen, frameworks),
  );
}

/** What a client can be held to. */
export function frameworksText(screen: Screen, frameworks: CallOutput<'listFrameworks'>['items']): string {
  return table(
    screen,
    [
      { title: 'id' },
      { title: 'framework', atLeast: 14 },
      { title: 'version' },
      { title: 'about' },
      { title: 'own times' },
      { title: 'rules', align: 'right' },
    ],
    frameworks.map(({ id, title, version, covers, asksOwnTimes, rules }) => [
      id,
      title,
      version,
      covers,
      asksOwnTimes ? 'some are the client’s to say' : 'none',
      rules.length,
    ]),
  );
}

function frameworkTable(screen: Screen, { frameworks, devices }: Agreements): string {
  return table(
    screen,
    [
      { title: 'framework', atLeast: 14 },
      { title: 'version' },
      { title: 'state' },
      { title: 'since' },
      { title: 'last day' },
      { title: 'in scope', align: 'right' },
      { title: 'own times' },
      { title: 'id' },
    ],
    frameworks.map((held) => [
      held.title,
      held.version,
      { text: states[held.standing].word, tone: states[held.standing].tone },
      held.since,
      held.until ?? 'no end',
      `${held.devices} of ${devices}`,
      ownWords(held),
      held.id,
    ]),
  );
}

const states: Readonly<Record<Version['standing'], { readonly word: string; readonly tone: Tone }>> = {
  holds: { word: 'holds', tone: 'good' },
  'not-begun': { word: 'begins later', tone: 'plain' },
  ended: { word: 'ended', tone: 'muted' },
  replaced: { word: 'replaced', tone: 'muted' },
};

function lacksTimes({ own, framework, standing }: Held): boolean {
  return standing !== 'ended' && own === null && framework?.asksOwnTimes === true;
}

function ownWords(held: Held): string | null {
  if (held.own !== null) return `urgent ${timeWords(held.own.urgent)}, normal ${timeWords(held.own.normal)}`;
  if (held.framework === null) return null;
  return held.framework.asksOwnTimes ? 'none set' : 'not asked for';
}

function outOfScope(screen: Screen, { frameworks, sla }: Agreements): string | null {
  const rows = [...frameworks, { title: 'SLA', outOfScope: sla.outOfScope }].flatMap(({ title, outOfScope: out }) =>
    out.map((row) => [row.deviceName, title, row.because, row.by]),
  );
  if (rows.length === 0) return null;
  return table(screen, [{ title: 'out of scope', atLeast: 12 }, { title: 'of' }, { title: 'why' }, { title: 'said by' }], rows);
}

function slaText(screen: Screen, { sla }: Agreements): string {
  const inForce = sla.versions.find(({ version }) => version === sla.holds);
  return blocks(
    inForce === undefined ? 'No version of the SLA holds today.' : slaFacts(screen, inForce),
    table(
      screen,
      [{ title: 'SLA' }, { title: 'state' }, { title: 'first day' }, { title: 'last day' }, { title: 'other than before' }],
      sla.versions.map((one) => [
        `version ${one.version}`,
        { text: states[one.standing].word, tone: states[one.standing].tone },
        one.from,
        one.to ?? 'no end',
        one.changed.length === 0 ? (one.version === 1 ? 'the first version' : 'nothing') : one.changed.join('; '),
      ]),
    ),
  );
}

function slaFacts(screen: Screen, { version, body }: Version): string {
  const { patch } = body;
  return facts(screen, [
    ['SLA', `version ${version}`],
    ['Urgent', `${timeWords(patch.urgent, 'not promised')} from when it was ${patch.clock}`],
    ['Normal', `${timeWords(patch.normal, 'not promised')} from when it was ${patch.clock}`],
    ['Time off', body.offDays === null ? 'counts' : `does not count, up to ${count(body.offDays, 'day')} a deadline`],
    ['Uptime', body.uptimePercent === null ? 'not promised' : `${body.uptimePercent} %`],
    ['Recovery', `time ${hoursWords(body.recoveryTimeHours)}, point ${hoursWords(body.recoveryPointHours)}`],
    ['Excluded', body.exclusions.map(clean).join('; ')],
    ['Notes', clean(body.notes)],
  ]);
}

/** Clauses that were not yet checked against their text, so that nobody quotes them unseen. */
function unchecked(screen: Screen, frameworks: readonly Held[]): string | null {
  const clauses = frameworks.flatMap(({ title, framework }) => {
    const open = [...(framework?.rules ?? []), ...(framework?.duties ?? [])].filter(({ confirmed }) => !confirmed);
    return [...new Set(open.map(({ clause }) => `${title} ${clause}`))];
  });
  if (clauses.length === 0) return null;
  return sentence(screen, `Not yet checked against ${clauses.length === 1 ? 'its text' : 'their texts'}: ${clauses.join(', ')}.`);
}

function timeWords(time: AgreedTimes['urgent'], none = 'no time'): string {
  if (time === null) return none;
  return time.count === 1 ? `1 ${time.unit.slice(0, -1)}` : `${time.count} ${time.unit}`;
}

function hoursWords(hours: number | null): string {
  return hours === null ? 'not promised' : count(hours, 'hour');
}
