/**
 * Generates the interpreter: one WebAssembly function that fetches, decodes and executes until the
 * limit, with a case for each handler, written by reading the table's meanings.
 */

import {
  cause,
  type Instruction,
  instructionLength,
  takeException,
  takeInterrupt,
} from '@ireko/isa';
import { type DataTlbShape, EXPANSIONS, HANDLERS, slot, stateAddress } from '../hart/layout.ts';
import type { Callable, FunctionBuilder, Label, Local } from '../wasm/function-builder.ts';
import { ModuleBuilder } from '../wasm/module-builder.ts';
import { type Callees, importHost } from './callees.ts';
import { defineCsrFunctions } from './csr-functions.ts';
import { effects } from './effects.ts';
import { writeOpenWindow } from './fetch-window.ts';
import { writeFind } from './find.ts';
import { type Handler, keyParts } from './handlers.ts';
import { InterpretedMeaning, type Loop } from './interpreted-meaning.ts';
import { writeDispatch, writeEnter } from './translator/dispatch.ts';
import { regionParameters, regionResults } from './translator/region-module.ts';

const PAGE_MASK = -4096;
/** The last offset in a page at which 32 bits can be fetched. */
const LAST_WORD = 4096 - 4;

/** What an interpreter does besides interpreting. */
export interface InterpreterOptions {
  /** Calls the host at each trap and trap return. */
  readonly tellTraps: boolean;
  /** Has code translated once it is hot [translator/dispatch.ts]; undefined: never. */
  readonly hotAfter: number | undefined;
  readonly dataTlb: DataTlbShape;
}

/** The module's bytes. It exports `run` and `interrupt` [engine.ts], and the CSR functions by name. */
export function interpreterModule(
  handlers: readonly Handler[],
  options: InterpreterOptions,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const host = importHost(module);
  const callees = { ...host, ...defineCsrFunctions(module, host, options.dataTlb) };

  // What stands in the table of functions where there is no translation: it does nothing.
  const stub = module.define(
    regionParameters,
    regionResults,
    (f) => {
      const [begun] = f.parameters;
      if (begun) f.get(begun);
    },
    'stub',
  );
  module.define(regionParameters, regionResults, (f) => writeEnter(f, stub), 'enter');
  for (const [name, kind] of [
    ['findRead', 'read'],
    ['findWrite', 'write'],
  ] as const) {
    const write = (f: FunctionBuilder) => writeFind(f, kind, options.dataTlb, host.place);
    module.define(['i64', 'i32'], ['i64'], write, name);
  }
  module.define([], [], (f) => writeRun(f, callees, handlers, options, stub), 'run');
  module.define(['i32'], [], (f) => writeInterrupt(f, callees, options.dataTlb), 'interrupt');
  return module.build();
}

