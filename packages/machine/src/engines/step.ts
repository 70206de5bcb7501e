/**
 * Writes the interpreter's step: it fetches an instruction, finds its handler, executes it, and goes on
 * with the next until the limit.
 *
 * The common handlers stand in the step itself. All others are functions [handler-module.ts] that end
 * in a tail call of it. So the step is small enough for the host's good compiler to be ready with it
 * soon, and what a program does not use is never made. Where the interpreter is, functions pass on
 * in parameters, which are registers of the host.
 */

import { COUNTS, countBytes, fetchTlbEntry, slot } from '../hart/layout.ts';
import { PAGE } from '../hart/page.ts';
import type {
  Callable,
  FunctionBuilder,
  FunctionType,
  Label,
  Local,
} from '../wasm/function-builder.ts';
import type { HostCallees } from './callees.ts';
import type { Finders } from './code-meaning.ts';
import { DecodedMeaning, decoded, writeEntry, writeIsCompressed } from './decoded.ts';
import { writeFindEntry } from './fetch-window.ts';
import { type GoOn, type HandlerOptions, writeRow } from './handler-module.ts';
import { commonHandlers, compressedHandlers, type Handler } from './handlers.ts';
import type { Interpreted } from './interpreted-meaning.ts';
import { FAULTED } from './translation-stage.ts';
import { writePlace } from './translator/dispatch.ts';

/** The last offset in a page at which 32 bits can be fetched. */
const LAST_WORD = PAGE - 4;
const MOST_COUNTED = 2 ** 16 - 1;

/** What an interpreter does besides interpreting. */
export interface InterpreterOptions extends HandlerOptions {
  /** Has code translated that was jumped to so often [translator/dispatch.ts]; undefined: never. */
  readonly hotAfter: number | undefined;
}

/** The parameters of a function that is told where the interpreter is. */
function arrivalOf(f: FunctionBuilder): readonly [pc: Local, begun: Local] {
  const [pc, begun] = f.parameters;
  if (!pc || !begun) throw new Error('the function is not told where the interpreter is');
  return [pc, begun];
}

/** Puts where the interpreter is into its slots, for `run` to go on. */
export function writeBack(f: FunctionBuilder, pc: Local, begun: Local): void {
  f.at('i64.store', slot.pc, () => f.get(pc));
  f.at('i64.store', slot.begun, () => f.get(begun));
}

/** What a step is made of. */
interface StepParts {
  readonly host: HostCallees;
  readonly finders: Finders;
  /** Finds the page of an address for a fetch, without the host [page-walk.ts]. */
  readonly walkForFetch: Callable;
  readonly options: InterpreterOptions;
  readonly trap: Callable;
  readonly handlerType: FunctionType;
  /** @see writeExpanded */
  readonly expanded: Callable;
  /** @see writeDecode */
  readonly decode: Callable;
}

/** `step(pc, begun)`: executes the instruction at `pc` and those behind it until the limit. */
export function writeStep(f: FunctionBuilder, parts: StepParts): void {
  const {
    host: callees,
    finders,
    walkForFetch,
    options,
    trap,
    handlerType,
    expanded,
    decode,
  } = parts;
  const { dataTlb, tellTraps, hotAfter } = options;
  const [pc, begun] = arrivalOf(f);
  const [next, fetched, entry] = [f.local('i64'), f.local('i32'), f.local('i32')];
  /** What was fetched when the entry was made. */
  const known = f.local('i32');
  const count = f.local('i32');
  const arrived = () => f.get(pc).get(next).get(begun);
  f.block((trapped) => {
    f.loop((again) => {
      const at = { callees, finders, dataTlb, pc, next, begun, fetched, trapped };
      const meaning = new DecodedMeaning(f, at, entry);
      const goOn: GoOn = (how) => {
        f.get(next).set(pc);
        f.get(begun).i64(1).op('i64.add').set(begun);
        if (how !== 'step' && hotAfter) f.scope(() => writeCount(f, pc, count, again));
        if (how === 'jumped' && hotAfter) {
          f.get(count).i32(hotAfter).op('i32.lt_u').brIf(again);
          writeBack(f, pc, begun);
          f.op('return');
        } else f.br(again);
      };
      f.get(begun).at('i64.load', slot.limit).op('i64.ge_u');
      f.ifRarely(() => {
        writeBack(f, pc, begun);
        f.op('return');
      });
      writeEntry(f, pc, entry);
      f.get(entry).memory('i32.load', decoded.fetched).set(known);
      writeFetch(f, at, walkForFetch, again);
      f.get(known).get(fetched).op('i32.ne');
      f.ifRarely(() => f.get(entry).get(fetched).call(decode));
      const goOnHere = { ...at, tellTraps, goOn };
      // The length is a constant: the host's processor need not wait for memory to know the next address.
      const casesOf = (handlers: readonly Handler[], length: number) =>
        handlers.map(
          ({ rows: [row] }) =>
            () =>
              row &&
              f.scope(() => {
                writeNext(f, at, length);
                writeRow(f, row, meaning, goOnHere);
              }),
        );
      f.switch(
        () => f.get(entry).memory('i32.load16_u', decoded.handler),
        [
          // Nothing has been decoded here: zeroes, which are taken for what an entry of zeroes is about.
          () => f.get(entry).get(fetched).call(decode).br(again),
          ...casesOf(commonHandlers(), 4),
          ...casesOf(compressedHandlers(), 2),
        ],
      );
      writeIsCompressed(f, fetched);
      f.if(
        () => writeNext(f, at, 2),
        () => writeNext(f, at, 4),
      );
      arrived().get(entry).memory('i32.load', decoded.operand).get(fetched);
      f.get(entry).memory('i32.load16_u', decoded.handler).returnCallIndirect(handlerType);
    });
  });
  arrived().get(fetched).call(expanded).get(fetched).returnCall(trap);
}

