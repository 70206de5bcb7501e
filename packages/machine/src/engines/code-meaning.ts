/**
 * The table's abstract machine as WebAssembly, but for how operands are found: whoever generates
 * code for an instruction says how a designator becomes a register or a CSR number.
 */

import type {
  AddressSpaces,
  FloatOperation,
  FloatResult,
  Meaning,
  StateName,
  Width,
} from '@ireko/isa';
import { nsPerTick } from '../board/comparator.ts';
import { type DataTlbShape, dataTlbEntryBytes, RAM, slot, stateAddress } from '../hart/layout.ts';
import { PAGE_SHIFT } from '../hart/page.ts';
import type { Callable, FunctionBuilder, Label, Local } from '../wasm/function-builder.ts';
import type { Opcode } from '../wasm/opcode.ts';
import type { HostCallees } from './callees.ts';
import { CodeArithmetic } from './code-arithmetic.ts';
import { writeFloatOperation } from './code-float.ts';
import { FAULTED } from './translation-stage.ts';

/** Functions that find where in RAM an access goes, for reads and for writes, without the host [find.ts]. */
export type Finders = Readonly<Record<'read' | 'write', Callable>>;

/** Where an instruction's code is generated: its surroundings in the function. */
export interface CodeContext {
  /** Of the host's functions, those that may be called here. */
  readonly callees: Partial<HostCallees>;
  /** What finds the place of an access that the TLB does not know, where that is not the host's alone. */
  readonly finders?: Finders;
  readonly dataTlb: DataTlbShape;
  readonly pc: Local;
  /** The address of the following instruction; `jump` changes it. */
  readonly next: Local;
  readonly begun: Local;
  /** Where to go when the instruction has trapped, with the cause in its slots. */
  readonly trapped: Label;
}

/** WebAssembly's loads and stores by width. */
export const loads: Readonly<Record<Width, Opcode>> = {
  1: 'i64.load8_u',
  2: 'i64.load16_u',
  4: 'i64.load32_u',
  8: 'i64.load',
};

/** Loads that extend by the sign what is narrower than a register. */
export const signedLoads: Readonly<Record<Width, Opcode>> = {
  1: 'i64.load8_s',
  2: 'i64.load16_s',
  4: 'i64.load32_s',
  8: 'i64.load',
};

export const stores: Readonly<Record<Width, Opcode>> = {
  1: 'i64.store8',
  2: 'i64.store16',
  4: 'i64.store32',
  8: 'i64.store',
};

/**
 * Writes a look into the TLB for data [data-tlb.ts]. Leaves whether it holds, and sets `place` to where in
 * RAM the address is if it does.
 * @param tlb leaves the TLB's place on the stack.
 * @param alignment of the address, a power of two, without which it does not hold.
 * @param likely what the entry most likely is. If it is, the place follows from the address alone, and the processor
 *   need not wait for the entry: it predicts that it will be.
 */
export function writeTlbLook(
  f: FunctionBuilder,
  { ramBits, entries, tableBytes }: DataTlbShape,
  kind: 'read' | 'write',
  look: {
    readonly address: Local;
    readonly tlb: () => void;
    readonly alignment: number;
    readonly likely?: bigint | undefined;
  },
  place: Local,
): void {
  const { address, tlb, alignment, likely } = look;
  f.get(address)
    .op('i32.wrap_i64')
    .i32(PAGE_SHIFT - dataTlbEntryBytes)
    .op('i32.shr_u')
    .i32((entries - 1) << dataTlbEntryBytes)
    .op('i32.and');
  tlb();
  f.op('i32.add').memory('i64.load', kind === 'write' ? tableBytes : 0);
  if (likely === undefined) f.get(address).op('i64.add').tee(place);
  else {
    f.tee(place).i64(likely).op('i64.ne');
    f.ifRarely(
      () => f.get(address).get(place).op('i64.add').set(place),
      () => f.get(address).i64(likely).op('i64.add').set(place),
    );
    f.get(place);
  }
  f.i64(-(1n << BigInt(ramBits)) | BigInt(alignment - 1))
    .op('i64.and')
    .op('i64.eqz');
}

export abstract class CodeMeaning<D> extends CodeArithmetic implements Meaning<Local, Local, D> {
  protected readonly context: CodeContext;

  constructor(f: FunctionBuilder, context: CodeContext) {
    super(f);
    this.context = context;
  }

  abstract get bits(): Local;
  abstract read(register: D): Local;
  abstract write(register: D, value: Local): void;
  abstract readFloat(register: D): Local;
  abstract writeFloat(register: D, value: Local): void;
  abstract isZero(designator: D): Local;

  get pc(): Local {
    return this.context.pc;
  }
  get nextPc(): Local {
    return this.context.next;
  }

