/** The console build as a step of npm test: fails when it does not build, skips the work when it is built from these sources. */
import { ensureConsole, isBuilt } from '../setup/console.mjs';
import { main, say } from '../setup/say.mjs';

await main(async () => {
  if (isBuilt()) say('Already built from these sources.');
  else await ensureConsole(process.execPath);
  return 0;
});
