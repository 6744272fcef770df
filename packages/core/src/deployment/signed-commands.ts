/**
 * Commands that the provider's root key signed, as policies and specs name them: by the hash of the signed document, so that what was approved is what runs. The
 * name beside it is for people. Nothing else of a command stands in a spec: what it does, for whom and until when is the signed document's to say.
 */
import type { WayBack } from './change.ts';
import type { CheckAnswer, HealthCheck } from './checks.ts';

export const commandPurposes = ['check', 'before-change', 'after-change', 'probe', 'way-back'] as const;
export type CommandPurpose = (typeof commandPurposes)[number];

/** `document`: hex SHA-256 of the bytes that were signed. */
export type SignedCommandRef = { readonly name: string; readonly document: string };

/** Commands around the change of a device, in their order. Backups are such. */
export type Hooks = {
  /** After the checks and right before the change. One that fails, or can not run: the change does not begin. */
  readonly beforeChange: readonly SignedCommandRef[];
  /** Once the change is over, however it ended. What fails here is told, and not blamed on the change. */
  readonly afterChange: readonly SignedCommandRef[];
};

/** Where no policy says it. */
export const noHooks: Hooks = { beforeChange: [], afterChange: [] };
/** Of each of the two. */
export const mostHooks = 10;

export const purposeWords: Readonly<Record<CommandPurpose, string>> = {
  check: 'health check',
  'before-change': 'before a change',
  'after-change': 'after a change',
  probe: 'probe of a backup',
  'way-back': 'way back',
};

/** Whether hooks say something. */
export function hasHooks(hooks: Hooks | undefined): hooks is Hooks {
  return hooks !== undefined && hooks.beforeChange.length + hooks.afterChange.length > 0;
}

/** The commands that checks, hooks and a way back name, each document once, in the order in which they stand. */
export function commandsNamed(
  checks: readonly HealthCheck[],
  hooks: Hooks | undefined,
  wayBack?: WayBack,
): readonly (SignedCommandRef & { readonly purpose: CommandPurpose })[] {
  const all = [
    ...checks.flatMap((check) => (check.kind === 'command' ? [{ ...check.command, purpose: 'check' as const }] : [])),
    ...(hooks?.beforeChange ?? []).map((ref) => ({ ...ref, purpose: 'before-change' as const })),
    ...(hooks?.afterChange ?? []).map((ref) => ({ ...ref, purpose: 'after-change' as const })),
    ...(wayBack?.kind === 'command' ? [{ ...wayBack.command, purpose: 'way-back' as const }] : []),
  ];
  const seen = new Set<string>();
  return all.filter(({ document }) => !seen.has(document) && seen.add(document));
}

/** Exit code by which a check says that it could not measure: EX_TEMPFAIL of sysexits.h(3head). */
export const couldNotMeasureExit = 75;

/** What a check's command says by its exit code; null: it was ended by a signal, or its time was up. */
export function answerOfExit(exitCode: number | null): CheckAnswer['answer'] {
  if (exitCode === 0) return 'passed';
  return exitCode === couldNotMeasureExit ? 'could-not-measure' : 'failed';
}

/** A name is for people; the hash beside it is what is approved. */
export function commandInWords({ name, document }: SignedCommandRef): string {
  return `“${name}” (${document.slice(0, 12)}…)`;
}

/** As `before: back up /etc; after: start the shop`. */
export function hooksInWords({ beforeChange, afterChange }: Hooks): string {
  const part = (word: string, refs: readonly SignedCommandRef[]): readonly string[] =>
    refs.length === 0 ? [] : [`${word}: ${refs.map(commandInWords).join(', ')}`];
  const said = [...part('before', beforeChange), ...part('after', afterChange)];
  return said.length === 0 ? 'no commands' : said.join('; ');
}
