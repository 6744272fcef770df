/** Every verb of `fettle compute`: a new one is a file and a line here. */
import { cvss } from './cvss.ts';
import { deadline } from './deadline.ts';
import { match } from './match.ts';
import { matchWindows } from './match-windows.ts';
import { parse } from './parse.ts';
import { ssvc } from './ssvc.ts';
import { urgency } from './urgency.ts';
import { vercmp } from './vercmp.ts';
import type { Verb } from './verb.ts';

export const verbs = {
  vercmp,
  cvss,
  ssvc,
  match,
  'match-windows': matchWindows,
  deadline,
  urgency,
  parse,
} as const satisfies Readonly<Record<string, Verb>>;
