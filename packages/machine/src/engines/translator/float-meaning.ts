/**
 * Instructions of F and D in a region. Their registers are locals; the state that they depend on is asked
 * for once in a block, and left to the interpreter unless it is the usual one; so are rare operands to a function.
 */

import { DIRTY, DYN, type FloatOperation, type FloatResult, type StateName } from '@ireko/isa';
import { stateAddress } from '../../hart/layout.ts';
import { bitsLocal, type FunctionBuilder, type Local } from '../../wasm/function-builder.ts';
import type { RegionCallees } from '../callees.ts';
import { type CodeContext, CodeMeaning } from '../code-meaning.ts';
import { floatTypes, hasUsualCase, writeUsualFloat } from '../usual-float.ts';
import type { GuestInstruction } from './guest-instructions.ts';
import type { RegisterLocals } from './registers.ts';

const floatExtensions: ReadonlySet<string> = new Set(['f', 'd']);

/** Ways to write code that leaves the region before the current instruction. */
export interface WaysOut {
  /** The interpreter must execute the instruction. */
  leave(): void;
  /** The TLB did not know an access's place: where that happens often, a region begins that looks further. */
  miss(): void;
}

export abstract class FloatMeaning extends CodeMeaning<number> {
  protected readonly callees: RegionCallees;
  protected readonly registers: RegisterLocals;
  protected readonly waysOut: WaysOut;
  /** What has been found in this block: floating point is on and dirty; `frm` is to nearest. */
  #isDirty = false;
  #roundsToNearest = false;
  /** Whether the current instruction is of F or D. */
  #isFloat = false;

  constructor(
    f: FunctionBuilder,
    context: CodeContext & { readonly callees: RegionCallees },
    registers: RegisterLocals,
    waysOut: WaysOut,
  ) {
    super(f, context);
    this.callees = context.callees;
    this.registers = registers;
    this.waysOut = waysOut;
  }

  /** A block begins, about whose state nothing is known. */
  protected forgetFloat(): void {
    this.#isDirty = false;
    this.#roundsToNearest = false;
  }

  /** Writes what comes before the meaning of an instruction. */
  protected beginInstruction(instruction: GuestInstruction): void {
    this.#isFloat = floatExtensions.has(instruction.decoded.instruction.extension);
    if (this.#isFloat) this.#requireFloat(instruction);
  }

  readFloat(register: number): Local {
    return bitsLocal(this.#floatLocal(register));
  }
  writeFloat(register: number, value: Local): void {
    this.#getNumber(value);
    this.f.set(this.#floatLocal(register));
  }
  #floatLocal(register: number): Local {
    const local = this.registers.f[register];
    if (!local) throw new Error(`f${register} has no local`);
    return local;
  }
  /** Leaves the double with these bits on the stack. */
  #getNumber(bits: Local): void {
    if (bits.bitsOf) this.f.get(bits.bitsOf);
    else this.f.get(bits).op('f64.reinterpret_i64');
  }

  /**
   * Leaves the region unless an instruction of F or D finds the usual state: dirty already if it would make
   * it so, and rounding to nearest if it asks `frm`. Once in a block is enough.
   */
  #requireFloat({ effects, decoded }: GuestInstruction): void {
    const { f } = this;
    if (effects.dirties && !this.#isDirty) {
      this.#isDirty = true;
      f.at('i32.load', stateAddress('fs')).i32(DIRTY).op('i32.ne');
      f.at('i32.load', stateAddress('vsfs')).i32(DIRTY).op('i32.ne');
      f.at('i32.load', stateAddress('virtual')).op('i32.and').op('i32.or');
      f.ifRarely(() => this.waysOut.leave());
    }
    if (decoded.values['rm'] === DYN && !this.#roundsToNearest) {
      this.#roundsToNearest = true;
      f.at('i32.load', stateAddress('frm'));
      f.ifRarely(() => this.waysOut.leave());
    }
  }

  /** What is known need not be asked for; whether a guest runs does not matter then. */
  override state(name: StateName): Local {
    if (this.#isFloat && this.#isDirty) {
      if (name === 'fs' || name === 'vsfs') return this.constant(DIRTY);
      if (name === 'virtual') return this.constant(0);
    }
    if (name === 'frm' && this.#isFloat && this.#roundsToNearest) return this.constant(0);
    return super.state(name);
  }
  override setState(name: StateName, value: Local): void {
    const makesDirty = this.#isFloat && (name === 'fs' || name === 'vsfs');
    if (makesDirty && this.#isDirty) return;
    if (name === 'fs' || name === 'vsfs') this.#isDirty = false;
    if (name === 'frm') this.#roundsToNearest = false;
    super.setState(name, value);
  }

  /** The function adds to the exceptions accrued, so none are left to add. */
  override float(
    operation: FloatOperation,
    { constant: mode }: Local,
    operands: readonly Local[],
  ): FloatResult<Local> {
    const { f } = this;
    const callee = this.callees.floats.get(operation);
    if (!callee || mode === undefined) throw new Error(`${operation} was not foreseen`);
    const value = f.local('i64');
    const types = floatTypes(operation);
    const result = types.result === 'i64' ? value : f.local(types.result);
    const call = () => {
      for (const operand of operands) f.get(operand);
      f.i32(Number(mode)).call(callee);
      if (types.result === 'f64') f.op('f64.reinterpret_i64').set(result);
      else f.set(value);
    };
    if (hasUsualCase(operation, Number(mode))) {
      const numbers = operands.map((operand) => this.#asNumber(operand, types.operand));
      f.block((done) => {
        f.block((otherwise) => {
          writeUsualFloat(f, operation, numbers, result, otherwise);
          if (types.result === 'f32')
            f.get(result).op('i32.reinterpret_f32').op('i64.extend_i32_u').set(value);
          f.br(done);
        });
        call();
      });
    } else call();
    return { value: types.result === 'f64' ? bitsLocal(result) : value, flags: this.constant(0) };
  }

  /** The number that bits stand for, or an integer as it is. */
  #asNumber(bits: Local, type: 'f32' | 'f64' | 'i64'): Local {
    if (type === 'i64') return bits;
    if (type === 'f64' && bits.bitsOf) return bits.bitsOf;
    const number = this.f.local(type);
    if (type === 'f64') this.#getNumber(bits);
    else this.f.get(bits).op('i32.wrap_i64').op('f32.reinterpret_i32');
    this.f.set(number);
    return number;
  }
}
