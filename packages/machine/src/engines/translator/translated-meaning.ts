/**
 * The table's meanings as WebAssembly with known operands: registers are locals, immediates and
 * `pc` are constants. Whatever is rare (a device, a fault, a page that holds code) is not done
 * here: the region is left, with everything written back, and the interpreter does it.
 */

import type { Decoded, Operands, Width } from '@ireko/isa';
import { FLOAT_REGISTERS, REGISTERS, slot } from '../../hart/layout.ts';
import type { FunctionBuilder, Local } from '../../wasm/function-builder.ts';
import { type CodeContext, CodeMeaning, loads, stores } from '../code-meaning.ts';
import type { GuestInstruction } from './region.ts';

const READ = 0;
const WRITE = 1;

/** A guest register kept in a local while the region runs. */
export type RegisterLocals = readonly Local[];

export class TranslatedMeaning extends CodeMeaning<number> {
  readonly #registers: RegisterLocals;
  readonly #leave: () => void;
  #current: GuestInstruction | undefined;
  /** The condition of the branch that was translated last, or the target of the indirect jump. */
  #condition: Local | undefined;
  #target: Local | undefined;

  /** @param leave writes code that leaves the region before the current instruction. */
  constructor(
    f: FunctionBuilder,
    context: CodeContext,
    registers: RegisterLocals,
    leave: () => void,
  ) {
    super(f, context);
    this.#registers = registers;
    this.#leave = leave;
  }

  /** Writes the code of one instruction. */
  translate(instruction: GuestInstruction): void {
    this.#current = instruction;
    this.#condition = undefined;
    this.#target = undefined;
    const { decoded } = instruction;
    decoded.instruction.meaning?.(this, this.#operands(decoded));
  }

  /** After a branch: whether it is taken. */
  get condition(): Local {
    if (!this.#condition) throw new Error('the instruction is no branch');
    return this.#condition;
  }

  /** After an indirect jump: where to. */
  get target(): Local {
    if (!this.#target) throw new Error('the instruction does not jump');
    return this.#target;
  }

  #operands({ values }: Decoded): Operands<Local, number> {
    const immediate = (name: string) => this.constant(values[name] ?? 0);
    return {
      rd: values['rd'] ?? 0,
      rs1: values['rs1'] ?? 0,
      rs2: values['rs2'] ?? 0,
      rs3: values['rs3'] ?? 0,
      csr: values['csr'] ?? 0,
      get imm() {
        return immediate('imm');
      },
      get rm() {
        return immediate('rm');
      },
    };
  }

  override get pc(): Local {
    return this.constant(this.#current?.pc ?? 0n);
  }
  override get nextPc(): Local {
    return this.constant((this.#current?.pc ?? 0n) + BigInt(this.#current?.length ?? 0));
  }
  get bits(): Local {
    throw new Error('an instruction that shows its bits is interpreted');
  }

  read(register: number): Local {
    return register === 0 ? this.constant(0) : this.#local(register);
  }
  write(register: number, value: Local): void {
    if (register !== 0) this.f.get(value).set(this.#local(register));
  }
  readFloat(register: number): Local {
    this.f.at('i64.load', FLOAT_REGISTERS + register * 8);
    return this.result('i64');
  }
  writeFloat(register: number, value: Local): void {
    this.f.at('i64.store', FLOAT_REGISTERS + register * 8, () => this.f.get(value));
  }
  isZero(designator: number): Local {
    this.f.i32(designator === 0 ? 1 : 0);
    return this.result('i32');
  }
  protected csrNumber(): void {
    throw new Error('CSR instructions are interpreted');
  }
  #local(register: number): Local {
    const local = this.#registers[register];
    if (!local) throw new Error(`x${register} has no local`);
    return local;
  }

  override jump(target: Local): void {
    this.#target = target;
  }
  /** A branch is a condition on a jump, which the region's structure carries out. */
  override when(condition: Local, then: () => void, otherwise?: () => void): void {
    if (this.#current?.effects.control === 'branch') this.#condition = condition;
    else super.when(condition, then, otherwise);
  }
  /** The interpreter will come to the same conclusion. */
  override raise(): void {
    this.#leave();
  }

  /** A miss asks the host for the place; if there is none, the interpreter takes over. */
  protected override missedLoad(address: Local, width: Width, value: Local): void {
    const place = this.#place(address, width, READ);
    this.f.get(place).memory(loads[width]).set(value);
  }
  protected override missedStore(address: Local, width: Width, value: Local): void {
    const place = this.#place(address, width, WRITE);
    this.f.get(place).get(value).memory(stores[width]);
  }
  protected override missedModify(address: Local, width: Width, operand: Local): void {
    this.f.get(this.#place(address, width, WRITE)).set(operand);
  }

  #place(address: Local, width: Width, isWrite: number): Local {
    const { f } = this;
    const place = f.local('i32');
    f.at('i64.store', slot.exchange, () => f.get(address));
    f.i32(width).i32(isWrite).call(this.context.callees.place).tee(place).op('i32.eqz');
    f.if(() => this.#leave());
    return place;
  }
}

/** Loads registers from their slots into locals. */
export function loadRegisters(f: FunctionBuilder, registers: RegisterLocals, which: number): void {
  forEachRegister(which, (number) => {
    const local = registers[number];
    if (local) f.at('i64.load', REGISTERS + number * 8).set(local);
  });
}

/** Writes registers from their locals back into their slots. */
export function storeRegisters(f: FunctionBuilder, registers: RegisterLocals, which: number): void {
  forEachRegister(which, (number) => {
    const local = registers[number];
    if (local) f.at('i64.store', REGISTERS + number * 8, () => f.get(local));
  });
}

function forEachRegister(which: number, action: (number: number) => void): void {
  for (let number = 1; number < 32; number++) {
    if (which & (1 << number)) action(number);
  }
}