function writeRun(
  f: FunctionBuilder,
  callees: Callees,
  handlers: readonly Handler[],
  { tellTraps, hotAfter, dataTlb }: InterpreterOptions,
  regionType: Callable,
): void {
  const [pc, next, begun] = [f.local('i64'), f.local('i64'), f.local('i64')];
  const [word, fetched, mode] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const resume = f.local('i32');
  f.at('i64.load', slot.pc).set(pc);
  f.at('i64.load', slot.begun).set(begun);
  /** Goes on in translated code if there is any, else to `interpret`. */
  const dispatch = (interpret: Label) => {
    const { translate } = callees;
    if (hotAfter)
      writeDispatch(f, { pc, begun, resume, translate, hotAfter, regionType }, interpret);
    else f.br(interpret);
  };

  f.block((interpret) => dispatch(interpret));
  f.loop((again) => {
    f.block((stop) => {
      f.get(begun).at('i64.load', slot.limit).op('i64.ge_u').brIfRarely(stop);
      f.block((trapped) => {
        const loop = { callees, dataTlb, pc, next, begun, word, fetched, trapped };
        const meaning = new InterpretedMeaning(f, loop);
        f.block((jumped) => {
          writeFetch(f, callees, meaning, loop);
          writeExpand(f, callees, loop);
          const writer = { f, meaning, loop, tellTraps, jumped: hotAfter ? jumped : undefined };
          f.switch(
            () => {
              writeKey(f, word);
              f.i32(1).op('i32.shl').memory('i32.load16_u', HANDLERS);
            },
            handlers.map((handler) => () => f.scope(() => writeHandler(writer, handler))),
          );
          if (hotAfter) f.get(resume).brIf(jumped);
          advance(f, loop);
          f.br(again);
        });
        f.i32(0).set(resume);
        advance(f, loop);
        dispatch(again);
      });

      // Trapped: the cause is in its slots, and what the instruction did is undone by never having been done.
      const meaning = new InterpretedMeaning(f, {
        callees,
        dataTlb,
        pc,
        next,
        begun,
        word,
        fetched,
        trapped: stop,
      });
      if (tellTraps) writeMode(f, mode);
      f.scope(() => {
        const loaded = (address: number) => {
          f.at('i64.load', address);
          return meaning.fromStack();
        };
        f.get(word).op('i64.extend_i32_u');
        takeException(meaning, loaded(slot.trapCause), loaded(slot.trapValue), {
          word: meaning.fromStack(),
          isVirtual: loaded(slot.faultIsVirtual),
          guestPage: loaded(slot.faultGuestPage),
          pseudo: loaded(slot.faultPseudo),
          offset: loaded(slot.faultOffset),
        });
      });
      f.at('i64.store', slot.exceptions, () =>
        f.at('i64.load', slot.exceptions).i64(1).op('i64.add'),
      );
      if (tellTraps) tell(f, callees.trapTaken, mode, next, begun);
      advance(f, { pc, next, begun });
      dispatch(again);
    });
  });
  f.at('i64.store', slot.pc, () => f.get(pc));
  f.at('i64.store', slot.begun, () => f.get(begun));
}

/** The instruction has been executed. */
function advance(
  f: FunctionBuilder,
  { pc, next, begun }: Pick<Loop, 'pc' | 'next' | 'begun'>,
): void {
  f.get(next).set(pc);
  f.get(begun).i64(1).op('i64.add').set(begun);
}

/** Sets `mode` to the privilege mode: 0 U, 1 S, 3 M, 4 VU, 5 VS. */
function writeMode(f: FunctionBuilder, mode: Local): void {
  f.at('i32.load', stateAddress('virtual')).i32(2).op('i32.shl');
  f.at('i32.load', stateAddress('privilege')).op('i32.or').set(mode);
}

/** Tells the host of a trap, with `pc` already where the hart goes. */
function tell(
  f: FunctionBuilder,
  listener: Callable,
  mode: Local,
  next: Local,
  begun: Local,
): void {
  f.at('i64.store', slot.pc, () => f.get(next));
  f.at('i64.store', slot.begun, () => f.get(begun));
  f.get(mode).call(listener);
}

/** Fetches 32 bits through the fetch window, or asks the host. */
function writeFetch(
  f: FunctionBuilder,
  callees: Callees,
  meaning: InterpretedMeaning,
  { pc, fetched, trapped }: Loop,
): void {
  f.block((done) => {
    f.block((missing) => {
      writeOpenWindow(f, pc, fetched, missing);
      f.get(pc).op('i32.wrap_i64').i32(~PAGE_MASK).op('i32.and').i32(LAST_WORD).op('i32.gt_u');
      f.ifRarely(() => {
        // The last halfword of a page is all there is of a compressed instruction.
        f.get(pc).op('i32.wrap_i64').at('i32.load', slot.fetchAddend).op('i32.add');
        f.memory('i32.load16_u').tee(fetched).i32(0b11).op('i32.and').i32(0b11).op('i32.eq');
        f.brIf(missing).br(done);
      });
      f.get(pc).op('i32.wrap_i64').at('i32.load', slot.fetchAddend).op('i32.add');
      f.memory('i32.load').set(fetched).br(done);
    });
    meaning.synchronize();
    f.call(callees.fetch).op('i32.eqz').brIf(trapped);
    f.at('i32.load', slot.exchange).set(fetched);
  });
}

