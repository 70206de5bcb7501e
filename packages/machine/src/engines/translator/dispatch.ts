/**
 * The way from the interpreter into translated code, as WebAssembly inside the interpreter's loop.
 * It is taken where hot code can begin: at jumps, calls and returns, at branches that go back, and
 * behind an instruction for which translated code was left.
 */

import { slot, TRANSLATIONS, translationEntries } from '../../hart/layout.ts';
import type { Callable, FunctionBuilder, Label, Local } from '../../wasm/function-builder.ts';
import { writeOpenWindow } from '../fetch-window.ts';
import { RETURNED } from './region-module.ts';

/** What of the interpreter's loop the dispatcher uses. */
export interface Dispatching {
  readonly pc: Local;
  readonly begun: Local;
  /** Not zero if the next instruction is one for which translated code was left. */
  readonly resume: Local;
  readonly translate: Callable;
  /** How often an address is jumped to until it is worth a translation: at least 2. */
  readonly hotAfter: number;
  /** A function's type: instructions begun before and after [region-module.ts]. */
  readonly regionType: Callable;
}

const ENTRY_SHIFT = 4;
/** Offsets in an entry of the hash table [translations.ts]. */
const entryField = { pc: 0, place: 8, count: 12 } as const;

/** Runs translated code from `pc` on as long as there is any; then goes to `interpret`. */
export function writeDispatch(f: FunctionBuilder, loop: Dispatching, interpret: Label): void {
  const { pc, begun, resume, translate, hotAfter, regionType } = loop;
  f.loop((again) => {
    f.scope(() => {
      const place = f.local('i32');
      const entry = f.local('i32');
      const count = f.local('i32');
      const before = f.local('i64');
      writePlace(f, pc, place, interpret);
      writeEntry(f, pc, entry);

      // Another address or other code under this entry: begin to count.
      writeIsOther(f, pc, place, entry);
      f.if(() => {
        f.get(entry)
          .get(pc)
          .memory('i64.store', TRANSLATIONS + entryField.pc);
        f.get(entry)
          .get(place)
          .memory('i32.store', TRANSLATIONS + entryField.place);
        f.get(entry)
          .i32(1)
          .memory('i32.store', TRANSLATIONS + entryField.count);
        f.br(interpret);
      });

      f.at('i64.store', slot.pc, () => f.get(pc));
      // Not negative: a count. At `hotAfter` the code is translated, or found not to be worth it.
      f.get(entry)
        .memory('i32.load', TRANSLATIONS + entryField.count)
        .tee(count);
      f.i32(0)
        .op('i32.ge_s')
        .if(() => {
          f.get(count).i32(hotAfter).op('i32.ge_s').brIf(interpret);
          f.get(count).i32(1).op('i32.add').set(count);
          f.get(entry)
            .get(count)
            .memory('i32.store', TRANSLATIONS + entryField.count);
          f.get(count).i32(hotAfter).op('i32.lt_s').brIf(interpret);
          f.call(translate).tee(count).op('i32.eqz').brIf(interpret);
          f.get(count).i32(-1).op('i32.xor').set(count);
        });

      f.get(begun).set(before);
      f.get(begun).i32(0).get(count).i32(-1).op('i32.xor').callIndirect(regionType).set(begun);
      f.at('i64.load', slot.pc).tee(pc).i64(RETURNED).op('i64.eq');
      f.if(() => f.at('i64.load', slot.returnPc).set(pc));
      f.get(begun).get(before).op('i64.eq').brIf(interpret);
      f.i32(1).set(resume);
      f.br(again);
    });
  });
}

/**
 * `enter(begun, depth)`: calls the translation of the code at the slot `pc` and returns what it
 * returns; if there is none it returns at once.
 */
export function writeEnter(f: FunctionBuilder, regionType: Callable): void {
  const [begun, depth] = f.parameters;
  if (!begun || !depth) throw new Error('enter takes what a region takes');
  const pc = f.local('i64');
  const place = f.local('i32');
  const entry = f.local('i32');
  f.at('i64.load', slot.pc).set(pc);
  f.block((missing) => {
    writePlace(f, pc, place, missing);
    writeEntry(f, pc, entry);
    writeIsOther(f, pc, place, entry);
    f.get(entry)
      .memory('i32.load', TRANSLATIONS + entryField.count)
      .i32(0)
      .op('i32.ge_s');
    f.op('i32.or').brIf(missing);
    f.get(begun).get(depth);
    f.get(entry)
      .memory('i32.load', TRANSLATIONS + entryField.count)
      .i32(-1)
      .op('i32.xor');
    f.returnCallIndirect(regionType);
  });
  f.get(begun);
}

/** Sets `entry` to an address's entry in the hash table. */
function writeEntry(f: FunctionBuilder, pc: Local, entry: Local): void {
  f.get(pc).i64(1).op('i64.shr_u').op('i32.wrap_i64');
  f.i32(translationEntries - 1)
    .op('i32.and')
    .i32(ENTRY_SHIFT)
    .op('i32.shl')
    .set(entry);
}

/** Leaves on the stack whether the entry is for another address or other code. */
function writeIsOther(f: FunctionBuilder, pc: Local, place: Local, entry: Local): void {
  f.get(entry)
    .memory('i64.load', TRANSLATIONS + entryField.pc)
    .get(pc)
    .op('i64.ne');
  f.get(entry)
    .memory('i32.load', TRANSLATIONS + entryField.place)
    .get(place)
    .op('i32.ne');
  f.op('i32.or');
}

/** Sets `place` to where the code at `pc` is, through the fetch window or the TLB. */
function writePlace(f: FunctionBuilder, pc: Local, place: Local, missing: Label): void {
  writeOpenWindow(f, pc, place, missing);
  f.get(pc).op('i32.wrap_i64').at('i32.load', slot.fetchAddend).op('i32.add').set(place);
}
