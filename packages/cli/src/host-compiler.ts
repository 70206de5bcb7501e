/**
 * How Node compiles our own JavaScript while guests run. What runs long then is WebAssembly; the devices,
 * page walks and translator around it are warm enough with the middle one of V8's compilers, and its best one,
 * in threads of its own, took a quarter of the processor time of a boot of half a second.
 */

import { setFlagsFromString } from 'node:v8';

/** How often a function of JavaScript runs before V8's best compiler has it: usually 3000. */
const INVOCATIONS = 100_000;

/** Call it before the first machine is made. */
export function compileForGuests(): void {
  setFlagsFromString(`--invocation-count-for-turbofan=${INVOCATIONS}`);
}
