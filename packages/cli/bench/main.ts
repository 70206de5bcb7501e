/**
 * `pnpm bench` [compare.ts]. Node's work on our sources is kept from run to run, and Node compiles, as in the command
 * `ireko`: or else threads that compile Node's own stripper of types are timed with the first programs.
 */

import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/ireko'));
const { compileForGuests } = await import('../src/host/host-compiler.ts');
compileForGuests();
await import('./compare.ts');
