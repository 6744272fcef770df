import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitCodes } from './exit-codes.ts';
import { buildProgram } from './program.ts';
import { testIo } from './testing/io.ts';

const guide = readFileSync(new URL('../../../docs/guide/cli.md', import.meta.url), 'utf8');

type Described = {
  name(): string;
  description(): string;
  commands: readonly Described[];
  options: readonly { readonly long?: string | undefined }[];
};

function leaves(command: Described, path: readonly string[] = []): { readonly path: string; readonly command: Described }[] {
  return command.commands.flatMap((child) => {
    const below = [...path, child.name()];
    return child.commands.length === 0 ? [{ path: below.join(' '), command: child }] : leaves(child, below);
  });
}

describe('every command', () => {
  const all = leaves(buildProgram({ io: testIo(), finish: () => undefined }));

  it.each(all.map(({ path, command }) => [path, command] as const))(
    '%s is described, gives JSON, and stands in the guide',
    (path, command) => {
      expect(command.description()).not.toBe('');
      expect(command.options.map(({ long }) => long)).toContain('--json');
      expect(guide).toContain(path);
    },
  );

  it('is counted', () => {
    expect(all.length).toBeGreaterThan(30);
  });
});

it('the exit codes of the guide are the ones that the program ends with', () => {
  const rows = [...guide.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, means]) => ({ code: Number(code), means }));
  expect(rows).toEqual(Object.values(exitCodes));
});
