/**
 * Generates the interpreter: one WebAssembly function that fetches, decodes and executes until the
 * limit, with a case for each handler, written by reading the table's meanings. Operands are
 * fetched from the instruction word at run time.
 */

import {
  cause,
  type Field,
  type Instruction,
  instructionLength,
  type Operands,
  takeTrap,
} from '@ireko/isa';
import {
  EXPANSIONS,
  FLOAT_REGISTERS,
  HANDLERS,
  REGISTERS,
  slot,
  stateAddress,
} from '../hart/layout.ts';
import type { Callable, FunctionBuilder, Label, Local } from '../wasm/function-builder.ts';
import { ModuleBuilder } from '../wasm/module-builder.ts';
import { type Callees, importHost } from './callees.ts';
import { type CodeContext, CodeMeaning } from './code-meaning.ts';
import { defineCsrFunctions } from './csr-functions.ts';
import { effects } from './effects.ts';
import { type Handler, keyParts } from './handlers.ts';
import { writeDispatch, writeEnter } from './translator/dispatch.ts';
import { regionParameters, regionResults } from './translator/region-module.ts';

/** The locals of the interpreter's loop. */
interface Loop extends CodeContext {
  readonly callees: Callees;
  /** The instruction as 32 bits, expanded if it is compressed; and as it was fetched. */
  readonly word: Local;
  readonly fetched: Local;
}

/** An instruction whose operands stand in the loop's `word`. */
class InterpretedMeaning extends CodeMeaning<Field> {
  readonly #loop: Loop;

  constructor(f: FunctionBuilder, loop: Loop) {
    super(f, loop);
    this.#loop = loop;
  }

  /** The value that is on the stack. */
  fromStack(): Local {
    return this.result('i64');
  }

