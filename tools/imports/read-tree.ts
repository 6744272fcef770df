import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseFile } from './parse.ts';
import type { Manifest, SourceFile, Tree } from './types.ts';

/** Reads and parses every source file of every package below `root`. */
export function readTree(root: string): Tree {
  const files = new Map<string, SourceFile>();
  const manifests = new Map<string, Manifest>([['.', readManifest(join(root, 'package.json'))]]);
  for (const name of readdirSync(join(root, 'packages')).sort()) {
    const folder = join(root, 'packages', name);
    if (!existsSync(join(folder, 'package.json'))) continue;
    manifests.set(name, readManifest(join(folder, 'package.json')));
    for (const file of sourcesIn(join(folder, 'src'))) {
      const path = relative(root, file).split(sep).join('/');
      files.set(path, parseFile(path, readFileSync(file, 'utf8')));
    }
  }
  return { files, manifests };
}

function sourcesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

type Dependencies = Record<string, string> | undefined;

function readManifest(path: string): Manifest {
  // Our own files, and npm refuses them when they are not of this shape.
  const read = JSON.parse(readFileSync(path, 'utf8')) as Record<
    'dependencies' | 'optionalDependencies' | 'devDependencies' | 'exports',
    Dependencies
  >;
  return {
    exports: read.exports ?? {},
    runtime: new Set([...Object.keys(read.dependencies ?? {}), ...Object.keys(read.optionalDependencies ?? {})]),
    development: new Set(Object.keys(read.devDependencies ?? {})),
  };
}