  jump(target: Local): void {
    this.f.get(target).set(this.context.next);
  }
  when(condition: Local, then: () => void, otherwise?: () => void): void {
    if (condition.constant !== undefined) {
      if (condition.constant) then();
      else otherwise?.();
      return;
    }
    this.f
      .get(condition)
      .if(() => this.f.scope(then), otherwise && (() => this.f.scope(otherwise)));
  }
  raise(code: number, tval: Local): void {
    this.trap(() => this.f.i64(code), tval);
  }
  /** The instruction traps with the cause that `code` leaves on the stack. */
  protected trap(code: () => void, tval: Local): void {
    this.f.at('i64.store', slot.trapCause, code);
    this.f.at('i64.store', slot.trapValue, () => this.f.get(tval));
    this.f.br(this.context.trapped);
  }

  #host(name: keyof HostCallees): Callable {
    const callee = this.context.callees[name];
    if (!callee) throw new Error(`${name} is not called here`);
    return callee;
  }

  /** Writes `pc` and `begun` back, for whoever looks at the hart from outside. */
  synchronize(): void {
    const { pc, begun } = this.context;
    this.f.at('i64.store', slot.pc, () => this.f.get(pc));
    this.f.at('i64.store', slot.begun, () => this.f.get(begun));
  }

  float(operation: FloatOperation, mode: Local, operands: readonly Local[]): FloatResult<Local> {
    const callee = this.#host('float');
    return writeFloatOperation(this.f, { float: callee }, operation, mode, operands);
  }

  load(address: Local, width: Width): Local {
    const value = this.f.local('i64');
    this.#lookUp(
      'read',
      address,
      width,
      (place) => this.f.get(place).memory(loads[width], RAM).set(value),
      () => this.missedLoad(address, width, value),
    );
    return value;
  }

  store(address: Local, width: Width, value: Local): void {
    this.#lookUp(
      'write',
      address,
      width,
      (place) => this.f.get(place).get(value).memory(stores[width], RAM),
      () => this.missedStore(address, width, value),
    );
  }

  modify(address: Local, width: Width, operation: (old: Local) => Local): Local {
    const operand = this.f.local('i32');
    this.#lookUp(
      'write',
      address,
      width,
      (place) => this.f.get(place).i32(RAM).op('i32.add').set(operand),
      () => this.missedModify(address, width, operand),
    );
    this.f.get(operand).memory(loads[width]);
    const old = this.result('i64');
    const value = operation(old);
    this.f.get(operand).get(value).memory(stores[width]);
    return old;
  }

  loadGuest(address: Local, width: Width, what: 'data' | 'code'): Local {
    const { f } = this;
    this.#toHost(address);
    f.i32(width)
      .i32(what === 'code' ? 1 : 0)
      .call(this.#host('loadGuest'));
    f.op('i32.eqz').brIf(this.context.trapped);
    f.at('i64.load', slot.exchange);
    return this.result('i64');
  }
  storeGuest(address: Local, width: Width, value: Local): void {
    this.f.at('i64.store', slot.exchange2, () => this.f.get(value));
    this.#hostAccess(address, width, this.#host('storeGuest'));
  }

  manageBlock(address: Local): void {
    this.#toHost(address);
    this.f.call(this.#host('manageable')).op('i32.eqz').brIf(this.context.trapped);
  }

  /** Looks into the TLB; an access that is naturally aligned cannot cross a page. */
  #lookUp(
    kind: 'read' | 'write',
    address: Local,
    width: Width,
    hit: (place: Local) => void,
    miss: () => void,
  ): void {
    const { f } = this;
    const place = f.local('i64');
    const low = f.local('i32');
    const tlb = () => this.dataTlb();
    writeTlbLook(f, this.context.dataTlb, kind, { address, tlb, alignment: width }, place);
    f.ifUsually(() => {
      f.get(place).op('i32.wrap_i64').set(low);
      hit(low);
    }, miss);
  }

  /** Leaves the place of the TLB that data accesses use on the stack. */
  protected dataTlb(): void {
    this.f.at('i32.load', slot.dataTlb);
  }

  /** What a load that missed does: here, all of it on the host. */
  protected missedLoad(address: Local, width: Width, value: Local): void {
    this.#findFirst(
      'read',
      address,
      width,
      (place) => this.f.get(place).op('i32.wrap_i64').memory(loads[width], RAM).set(value),
      () => {
        this.#hostAccess(address, width, this.#host('load'));
        this.f.at('i64.load', slot.exchange).set(value);
      },
    );
  }
  protected missedStore(address: Local, width: Width, value: Local): void {
    this.#findFirst(
      'write',
      address,
      width,
      (place) => this.f.get(place).op('i32.wrap_i64').get(value).memory(stores[width], RAM),
      () => {
        this.f.at('i64.store', slot.exchange2, () => this.f.get(value));
        this.#hostAccess(address, width, this.#host('store'));
      },
    );
  }

  /** Makes an access where its place is found without the host, else has the host make it. */
  #findFirst(
    kind: 'read' | 'write',
    address: Local,
    width: Width,
    access: (place: Local) => void,
    byHost: () => void,
  ): void {
    const { f } = this;
    const find = this.context.finders?.[kind];
    if (!find) {
      byHost();
      return;
    }
    const place = f.local('i64');
    f.block((done) => {
      f.get(address).i32(width).call(find).tee(place).i64(0).op('i64.ge_s');
      f.if(() => {
        access(place);
        f.br(done);
      });
      f.get(place).i64(FAULTED).op('i64.eq').brIf(this.context.trapped);
      byHost();
    });
  }
  protected missedModify(address: Local, width: Width, operand: Local): void {
    this.#toHost(address);
    this.f.i32(width).call(this.#host('writable')).tee(operand);
    this.f.op('i32.eqz').brIf(this.context.trapped);
  }

  #toHost(address: Local): void {
    this.synchronize();
    this.f.at('i64.store', slot.exchange, () => this.f.get(address));
  }

  #hostAccess(address: Local, width: Width, callee: Callable): void {
    this.#toHost(address);
    this.f.i32(width).call(callee).op('i32.eqz').brIf(this.context.trapped);
  }

  state(name: StateName): Local {
    this.f.at('i64.load', stateAddress(name));
    return this.result('i64');
  }
  setState(name: StateName, value: Local): void {
    this.f.at('i64.store', stateAddress(name), () => this.f.get(value));
  }

  /** A CSR's meaning has no CSR instruction in it. */
  checkCsr(_csr: D, _access: 'read' | 'write'): void {
    throw new Error('there is no CSR instruction here');
  }
  readCsr(_csr: D): Local {
    throw new Error('there is no CSR instruction here');
  }
  modifiedCsr(_csr: D): Local {
    throw new Error('there is no CSR instruction here');
  }
  writeCsr(_csr: D, _value: Local): void {
    throw new Error('there is no CSR instruction here');
  }

  /** Leaves the count of instructions begun before this one on the stack. */
  protected begun(): void {
    this.f.get(this.context.begun);
  }
  cycles(): Local {
    this.begun();
    return this.result('i64');
  }
  retired(): Local {
    this.begun();
    this.f.at('i64.load', slot.exceptions).op('i64.sub');
    return this.result('i64');
  }
  time(): Local {
    const { f } = this;
    this.begun();
    f.at('i64.load', slot.nsPerInstruction).op('i64.mul');
    f.at('i64.load', slot.idleNs).op('i64.add').i64(nsPerTick).op('i64.div_u');
    f.at('i64.load', slot.mtimeOffset).op('i64.add');
    return this.result('i64');
  }

  /** If one may be due, has the run loop decide before the next instruction. */
  interruptsChanged(): void {
    const { f } = this;
    f.at('i32.load', stateAddress('mip')).at('i32.load', stateAddress('externalSeip')).op('i32.or');
    f.at('i32.load', stateAddress('hvip')).op('i32.or');
    f.at('i32.load', stateAddress('mie')).op('i32.and');
    f.if(() => this.#stop());
  }
  #stop(): void {
    this.f.at('i64.store', slot.limit, () => this.f.i64(0));
  }
  timersChanged(): void {
    this.#stop();
  }
  translationChanged(what: 'privilege' | AddressSpaces | 'pmp'): void {
    if (what === 'privilege') this.f.call(this.#host('privilegeChanged'));
    else if (what === 'pmp') this.f.call(this.#host('pmpChanged'));
    else this.f.i32(what === 'guest' ? 1 : 0).call(this.#host('fenceAll'));
  }
  forgetTranslations(whose: AddressSpaces | 'guest-physical', address: D): void {
    if (whose === 'guest-physical') {
      this.translationChanged('guest');
      return;
    }
    this.when(
      this.isZero(address),
      () => this.translationChanged(whose),
      () => {
        const value = this.read(address);
        this.f
          .get(value)
          .i32(whose === 'guest' ? 1 : 0)
          .call(this.#host('fencePage'));
      },
    );
  }
  fenceInstructions(): void {}
  waitForInterrupt(): void {
    this.f.at('i64.store', slot.waiting, () => this.f.i64(1));
    this.#stop();
  }
  giveWay(): void {
    this.f.at('i64.store', slot.turnEnd, () => this.f.i64(0));
    this.#stop();
  }
}
