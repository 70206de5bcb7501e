/**
 * The table's meanings as WebAssembly with known operands: registers are locals, immediates and
 * `pc` are constants. Whatever is rare (a device, a fault, a page that holds code) is not done
 * here: the region is left, with everything written back, and the interpreter does it.
 */

import { accessException, type Csr, csr, type Decoded, type Operands } from '@ireko/isa';
import { constantLocal, type FunctionBuilder, type Local } from '../../wasm/function-builder.ts';
import type { WaysOut } from './float-meaning.ts';
import type { Flow, FlowBlock } from './flow.ts';
import type { GuestInstruction } from './guest-instructions.ts';
import { MemoryMeaning, type RegionContext } from './memory-meaning.ts';
import { type Narrowing, narrowings } from './narrowings.ts';
import { addressAt } from './region.ts';
import type { RegisterLocals } from './registers.ts';

/** Of a CSR that exists: the interpreter has instructions on others. */
function csrRow(number: number): Csr {
  const row = csr(number);
  if (!row) throw new Error(`there is no CSR ${number}`);
  return row;
}

/** The operands of an instruction, known. */
class KnownOperands implements Operands<Local, number> {
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly rs3: number;
  readonly csr: number;
  readonly #values: Decoded['values'];

  constructor({ values }: Decoded) {
    this.#values = values;
    this.rd = values['rd'] ?? 0;
    this.rs1 = values['rs1'] ?? 0;
    this.rs2 = values['rs2'] ?? 0;
    this.rs3 = values['rs3'] ?? 0;
    this.csr = values['csr'] ?? 0;
  }

  get imm(): Local {
    return constantLocal('i64', this.#values['imm'] ?? 0);
  }
  get rm(): Local {
    return constantLocal('i64', this.#values['rm'] ?? 0);
  }
}

export class TranslatedMeaning extends MemoryMeaning {
  /** The region's, which the offsets of instructions are from. */
  readonly #entry: bigint;
  #executed = 0;
  /** The condition of the branch that was translated last, or the target of the indirect jump. */
  #condition: Local | undefined;
  #target: Local | undefined;
  /** The block's pairs of shifts, and what the first of each shifted. */
  #narrowings: ReadonlyMap<GuestInstruction, Narrowing> = new Map();
  readonly #kept = new Map<GuestInstruction, Local>();

  constructor(
    f: FunctionBuilder,
    context: RegionContext,
    entry: bigint,
    flow: Flow,
    registers: RegisterLocals,
    waysOut: WaysOut,
  ) {
    super(f, context, flow, registers, waysOut);
    this.#entry = entry;
  }

  override beginBlock(block: FlowBlock): void {
    super.beginBlock(block);
    this.#narrowings = narrowings(block);
    this.#kept.clear();
    for (const { first } of this.#narrowings.values()) this.#kept.set(first, this.f.local('i64'));
  }

  /**
   * Writes the code of one instruction.
   * @param executed how many of its block come before it.
   */
  translate(instruction: GuestInstruction, executed: number): void {
    this.#executed = executed;
    this.#condition = undefined;
    this.#target = undefined;
    this.beginInstruction(instruction);
    const { decoded } = instruction;
    const operands = new KnownOperands(decoded);
    const kept = this.#kept.get(instruction);
    if (kept) this.f.get(this.read(operands.rs1)).set(kept);
    const narrowing = this.#narrowings.get(instruction);
    if (narrowing) this.write(operands.rd, this.#narrowed(narrowing));
    else decoded.instruction.meaning?.(this, operands);
    this.endInstruction(instruction);
  }

  #narrowed({ first, bits, isSigned, left }: Narrowing): Local {
    const kept = this.#kept.get(first);
    if (!kept) throw new Error('the first shift of a pair is not in its block');
    const value = isSigned ? this.sext(kept, bits) : this.zext(kept, bits);
    return left === 0 ? value : this.sll(value, this.constant(left));
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

  override get pc(): Local {
    return this.constant(addressAt(this.#entry, this.instruction?.pc ?? 0));
  }
  override get nextPc(): Local {
    const { pc = 0, length = 0 } = this.instruction ?? {};
    return this.constant(addressAt(this.#entry, pc + length));
  }
  /** Only a trap shows them, and the interpreter takes it. */
  get bits(): Local {
    return this.constant(0);
  }

  read(register: number): Local {
    return register === 0 ? this.constant(0) : this.#local(register);
  }
  write(register: number, value: Local): void {
    if (register !== 0) this.f.get(value).set(this.#local(register));
  }
  isZero(designator: number): Local {
    return constantLocal('i32', designator === 0 ? 1 : 0);
  }
  #local(register: number): Local {
    const local = this.registers.x[register];
    if (!local) throw new Error(`x${register} has no local`);
    return local;
  }

  override jump(target: Local): void {
    if (this.instruction?.effects.control === 'return') super.jump(target);
    else this.#target = target;
  }
  /** A branch is a condition on a jump, which the region's structure carries out. */
  override when(condition: Local, then: () => void, otherwise?: () => void): void {
    if (this.instruction?.effects.control === 'branch') this.#condition = condition;
    else super.when(condition, then, otherwise);
  }
  /** The interpreter will come to the same conclusion. */
  override raise(): void {
    this.waysOut.leave();
  }

  override checkCsr(number: number, access: 'read' | 'write'): void {
    const isWrite = this.constant(access === 'write' ? 1 : 0);
    this.f
      .get(accessException(this, csrRow(number), isWrite))
      .op('i64.eqz')
      .op('i32.eqz');
    this.f.ifRarely(() => this.waysOut.leave());
  }
  override readCsr(number: number): Local {
    return csrRow(number).read(this);
  }
  override modifiedCsr(number: number): Local {
    const row = csrRow(number);
    return (row.modified ?? row.read)(this);
  }
  override writeCsr(number: number, value: Local): void {
    csrRow(number).write?.(this, value);
  }

  /** The count that is kept is that at the block's start. */
  protected override begun(): void {
    super.begun();
    this.f.i64(this.#executed).op('i64.add');
  }
}
