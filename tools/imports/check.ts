import { fileCycles, packageCycles, serverFeatureCycles } from './cycles.ts';
import { foreignWrites } from './tables.ts';
import { isTestFile, packageRules, serverPlatform } from './rules.ts';
import { packageOf, resolve, serverRoom } from './resolve.ts';
import type { Target } from './resolve.ts';
import type { ImportFound, SourceFile, Tree, Violation } from './types.ts';

/** Everything in the tree that breaks a rule of rules.ts, in the order of files. */
export function checkTree(tree: Tree): Violation[] {
  const found = [...tree.files.values()].flatMap((file) => checkFile(tree, file));
  return [...found, ...fileCycles(tree), ...packageCycles(tree), ...serverFeatureCycles(tree), ...foreignWrites(tree)];
}

function checkFile(tree: Tree, file: SourceFile): Violation[] {
  const own = packageOf(file.path);
  const rule = packageRules[own];
  if (!rule)
    return [
      {
        rule: 'unknown package',
        path: file.path,
        line: 1,
        message: `packages/${own} has no line in tools/imports/rules.ts: say there what it may import.`,
      },
    ];
  const violations = file.imports.flatMap((found) => {
    const broken = checkImport(tree, file.path, found);
    return broken ? [{ ...broken, path: file.path, line: found.line }] : [];
  });
  if (!rule.pure || isTestFile(file.path)) return violations;
  const world = file.world.map(({ name, line }) => ({
    rule: 'pure',
    path: file.path,
    line,
    message: `${own} names ${name}. Time, chance and the world are arguments there.`,
  }));
  return [...violations, ...world];
}

type Broken = Pick<Violation, 'rule' | 'message'>;

function checkImport(tree: Tree, from: string, found: ImportFound): Broken | undefined {
  if (found.specifier === null)
    return { rule: 'unreadable', message: 'imports something computed, which cannot be checked. Import by a plain string.' };
  const target = resolve(tree, from, found.specifier);
  switch (target.kind) {
    case 'node':
      return checkNode(from, target.name);
    case 'external':
      return checkExternal(tree, from, target.name);
    case 'workspace':
      return checkWorkspace(tree, from, target);
    case 'file':
      return checkRelative(tree, from, target.path);
  }
}

function checkNode(from: string, name: string): Broken | undefined {
  const allowed = packageRules[packageOf(from)]?.node ?? [];
  if (allowed === 'any' || allowed.includes(name) || isTestFile(from)) return undefined;
  const list = allowed.length === 0 ? 'none of Node’s modules' : allowed.join(', ');
  return { rule: 'node', message: `imports ${name}; ${packageOf(from)} may import ${list}.` };
}

function checkExternal(tree: Tree, from: string, name: string): Broken | undefined {
  const own = packageOf(from);
  const manifest = tree.manifests.get(own);
  if (isTestFile(from)) {
    if (manifest?.development.has(name) || tree.manifests.get('.')?.development.has(name)) return undefined;
  }
  const allowed = packageRules[own]?.external;
  if (allowed !== 'declared' && !allowed?.includes(name)) {
    return { rule: 'external', message: `imports ${name} from npm; ${own} may import ${allowed?.join(', ') || 'nothing from npm'}.` };
  }
  if (manifest?.runtime.has(name)) return undefined;
  return { rule: 'undeclared', message: `imports ${name}, which packages/${own}/package.json does not declare.` };
}

function checkWorkspace(tree: Tree, from: string, target: Target & { kind: 'workspace' }): Broken | undefined {
  const own = packageOf(from);
  const rule = packageRules[own];
  if (target.name !== own && !rule?.packages.includes(target.name)) {
    const list = rule?.packages.join(', ') || 'no other package';
    return { rule: 'package', message: `imports @fettle/${target.name}; ${own} may import ${list}.` };
  }
  const entries = rule?.entries?.[target.name];
  if (entries && !entries.includes(target.entry) && !isTestFile(from)) {
    return {
      rule: 'entry',
      message: `imports @fettle/${target.name}/${target.entry}; of ${target.name} ${own} may import only ${entries.join(', ')}.`,
    };
  }
  if (target.path === undefined || !tree.files.has(target.path)) {
    return { rule: 'missing', message: `imports @fettle/${target.name}/${target.entry}, which that package does not offer.` };
  }
  return undefined;
}

function checkRelative(tree: Tree, from: string, path: string): Broken | undefined {
  const own = packageOf(from);
  if (!path.startsWith(`packages/${own}/`))
    return { rule: 'outside', message: `reaches out of its package to ${path}. Import another package by its name (@fettle/…).` };
  if (/\.tsx?$/.test(path) && path.includes('/src/') && !tree.files.has(path))
    return { rule: 'missing', message: `imports ${path}, which does not exist.` };
  return own === 'server' ? checkServer(from, path) : undefined;
}

/** Inside the server: features through their door, platform below all, nothing above the features. */
function checkServer(from: string, to: string): Broken | undefined {
  const here = serverRoom(from);
  const there = serverRoom(to);
  if (here === there || here === '' || there === serverPlatform) return undefined;
  if (here === serverPlatform && there !== '')
    return { rule: 'platform', message: `is platform and imports the feature ${there}. Hand it in as an argument instead.` };
  if (there === '') {
    if (isTestFile(from)) return undefined;
    return { rule: 'above', message: `imports ${to}, which is built from the features and stands above them.` };
  }
  if (to === `packages/server/src/${there}/index.ts`) return undefined;
  return { rule: 'door', message: `goes past the door of ${there}. Import ../${there}/index.ts.` };
}
