/**
 * The way from the interpreter into translated code, as WebAssembly inside the interpreter's loop.
 * It is taken where hot code can begin: at jumps, calls and returns, at branches that go back, and
 * behind an instruction for which translated code was left.
 */

import { slot, TRANSLATIONS, translationEntries } from '../../hart/layout.ts';
import type {
  Callable,
  FunctionBuilder,
  FunctionType,
  Label,
  Local,
} from '../../wasm/function-builder.ts';
import { writeOpenWindow } from '../fetch-window.ts';
import { MISSED, RETURNED } from './leaving.ts';

/** What of the interpreter's loop the dispatcher uses. */
export interface Dispatching {
  readonly pc: Local;
  readonly begun: Local;
  /** Set to 1 where translated code was left for an instruction. */
  readonly resume: Local;
  readonly translate: Callable;
  /** Counts that the interpreter came to `pc`, and sets `count` to how often. */
  readonly count: (f: FunctionBuilder, pc: Local, count: Local, missing: Label) => void;
  /** How often an address is jumped to until it is worth a translation. */
  readonly hotAfter: number;
  /** Of a region's function: instructions begun before and after [region-module.ts]. */
  readonly regionType: FunctionType;
}

const ENTRY_SHIFT = 4;
/** Offsets in an entry of the hash table [translations.ts]. */
const entryField = { pc: 0, place: 8, index: 12 } as const;

/** Runs translated code from `pc` on as long as there is any; then goes to `interpret`. */
export function writeDispatch(f: FunctionBuilder, loop: Dispatching, interpret: Label): void {
  const { pc, begun, resume, translate, hotAfter, regionType } = loop;
  /** Whether a region was left for an access at `pc` whose place the TLB did not know. */
  const missed = f.local('i32');
  f.i32(0).set(missed);
  f.loop((again) => {
    f.scope(() => {
      const place = f.local('i32');
      const entry = f.local('i32');
      const index = f.local('i32');
      const before = f.local('i64');
      loop.count(f, pc, index, interpret);
      f.get(index).i32(hotAfter).op('i32.lt_u').brIf(interpret);
      writePlace(f, pc, place, interpret);
      writeEntry(f, pc, entry);

      f.at('i64.store', slot.pc, () => f.get(pc));
      writeIsOther(f, pc, place, entry);
      f.if(
        () => {
          f.at('i64.store', slot.begun, () => f.get(begun));
          f.get(missed).call(translate).set(index);
        },
        () =>
          f
            .get(entry)
            .memory('i32.load', TRANSLATIONS + entryField.index)
            .set(index),
      );
      f.get(index).op('i32.eqz').brIf(interpret);

      f.get(begun).set(before);
      f.get(begun).i32(0).get(index).callIndirect(regionType).set(begun);
      f.at('i64.load', slot.pc).tee(pc).i64(RETURNED).op('i64.eq');
      f.if(() => f.at('i64.load', slot.returnPc).set(pc));
      f.get(pc).op('i32.wrap_i64').i32(MISSED).op('i32.and').tee(missed);
      f.if(() => {
        f.get(pc).i64(MISSED).op('i64.sub').set(pc);
        f.at('i64.store', slot.pc, () => f.get(pc));
      });
      f.get(begun).get(before).op('i64.eq');
      f.if(() => {
        // The region could not begin with its first instruction.
        f.get(missed).if(() => f.i32(1).call(translate).op('drop'));
        f.br(interpret);
      });
      f.i32(1).set(resume);
      f.br(again);
    });
  });
}

/**
 * `enter(begun, depth)`: calls the translation of the code at the slot `pc` and returns what it
 * returns; if there is none it returns at once. Whether the code is where it was, the translation looks itself.
 */
export function writeEnter(f: FunctionBuilder, regionType: FunctionType): void {
  const [begun, depth] = f.parameters;
  if (!begun || !depth) throw new Error('enter takes what a region takes');
  const pc = f.local('i64');
  const entry = f.local('i32');
  const index = f.local('i32');
  f.at('i64.load', slot.pc).set(pc);
  f.block((missing) => {
    writeEntry(f, pc, entry);
    f.get(entry)
      .memory('i64.load', TRANSLATIONS + entryField.pc)
      .get(pc)
      .op('i64.ne')
      .brIfRarely(missing);
    f.get(entry)
      .memory('i32.load', TRANSLATIONS + entryField.index)
      .tee(index)
      .op('i32.eqz')
      .brIfRarely(missing);
    f.get(begun).get(depth).get(index).returnCallIndirect(regionType);
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
export function writePlace(f: FunctionBuilder, pc: Local, place: Local, missing: Label): void {
  writeOpenWindow(f, pc, place, missing);
  f.get(pc).op('i32.wrap_i64').at('i32.load', slot.fetchAddend).op('i32.add').set(place);
}
