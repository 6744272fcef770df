/** For pages whose content policy forbids code from text: schemas that are made after this is imported compile nothing, and do not try to. */
import { z } from 'zod';

z.config({ jitless: true });
