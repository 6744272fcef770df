/** Reads what one level says: some of the settings, of the kinds that the level may say. */
import { child, note, readFields } from './reader.ts';
import type { Reader } from './reader.ts';
import { aboutFields, readAbout, readSettings } from './parse.ts';
import { maySay, settingNames, settingWords } from './settings.ts';
import type { PolicyLevel, PolicyPart } from './settings.ts';
import type { PolicyProblem } from './types.ts';

export type PolicyPartRead =
  | { readonly ok: true; readonly part: PolicyPart }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** The same plain form as a whole policy, with settings left out. A setting of a deployment is refused below the client. */
export function parsePolicyPart(value: unknown, level: PolicyLevel): PolicyPartRead {
  const reader: Reader = { problems: [] };
  const fields = readFields(reader, '', value, [...aboutFields, ...settingNames]);
  if (fields === null) return { ok: false, problems: reader.problems };
  const about = readAbout(reader, fields);
  const said = settingNames.filter((name) => fields[name] !== undefined);
  for (const name of said.filter((one) => !maySay(level, one)))
    note(
      reader,
      child('', name),
      `A ${level} can not say ${settingWords[name]}: one deployment has one value for all its devices, so only the provider and the client say it.`,
    );
  if (said.length === 0) note(reader, '', 'It says no setting, so it would change nothing. Say one at least.');
  const settings = readSettings(
    reader,
    fields,
    said.filter((name) => maySay(level, name)),
  );
  if (about === null || settings === null || reader.problems.length > 0) return { ok: false, problems: reader.problems };
  return { ok: true, part: { ...about, settings } };
}

/** A part as it is stored: the plain form that `parsePolicyPart` reads. */
export function partBody({ settings, name, owner, reviewAt }: PolicyPart): Record<string, unknown> {
  return { name, owner, reviewAt, ...settings };
}
