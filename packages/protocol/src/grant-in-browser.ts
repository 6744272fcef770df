/** The schema of a grant for a page. The order of these two decides: what is made first would try to compile itself. */
import './no-eval.ts';
export { GrantSchema } from './grant.ts';