/** Sets `word` and `next`; a compressed instruction is looked up in the table of expansions. */
function writeExpand(
  f: FunctionBuilder,
  callees: Callees,
  { pc, next, word, fetched }: Loop,
): void {
  f.get(fetched)
    .i32(0b11)
    .op('i32.and')
    .i32(0b11)
    .op('i32.eq')
    .if(
      () => {
        f.get(fetched).set(word);
        f.get(pc).i64(instructionLength(0b11)).op('i64.add').set(next);
      },
      () => {
        f.get(pc).i64(instructionLength(0)).op('i64.add').set(next);
        f.get(fetched).i32(0xffff).op('i32.and').tee(fetched);
        f.i32(2).op('i32.shl').memory('i32.load', EXPANSIONS).tee(word).op('i32.eqz');
        f.if(() => f.get(fetched).call(callees.expand).set(word));
      },
    );
}

/** Leaves the word's key on the stack [handlers.ts]. */
function writeKey(f: FunctionBuilder, word: Local): void {
  keyParts.forEach((part, index) => {
    const shift = part.word - part.key;
    f.get(word).i32(shift).op('i32.shr_u');
    f.i32((2 ** part.bits - 1) << part.key).op('i32.and');
    if (index > 0) f.op('i32.or');
  });
}

/** Where handlers are written. */
interface HandlerWriter {
  readonly f: FunctionBuilder;
  readonly meaning: InterpretedMeaning;
  readonly loop: Loop;
  readonly tellTraps: boolean;
  /** Where to go from an instruction after which translated code may begin. */
  readonly jumped: Label | undefined;
}

/** The code of one handler: the meaning of its row, or of whichever of its rows matches. */
function writeHandler(writer: HandlerWriter, { rows, mustMatch }: Handler): void {
  const { f, meaning, loop, tellTraps, jumped } = writer;
  const write = (row: Instruction) => {
    const returns = tellTraps && (row.mnemonic === 'mret' || row.mnemonic === 'sret');
    const before = f.local('i32');
    if (returns) writeMode(f, before);
    row.meaning?.(meaning, meaning.operands(row));
    if (returns) tell(f, loop.callees.trapReturned, before, loop.next, loop.begun);
    if (jumped) writeJump(f, row, loop, jumped);
  };
  const illegal = () => meaning.raise(cause.ILLEGAL_INSTRUCTION, meaning.bits);
  if (!mustMatch) {
    const [row] = rows;
    if (row) write(row);
    else illegal();
    return;
  }
  f.block((done) => {
    for (const row of rows) {
      f.get(loop.word).i32(row.mask).op('i32.and').i32(row.match).op('i32.eq');
      f.if(() =>
        f.scope(() => {
          write(row);
          f.br(done);
        }),
      );
    }
    illegal();
  });
}

/** After a jump, or a branch back, translated code may begin. */
function writeJump(f: FunctionBuilder, row: Instruction, { pc, next }: Loop, jumped: Label): void {
  const { control } = effects({ instruction: row, values: {} });
  if (control === 'none') return;
  if (control === 'jump' || control === 'return') f.br(jumped);
  else f.get(next).get(pc).op('i64.lt_u').brIf(jumped);
}

/** `interrupt(code)`: takes an interrupt at the hart's `pc`. */
function writeInterrupt(f: FunctionBuilder, callees: Callees, dataTlb: DataTlbShape): void {
  const [code] = f.parameters;
  if (!code) throw new Error('interrupt takes a code');
  const [pc, next, begun] = [f.local('i64'), f.local('i64'), f.local('i64')];
  f.at('i64.load', slot.pc).set(pc);
  f.block((trapped) => {
    const loop = { callees, dataTlb, pc, next, begun, word: code, fetched: code, trapped };
    const meaning = new InterpretedMeaning(f, loop);
    f.get(code).op('i64.extend_i32_u');
    takeInterrupt(meaning, meaning.fromStack());
  });
  f.at('i64.store', slot.pc, () => f.get(next));
}
