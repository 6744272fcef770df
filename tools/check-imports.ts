/**
 * Who may import whom (tools/imports/rules.ts), checked on every file of every package.
 * Exit code 1 when a rule is broken, or when there was nothing to read.
 */
import { checkTree } from './imports/check.ts';
import { readTree } from './imports/read-tree.ts';
import { root } from './setup/checkout.mjs';

const tree = readTree(root);
const violations = checkTree(tree);
for (const { path, line, rule, message } of violations) console.log(`${path}:${line}: [${rule}] ${message}`);
console.log(`${tree.files.size} files read, ${violations.length} broken import rules.`);
process.exitCode = violations.length === 0 && tree.files.size > 0 ? 0 : 1;
