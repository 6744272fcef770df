/** Words for people, from records only. Nothing is called done that was not verified, and every count shows its total. */
import { acknowledgeHere } from './acknowledge.ts';
import { wordsFor } from './languages.ts';
import { layHtml, laySubject, layText, list, paragraph } from './layout.ts';
import type { Block } from './layout.ts';
import { say } from './phrase.ts';
import type { Phrase } from './phrase.ts';
import { spanInWords } from './times.ts';
import type { Audience, Message, NoticeFacts } from './types.ts';
import type { Tally, Words } from './words.ts';

/** More than this in a list and a reader skips it. */
const longestList = 30;

/** The message for an audience, in the language of a BCP 47 tag (English where that is not spoken here). */
export function messageFor(facts: NoticeFacts, audience: Audience, language = 'en'): Message {
  const spoken = wordsFor(language);
  const { words } = spoken;
  const tally = tallyOf(facts);
  const when = spanInWords(facts.window, facts.zone, words);
  const about = words.subject[facts.kind](facts, when, tally);
  const subject = laySubject(audience === 'provider' ? say`[${facts.clientName}] ${about}` : about);
  const content = [paragraph(words.opening[facts.kind](facts, tally)), ...timesOf(facts, words, when), ...bodyOf(facts, words, audience)];
  const blocks =
    audience === 'provider'
      ? content
      : [paragraph(words.greeting(facts.contactName)), ...content, paragraph(words.closing(facts.providerName))];
  return { language: spoken.language, subject, text: layText(blocks), html: layHtml(subject, spoken.language, blocks) };
}

/** When it takes place; of what was announced otherwise also when it was to be. What does not take place has that time alone. */
function timesOf(facts: NoticeFacts, words: Words, when: string): readonly Block[] {
  const { kind, announced } = facts;
  const before = announced === undefined ? [] : [paragraph(words.announced(spanInWords(announced, facts.zone, words)))];
  if (kind === 'cancelled') return before;
  return [paragraph(words.when(when)), ...(kind === 'rescheduled' ? before : [])];
}

function bodyOf(facts: NoticeFacts, words: Words, audience: Audience): readonly Block[] {
  const devices = listOf(
    words,
    words.devicesTitle,
    facts.devices.map(({ name, outcome }) => words.device(name, outcome === undefined ? null : words.outcomes[outcome])),
  );
  const updates = listOf(words, words.updatesTitle, facts.updates.map(words.update));
  const reasons = listOf(
    words,
    words.reasonsTitle,
    facts.reasons.map((reason) => say`${reason}`),
  );
  const restart = paragraph(words.restart[facts.restart]);
  const sites = listOf(
    words,
    words.sitesTitle,
    (facts.sites ?? []).map((site) => words.site(site.name, spanInWords(site.window, site.zone, words))),
  );

  switch (facts.kind) {
    case 'planned':
    case 'reminder':
    case 'rescheduled':
      return [
        ...sites,
        restart,
        paragraph(words.stops),
        ...(facts.expectedMinutes === undefined ? [] : [paragraph(words.lasts(facts.expectedMinutes))]),
        ...(audience === 'client' ? [paragraph(words.please(facts.providerName))] : []),
        ...(facts.acknowledge === true ? [paragraph(words.acknowledge(acknowledgeHere))] : []),
        ...devices,
        ...updates,
        ...reasons,
      ];
    case 'started':
      return [restart, ...devices, ...updates, ...reasons];
    case 'cancelled':
      return [...reasons, ...devices, ...updates];
    case 'finished':
    case 'failed':
      return [...countsOf(facts, words), ...reasons, ...devices, ...updates];
  }
}

function countsOf(facts: NoticeFacts, words: Words): readonly Block[] {
  const { total } = tallyOf(facts);
  const kinds = ['verified', 'failed', 'rolledBack', 'other'] as const;
  return listOf(
    words,
    words.countsTitle,
    kinds.filter((kind) => kind === 'verified' || facts.counts[kind] > 0).map((kind) => words.counts[kind](facts.counts[kind], total)),
  );
}

function tallyOf({ counts }: NoticeFacts): Tally {
  return { verified: counts.verified, total: counts.verified + counts.failed + counts.rolledBack + counts.other };
}

function listOf(words: Words, title: Phrase, items: readonly Phrase[]): readonly Block[] {
  return list(title, items, longestList, words.more);
}
