/**
 * The table's meanings as WebAssembly with operands that are found at run time: in the instruction word,
 * registers by their numbers and immediates put together from its pieces; or decoded before [decoded.ts].
 */

import type { Field, Instruction, Operands } from '@ireko/isa';
import { FLOAT_REGISTERS, REGISTERS } from '../hart/layout.ts';
import type { FunctionBuilder, Local } from '../wasm/function-builder.ts';
import type { CsrCallees, HostCallees } from './callees.ts';
import { type CodeContext, CodeMeaning } from './code-meaning.ts';

/** Where an instruction is interpreted. */
export interface Interpreted extends CodeContext {
  readonly callees: HostCallees & Partial<CsrCallees>;
  /** What was fetched at `pc`: 32 bits, or 16 at the end of a page. */
  readonly fetched: Local;
}

/** Where its word is at hand: the instruction as 32 bits, expanded if it is compressed. */
export interface InterpretedWord extends Interpreted {
  readonly word: Local;
}

export abstract class InterpretedMeaning extends CodeMeaning<Field> {
  readonly #fetched: Local;

  constructor(f: FunctionBuilder, at: Interpreted) {
    super(f, at);
    this.#fetched = at.fetched;
  }

  /** Leaves the place of the register that a field names, less that of `x0` or `f0`, on the stack. */
  protected abstract registerOffset(register: Field): void;
  protected abstract immediate(field: Field): Local;

  /** Of a compressed instruction 16: what was fetched behind it is none of it. */
  get bits(): Local {
    const fetched = this.#fetched;
    this.f.get(fetched).get(fetched).i32(0xffff).op('i32.and');
    this.f.get(fetched).i32(0b11).op('i32.and').i32(0b11).op('i32.eq').op('select');
    this.f.op('i64.extend_i32_u');
    return this.result('i64');
  }

  read(register: Field): Local {
    this.registerOffset(register);
    this.f.memory('i64.load', REGISTERS);
    return this.result('i64');
  }

  readFloat(register: Field): Local {
    this.registerOffset(register);
    this.f.memory('i64.load', FLOAT_REGISTERS);
    return this.result('i64');
  }

  writeFloat(register: Field, value: Local): void {
    this.registerOffset(register);
    this.f.get(value).memory('i64.store', FLOAT_REGISTERS);
  }

  isZero(designator: Field): Local {
    this.registerOffset(designator);
    this.f.op('i32.eqz');
    return this.result('i32');
  }

  /** The operands of a row; code for an immediate is written where the meaning first takes it. */
  operands({ mnemonic, fields }: Instruction): Operands<Local, Field> {
    const named = (name: string): Field => {
      const field = fields[name];
      if (!field) throw new Error(`the meaning of ${mnemonic} uses ${name}, which it has not`);
      return field;
    };
    const immediate = (name: string) => this.immediate(named(name));
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

/** An instruction whose operands stand in its `word`. */
export class WordMeaning extends InterpretedMeaning {
  readonly #at: InterpretedWord;

  constructor(f: FunctionBuilder, at: InterpretedWord) {
    super(f, at);
    this.#at = at;
  }

  /** The value that is on the stack. */
  fromStack(): Local {
    return this.result('i64');
  }

  /** `x0` is written like the others, and cleared again: cheaper than asking. */
  write(register: Field, value: Local): void {
    this.registerOffset(register);
    this.f.get(value).memory('i64.store', REGISTERS);
    this.f.at('i64.store', REGISTERS, () => this.f.i64(0));
  }

  override checkCsr(csr: Field, access: 'read' | 'write'): void {
    const { f } = this;
    const exception = f.local('i32');
    this.#unsignedField(csr, 0);
    f.i32(access === 'write' ? 1 : 0);
    this.#callCsr('checkCsr');
    f.tee(exception).if(() =>
      f.scope(() => this.trap(() => f.get(exception).op('i64.extend_i32_u'), this.bits)),
    );
  }
  override readCsr(csr: Field): Local {
    return this.#readCsr(csr, 'readCsr');
  }
  override modifiedCsr(csr: Field): Local {
    return this.#readCsr(csr, 'modifiedCsr');
  }
  #readCsr(csr: Field, callee: 'readCsr' | 'modifiedCsr'): Local {
    this.synchronize();
    this.#unsignedField(csr, 0);
    this.#callCsr(callee);
    return this.result('i64');
  }
  override writeCsr(csr: Field, value: Local): void {
    this.synchronize();
    this.#unsignedField(csr, 0);
    this.f.get(value);
    this.#callCsr('writeCsr');
  }
  #callCsr(name: keyof CsrCallees): void {
    const callee = this.#at.callees[name];
    if (!callee) throw new Error('no CSR is named here');
    this.f.call(callee);
  }

  /** Eight times the register's number. */
  protected registerOffset(register: Field): void {
    this.#unsignedField(register, 3);
  }

  /** Leaves a field of one piece, shifted left by `scale`, on the stack. */
  #unsignedField(field: Field, scale: number): void {
    const [piece] = field.pieces;
    if (!piece || field.pieces.length > 1) throw new Error(`${field.name} is in several pieces`);
    const { hi, lo, at } = piece;
    const mask = (2 ** (hi - lo + 1) - 1) << scale;
    this.f
      .get(this.#at.word)
      .i32(at - scale)
      .op('i32.shr_u')
      .i32(mask)
      .op('i32.and');
  }

  protected immediate(field: Field): Local {
    writeImmediate(this.f, this.#at.word, field);
    this.f.op(field.signed ? 'i64.extend_i32_s' : 'i64.extend_i32_u');
    return this.result('i64');
  }
}

/** Leaves the value of a field of any shape on the stack, 32 bits: its pieces put together, the top one sign-extended. */
export function writeImmediate(f: FunctionBuilder, word: Local, field: Field): void {
  const top = Math.max(...field.pieces.map((piece) => piece.hi));
  field.pieces.forEach(({ hi, lo, at }, index) => {
    const bits = hi - lo + 1;
    const isSigned = field.signed && hi === top;
    f.get(word)
      .i32(32 - bits - at)
      .op('i32.shl');
    f.i32(32 - bits).op(isSigned ? 'i32.shr_s' : 'i32.shr_u');
    f.i32(lo).op('i32.shl');
    if (index > 0) f.op('i32.or');
  });
}
