/**
 * How Node compiles our own JavaScript while guests run, and when it collects garbage. What runs long then is WebAssembly;
 * the devices, page walks and translator around it are warm enough with the middle one of V8's compilers, and its best
 * one, in threads of its own, took a quarter of the processor time of a boot of half a second.
 *
 * V8 begins to mark its heap when 64 MiB are held outside it, which a computer's memory always are, and has to
 * finish that with a collection: a tenth of the time of a guest that ends at once. With memory outside counted
 * towards the limit of all memory, it leaves off what there is nothing to collect for, up to some 180 MiB.
 */

import { setFlagsFromString } from 'node:v8';

/**
 * V8 counts calls in the quick compiler's code, to copy functions into others in the good one's: at each entrance of a
 * function, a thirtieth of a boot of Linux. What is worth copying the translator copies itself. Where there is such code
 * already, V8 must go on as it began, or it crashes.
 */
const WITHOUT_INLINING = ['--no-wasm-inlining', '--no-wasm-inlining-call-indirect'];

/** How often a function of JavaScript runs before V8's best compiler has it: usually 3000. */
const INVOCATIONS = 100_000;

let isOwn = false;

/** The process is a command's alone: nobody else has V8 compile WebAssembly in it. */
export function ownProcess(): void {
  isOwn = true;
}

/** Call it before the first machine of a command is made. */
export function compileForGuests(): void {
  setFlagsFromString(`--invocation-count-for-turbofan=${INVOCATIONS}`);
  setFlagsFromString('--external-memory-accounted-in-global-limit');
  if (isOwn) for (const flag of WITHOUT_INLINING) setFlagsFromString(flag);
}