  get bits(): Local {
    this.f.get(this.#loop.fetched).op('i64.extend_i32_u');
    return this.result('i64');
  }

  read(register: Field): Local {
    this.#registerOffset(register);
    this.f.memory('i64.load', REGISTERS);
    return this.result('i64');
  }

  /** `x0` is written like the others, and cleared again: cheaper than asking. */
  write(register: Field, value: Local): void {
    this.#registerOffset(register);
    this.f.get(value).memory('i64.store', REGISTERS);
    this.f.at('i64.store', REGISTERS, () => this.f.i64(0));
  }

  readFloat(register: Field): Local {
    this.#registerOffset(register);
    this.f.memory('i64.load', FLOAT_REGISTERS);
    return this.result('i64');
  }

  writeFloat(register: Field, value: Local): void {
    this.#registerOffset(register);
    this.f.get(value).memory('i64.store', FLOAT_REGISTERS);
  }

  isZero(designator: Field): Local {
    this.#registerOffset(designator);
    this.f.op('i32.eqz');
    return this.result('i32');
  }

  override checkCsr(csr: Field, access: 'read' | 'write'): void {
    this.#unsignedField(csr, 0);
    this.f
      .i32(access === 'write' ? 1 : 0)
      .call(this.#loop.callees.checkCsr)
      .op('i32.eqz');
    this.f.if(() => this.f.scope(() => this.raise(cause.ILLEGAL_INSTRUCTION, this.bits)));
  }
  override readCsr(csr: Field): Local {
    return this.#readCsr(csr, this.#loop.callees.readCsr);
  }
  override modifiedCsr(csr: Field): Local {
    return this.#readCsr(csr, this.#loop.callees.modifiedCsr);
  }
  #readCsr(csr: Field, callee: Callable): Local {
    this.synchronize();
    this.#unsignedField(csr, 0);
    this.f.call(callee);
    return this.result('i64');
  }
  override writeCsr(csr: Field, value: Local): void {
    this.synchronize();
    this.#unsignedField(csr, 0);
    this.f.get(value).call(this.#loop.callees.writeCsr);
  }

  /** Eight times the register's number. */
  #registerOffset(register: Field): void {
    this.#unsignedField(register, 3);
  }

  /** Leaves a field of one piece, shifted left by `scale`, on the stack. */
  #unsignedField(field: Field, scale: number): void {
    const [piece] = field.pieces;
    if (!piece || field.pieces.length > 1) throw new Error(`${field.name} is in several pieces`);
    const { hi, lo, at } = piece;
    const mask = (2 ** (hi - lo + 1) - 1) << scale;
    this.f
      .get(this.#loop.word)
      .i32(at - scale)
      .op('i32.shr_u')
      .i32(mask)
      .op('i32.and');
  }

  /** The value of a field of any shape: its pieces put together, the top one sign-extended. */
  #immediate(field: Field): Local {
    const { f } = this;
    const top = Math.max(...field.pieces.map((piece) => piece.hi));
    field.pieces.forEach(({ hi, lo, at }, index) => {
      const bits = hi - lo + 1;
      const isSigned = field.signed && hi === top;
      f.get(this.#loop.word)
        .i32(32 - bits - at)
        .op('i32.shl');
      f.i32(32 - bits).op(isSigned ? 'i32.shr_s' : 'i32.shr_u');
      f.i32(lo).op('i32.shl');
      if (index > 0) f.op('i32.or');
    });
    f.op(field.signed ? 'i64.extend_i32_s' : 'i64.extend_i32_u');
    return this.result('i64');
  }

  /** The operands of a row; code for an immediate is written where the meaning first takes it. */
  operands({ mnemonic, fields }: Instruction): Operands<Local, Field> {
    const named = (name: string): Field => {
      const field = fields[name];
      if (!field) throw new Error(`the meaning of ${mnemonic} uses ${name}, which it has not`);
      return field;
    };
    const immediate = (name: string) => this.#immediate(named(name));
    return {
      get rd() {
        return named('rd');
      },
      get rs1() {
        return named('rs1');
      },
      get rs2() {
        return named('rs2');
      },
      get rs3() {
        return named('rs3');
      },
      get csr() {
        return named('csr');
      },
      get imm() {
        return immediate('imm');
      },
      get rm() {
        return immediate('rm');
      },
    };
  }
}

const PAGE_MASK = -4096;
/** The last offset in a page at which 32 bits can be fetched. */
const LAST_WORD = 4096 - 4;

/** What an interpreter does besides interpreting. */
export interface InterpreterOptions {
  /** Calls the host at each trap and trap return. */
  readonly tellTraps: boolean;
  /** Has code translated once it is hot [translator/dispatch.ts]; undefined: never. */
  readonly hotAfter: number | undefined;
}

/** The module's bytes. It exports `run` and `interrupt` [engine.ts], and the CSR functions by name. */
export function interpreterModule(
  handlers: readonly Handler[],
  options: InterpreterOptions,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const host = importHost(module);
  const callees = { ...host, ...defineCsrFunctions(module, host) };

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
  module.define([], [], (f) => writeRun(f, callees, handlers, options, stub), 'run');
  module.define(['i32'], [], (f) => writeInterrupt(f, callees), 'interrupt');
  return module.build();
}

function writeRun(
  f: FunctionBuilder,
  callees: Callees,
  handlers: readonly Handler[],
  { tellTraps, hotAfter }: InterpreterOptions,
  regionType: Callable,
): void {
  const [pc, next, begun] = [f.local('i64'), f.local('i64'), f.local('i64')];
  const [word, fetched, privilege] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const resume = f.local('i32');
  f.at('i64.load', slot.pc).set(pc);
  f.at('i64.load', slot.begun).set(begun);

  f.loop((again) => {
    f.block((stop) => {
      f.get(begun).at('i64.load', slot.limit).op('i64.ge_u').brIf(stop);
      f.block((trapped) => {
        const loop = { callees, pc, next, begun, word, fetched, trapped };
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
        if (hotAfter) {
          f.i32(0).set(resume);
          advance(f, loop);
          const { translate } = callees;
          writeDispatch(f, { pc, begun, resume, translate, hotAfter, regionType }, again);
        }
      });

      // Trapped: the cause is in its slots, and what the instruction did is undone by never having been done.
      const meaning = new InterpretedMeaning(f, {
        callees,
        pc,
        next,
        begun,
        word,
        fetched,
        trapped: stop,
      });
      if (tellTraps) f.at('i32.load', stateAddress('privilege')).set(privilege);
      f.scope(() => {
        f.at('i64.load', slot.trapCause);
        const code = meaning.fromStack();
        f.at('i64.load', slot.trapValue);
        takeTrap(meaning, 'exception', code, meaning.fromStack());
      });
      f.at('i64.store', slot.exceptions, () =>
        f.at('i64.load', slot.exceptions).i64(1).op('i64.add'),
      );
      if (tellTraps) tell(f, callees.trapTaken, privilege, next, begun);
      advance(f, { pc, next, begun });
      f.br(again);
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

/** Tells the host of a trap, with `pc` already where the hart goes. */
function tell(
  f: FunctionBuilder,
  listener: Callable,
  privilege: Local,
  next: Local,
  begun: Local,
): void {
  f.at('i64.store', slot.pc, () => f.get(next));
  f.at('i64.store', slot.begun, () => f.get(begun));
  f.get(privilege).call(listener);
}

/** Fetches 32 bits through the fetch window, or asks the host. */
function writeFetch(
  f: FunctionBuilder,
  callees: Callees,
  meaning: InterpretedMeaning,
  { pc, fetched, trapped }: Loop,
): void {
  f.get(pc).i64(PAGE_MASK).op('i64.and').at('i64.load', slot.fetchPage).op('i64.eq');
  f.get(pc).op('i32.wrap_i64').i32(~PAGE_MASK).op('i32.and').i32(LAST_WORD).op('i32.le_u');
  f.op('i32.and').if(
    () => {
      f.get(pc).op('i32.wrap_i64').at('i32.load', slot.fetchAddend).op('i32.add');
      f.memory('i32.load').set(fetched);
    },
    () => {
      meaning.synchronize();
      f.call(callees.fetch).op('i32.eqz').brIf(trapped);
      f.at('i32.load', slot.exchange).set(fetched);
    },
  );
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
    if (returns) f.at('i32.load', stateAddress('privilege')).set(before);
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
  const { control, privileged } = effects({ instruction: row, values: {} });
  if (control === 'none') return;
  if (control === 'jump' || privileged) f.br(jumped);
  else f.get(next).get(pc).op('i64.lt_u').brIf(jumped);
}

/** `interrupt(code)`: takes an interrupt at the hart's `pc`. */
function writeInterrupt(f: FunctionBuilder, callees: Callees): void {
  const [code] = f.parameters;
  if (!code) throw new Error('interrupt takes a code');
  const [pc, next, begun] = [f.local('i64'), f.local('i64'), f.local('i64')];
  f.at('i64.load', slot.pc).set(pc);
  f.block((trapped) => {
    const loop = { callees, pc, next, begun, word: code, fetched: code, trapped };
    const meaning = new InterpretedMeaning(f, loop);
    f.get(code).op('i64.extend_i32_u');
    takeTrap(meaning, 'interrupt', meaning.fromStack(), meaning.constant(0));
  });
  f.at('i64.store', slot.pc, () => f.get(next));
}
