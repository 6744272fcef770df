/** apt's failure table, read. */
import { translator } from '../kit/index.ts';
import { failures } from './failures.ts';

export const { translateFailure, recogniseFailure, troubleOf, excerptOf } = translator('apt', failures, {
  noise: /^(?:Reading (?:package lists|state information)|Building dependency tree|\(Reading database)/,
  telling: /^(?:E:|W:|Err:|dpkg: error|dpkg-deb: error| {2,}\S+ package \S+ script)/,
});
