/** npm start ends here. */
import { fettle } from './app.ts';
import { runServer } from './run.ts';

await runServer(process.argv.slice(2), fettle());
