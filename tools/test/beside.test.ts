import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('a step beside others is shown when its turn comes, and counted', () => {
  const script = `
    import { startBeside } from ${JSON.stringify(new URL('beside.mjs', import.meta.url).href)};
    const step = { name: 'a', title: 'a', minutes: 1, run: ['-e', "console.log('of the step')"], room: 'tools' };
    const end = startBeside(step, { node: process.execPath, deadline: Date.now() + 60_000, onInterrupt: () => {} });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    console.log('before it');
    console.log((await end()).counts.passed, 'passed');`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(said).toBe('before it\nof the step\n1 passed\n');
});
