/**
 * The table's meanings as WebAssembly with known operands: registers are locals, immediates and
 * `pc` are constants. Whatever is rare (a device, a fault, a page that holds code) is not done
 * here: the region is left, with everything written back, and the interpreter does it.
 */

import {
  type AddressSpaces,
  accessException,
  type Csr,
  csr,
  type Decoded,
  type Operands,
  type Width,
} from '@ireko/isa';
import { RAM, slot } from '../../hart/layout.ts';
import { constantLocal, type FunctionBuilder, type Local } from '../../wasm/function-builder.ts';
import type { RegionCallees } from '../callees.ts';
import { type CodeContext, loads, stores, writeTlbLook } from '../code-meaning.ts';
import { FloatMeaning } from './float-meaning.ts';
import type { Flow, FlowBlock } from './flow.ts';
import { type AccessGroup, accessGroups, type BlockGroups } from './groups.ts';
import { addressAt, type GuestInstruction } from './region.ts';
import type { RegisterLocals } from './registers.ts';

const PAGE = 4096;

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

export class TranslatedMeaning extends FloatMeaning {
  /** The region's, which the offsets of instructions are from. */
  readonly #entry: bigint;
  /** The TLB for data. */
  readonly #dataTlb: Local;
  readonly #groups: ReadonlyMap<FlowBlock, BlockGroups>;
  /** Those of the current block. */
  #blockGroups: BlockGroups = new Map();
  #block: FlowBlock | undefined;
  /** For the groups that have begun: where they start in the shared memory, or 0. */
  readonly #groupPlaces = new Map<AccessGroup, Local>();
  #current: GuestInstruction | undefined;
  #executed = 0;
  /** The condition of the branch that was translated last, or the target of the indirect jump. */
  #condition: Local | undefined;
  #target: Local | undefined;

  /** @param leave writes code that leaves the region before the current instruction. */
  constructor(
    f: FunctionBuilder,
    context: CodeContext & { readonly callees: RegionCallees },
    entry: bigint,
    flow: Flow,
    registers: RegisterLocals,
    leave: () => void,
  ) {
    super(f, context, registers, leave);
    this.#groups = accessGroups(flow);
    this.#entry = entry;
    this.#dataTlb = f.local('i32');
  }