/** Sets `next` to the address behind an instruction of so many bytes. */
function writeNext(f: FunctionBuilder, { pc, next }: Interpreted, length: number): void {
  f.get(pc).i64(length).op('i64.add').set(next);
}

/** Fetches 32 bits through the fetch window, or asks the host. @param again where to go to fetch once more. */
function writeFetch(
  f: FunctionBuilder,
  { callees, pc, next, begun, fetched, trapped }: Interpreted,
  walk: Callable,
  again: Label,
): void {
  f.block((done) => {
    // A window that is shut is at an odd address: rotated, the distance is out of reach as well.
    f.get(pc).at('i64.load', slot.fetchPage).op('i64.sub').i64(1).op('i64.rotr');
    f.i64(LAST_WORD / 2).op('i64.gt_u');
    f.ifRarely(() => {
      // So `next` is set in each lap before it is read, and the host's compiler keeps none from the lap before.
      f.get(pc).set(next);
      f.block((host) => {
        f.block((missing) => {
          writePlace(f, pc, fetched, missing);
          f.get(pc)
            .op('i32.wrap_i64')
            .i32(PAGE - 1)
            .op('i32.and')
            .i32(LAST_WORD)
            .op('i32.gt_u');
          f.if(() => {
            // The last halfword of a page is all there is of a compressed instruction.
            f.get(fetched).memory('i32.load16_u').tee(fetched).i32(0b11).op('i32.and');
            f.i32(0b11).op('i32.ne').brIf(done);
            f.scope(() => writeFetchBehind(f, pc, fetched, host));
            f.br(done);
          });
          f.get(fetched).memory('i32.load').set(fetched).br(done);
        });
        const found = f.local('i64');
        f.get(pc).call(walk).tee(found).i64(0).op('i64.ge_s').brIf(again);
        f.get(found).i64(FAULTED).op('i64.eq').brIf(trapped);
      });
      writeBack(f, pc, begun);
      f.call(callees.fetch).op('i32.eqz').brIf(trapped);
      f.at('i32.load', slot.exchange).set(fetched).br(done);
    });
    f.get(pc).op('i32.wrap_i64').at('i32.load', slot.fetchAddend).op('i32.add');
    f.memory('i32.load').set(fetched);
  });
}

/** Adds the upper half of an instruction, which stands in the next page, to the lower half in `fetched`. */
function writeFetchBehind(f: FunctionBuilder, pc: Local, fetched: Local, missing: Label): void {
  const [behind, entry] = [f.local('i64'), f.local('i32')];
  f.get(pc).i64(2).op('i64.add').set(behind);
  writeFindEntry(f, behind, entry, missing);
  f.get(behind).op('i32.wrap_i64').get(entry).memory('i32.load', fetchTlbEntry.addend);
  f.op('i32.add').memory('i32.load16_u').i32(16).op('i32.shl');
  f.get(fetched).op('i32.or').set(fetched);
}

/** `jumped(pc, begun)`: as `step`, but returns to `run` where code is hot. */
export function writeJumped(
  f: FunctionBuilder,
  step: Callable,
  hotAfter: number | undefined,
): void {
  const [pc, begun] = arrivalOf(f);
  if (hotAfter) {
    const count = f.local('i32');
    f.block((cold) => {
      writeCount(f, pc, count, cold);
      f.get(count).i32(hotAfter).op('i32.lt_u').brIf(cold);
      writeBack(f, pc, begun);
      f.op('return');
    });
  }
  f.get(pc).get(begun).returnCall(step);
}

/** Counts one more time that the interpreter came to `pc`, and sets `count` to how often it has. */
export function writeCount(f: FunctionBuilder, pc: Local, count: Local, missing: Label): void {
  const place = f.local('i32');
  writePlace(f, pc, place, missing);
  f.get(place)
    .i32(countBytes - 2)
    .op('i32.and')
    .tee(place);
  f.get(place).memory('i32.load16_u', COUNTS).tee(count);
  f.get(count).i32(MOST_COUNTED).op('i32.ne').op('i32.add').tee(count);
  f.memory('i32.store16', COUNTS);
}
