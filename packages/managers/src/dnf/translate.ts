/** dnf's failure table, read. */
import { translator } from '../kit/index.ts';
import { failures } from './failures.ts';

export const { translateFailure, recogniseFailure, troubleOf, excerptOf } = translator('dnf', failures, {
  noise: /^(?:Last metadata expiration check|Dependencies resolved|Transaction check succeeded|Running transaction|={20,}|-{20,})/,
  telling: /^(?:Error|error:|warning: %|Curl error|Traceback|\S+Error:)| scriptlet /,
});