  /** Writes what comes before any instruction of the function, and behind a call: which TLB is in use. */
  begin(): void {
    this.f.at('i32.load', slot.dataTlb).set(this.#dataTlb);
  }

  /** A block begins, and with it groups of accesses, whose places last as long as the locals' scope. */
  beginBlock(block: FlowBlock): void {
    this.forgetFloat();
    this.#block = block;
    this.#blockGroups = this.#groups.get(block) ?? new Map();
    for (const group of new Set(this.#blockGroups.values())) {
      if (group.home === block) this.#groupPlaces.set(group, this.f.local('i32'));
    }
  }

  /**
   * Writes the code of one instruction.
   * @param executed how many of its block come before it.
   */
  translate(instruction: GuestInstruction, executed: number): void {
    this.#current = instruction;
    this.#executed = executed;
    this.#condition = undefined;
    this.#target = undefined;
    this.beginInstruction(instruction);
    const { decoded } = instruction;
    decoded.instruction.meaning?.(this, new KnownOperands(decoded));
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
    return this.constant(addressAt(this.#entry, this.#current?.pc ?? 0));
  }
  override get nextPc(): Local {
    const { pc = 0, length = 0 } = this.#current ?? {};
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
    if (this.#current?.effects.control === 'return') super.jump(target);
    else this.#target = target;
  }
  /** A branch is a condition on a jump, which the region's structure carries out. */
  override when(condition: Local, then: () => void, otherwise?: () => void): void {
    if (this.#current?.effects.control === 'branch') this.#condition = condition;
    else super.when(condition, then, otherwise);
  }
  /** The interpreter will come to the same conclusion. */
  override raise(): void {
    this.leave();
  }

  override checkCsr(number: number, access: 'read' | 'write'): void {
    const isWrite = this.constant(access === 'write' ? 1 : 0);
    this.f
      .get(accessException(this, csrRow(number), isWrite))
      .op('i64.eqz')
      .op('i32.eqz');
    this.f.ifRarely(() => this.leave());
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

  override translationChanged(what: 'privilege' | AddressSpaces | 'pmp'): void {
    super.translationChanged(what);
    this.begin();
  }

  override load(address: Local, width: Width): Local {
    const group = this.#group();
    if (!group) return this.#load(address, width);
    const value = this.f.local('i64');
    this.#grouped(
      group,
      (place, offset) => this.f.get(place).memory(loads[width], offset).set(value),
      () => {
        this.f.get(this.#find('read', address, width)).op('i32.wrap_i64');
        this.f.memory(loads[width], RAM).set(value);
      },
    );
    return value;
  }

  override store(address: Local, width: Width, value: Local): void {
    const group = this.#group();
    if (!group) {
      this.#store(address, width, value);
      return;
    }
    this.#grouped(
      group,
      (place, offset) => this.f.get(place).get(value).memory(stores[width], offset),
      () => {
        this.f.get(this.#find('write', address, width)).op('i32.wrap_i64');
        this.f.get(value).memory(stores[width], RAM);
      },
    );
  }

  #load(address: Local, width: Width): Local {
    const place = this.#place('read', address, width);
    this.f.get(place).op('i32.wrap_i64').memory(loads[width], RAM);
    return this.result('i64');
  }

  #store(address: Local, width: Width, value: Local): void {
    const place = this.#place('write', address, width);
    this.f.get(place).op('i32.wrap_i64').get(value).memory(stores[width], RAM);
  }

  override modify(address: Local, width: Width, operation: (old: Local) => Local): Local {
    const place = this.#place('write', address, width);
    this.f.get(place).op('i32.wrap_i64').memory(loads[width], RAM);
    const old = this.result('i64');
    const value = operation(old);
    this.f.get(place).op('i32.wrap_i64').get(value).memory(stores[width], RAM);
    return old;
  }

  #group(): AccessGroup | undefined {
    return this.#current && this.#blockGroups.get(this.#current);
  }

  /** An access of a group: by the group's place if it has one, else by itself. */
  #grouped(
    group: AccessGroup,
    access: (place: Local, offset: number) => void,
    alone: () => void,
  ): void {
    const { f } = this;
    const place = this.#groupPlaces.get(group);
    if (!place) throw new Error('the block has not begun');
    const isFirst = group.home === this.#block && group.first === this.#current;
    if (isFirst) this.#findGroup(group, place);
    const offset = (this.#current?.decoded.values['imm'] ?? 0) - group.start;
    f.get(place).ifUsually(() => access(place, offset), alone);
  }

  /** Sets `place` to where the group starts if all of it is in one page of the TLB, else 0. */
  #findGroup({ kind, base, start, end, alignment }: AccessGroup, place: Local): void {
    const { f } = this;
    const address = f.local('i64');
    const found = f.local('i64');
    f.get(this.read(base)).i64(start).op('i64.add').set(address);
    f.block((missing) => {
      f.i32(0).set(place);
      const tlb = () => f.get(this.#dataTlb);
      writeTlbLook(f, this.context.dataTlb, kind, { address, tlb, alignment }, found);
      f.op('i32.eqz').brIfRarely(missing);
      // What is no longer than its alignment does not cross the end of a page.
      if (end - start > alignment) {
        f.get(found).op('i32.wrap_i64');
        f.i32(PAGE - 1).op('i32.and');
        f.i32(PAGE - (end - start))
          .op('i32.gt_u')
          .brIfRarely(missing);
      }
      f.get(found).op('i32.wrap_i64').i32(RAM).op('i32.add').set(place);
    });
  }

  /**
   * The place in RAM of an access: by a look into the TLB, or as `find` says. Leaves the region if the
   * interpreter must make the access.
   */
  #place(kind: 'read' | 'write', address: Local, width: Width): Local {
    const { f } = this;
    const place = f.local('i64');
    const tlb = () => f.get(this.#dataTlb);
    writeTlbLook(f, this.context.dataTlb, kind, { address, tlb, alignment: width }, place);
    f.op('i32.eqz').ifRarely(() => this.#find(kind, address, width, place));
    return place;
  }

  /** Sets a place as `find` says, or leaves the region. */
  #find(
    kind: 'read' | 'write',
    address: Local,
    width: Width,
    place: Local = this.f.local('i64'),
  ): Local {
    const { findRead, findWrite } = this.callees;
    this.f
      .get(address)
      .i32(width)
      .call(kind === 'read' ? findRead : findWrite);
    this.f.tee(place).i64(0).op('i64.lt_s');
    this.f.ifRarely(() => this.leave());
    return place;
  }
}
