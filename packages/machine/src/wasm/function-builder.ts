/**
 * Writes the body of one WebAssembly function. Instructions carry the specification's names;
 * labels are values, so that a branch names where it goes and not how deep it is.
 */

import { ByteWriter } from './encoding.ts';
import { type Opcode, opcode, SIMD, simd, type ValueType, valueType } from './opcode.ts';

/** A parameter or local variable; or what can stand wherever one is only read, and has no index. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
  /** Its value if it is a constant: an i32 or i64. */
  readonly constant?: number | bigint;
  /** The f64 whose bits it is, if it is an i64 that stands for them. */
  readonly bitsOf?: Local;
}

const NO_INDEX = -1;

/** A constant. */
export function constantLocal(type: 'i32' | 'i64', constant: number | bigint): Local {
  return { index: NO_INDEX, type, constant };
}

/** The bits of an f64. */
export function bitsLocal(bitsOf: Local): Local {
  return { index: NO_INDEX, type: 'i64', bitsOf };
}

/** A place to branch to: the end of a block, or the start of a loop. */
export interface Label {
  readonly depth: number;
}

/** A variable of the module. */
export interface Global {
  readonly index: number;
  readonly type: ValueType;
}

/** A type of functions: its index in the module. */
export interface FunctionType {
  readonly type: number;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A function that can be called. */
export interface Callable extends FunctionType {
  readonly index: number;
}

/** Where a branch is in a body, and whether it is likely [WebAssembly branch hinting]. */
export interface BranchHint {
  readonly at: number;
  readonly value: number;
}

const UNLIKELY = 0;
const LIKELY = 1;
const EMPTY_BLOCK = 0x40;
const FIRST_TABLE = 0;
const FIRST_LANE = 0;

export class FunctionBuilder {
  readonly parameters: readonly Local[];
  readonly #code = new ByteWriter();
  readonly #types: ValueType[];
  /** Locals by type: the first `used` of each are taken, the others may be used again. */
  readonly #pools: Record<ValueType, { readonly locals: Local[]; used: number }> = {
    i32: { locals: [], used: 0 },
    i64: { locals: [], used: 0 },
    f32: { locals: [], used: 0 },
    f64: { locals: [], used: 0 },
  };
  #depth = 0;
  readonly #hints: BranchHint[] = [];

  constructor(parameters: readonly ValueType[]) {
    this.#types = [...parameters];
    this.parameters = parameters.map((type, index) => ({ index, type }));
  }

  /** The types of the locals, without the parameters. */
  get locals(): readonly ValueType[] {
    return this.#types.slice(this.parameters.length);
  }

  /** A local that nothing else uses until it is released. It does not start as zero. */
  local(type: ValueType): Local {
    const pool = this.#pools[type];
    const free = pool.locals[pool.used++];
    if (free) return free;
    const local = { index: this.#types.push(type) - 1, type };
    pool.locals.push(local);
    return local;
  }

  /** Writes code whose locals are all free again afterwards: none of them lives on. */
  scope(body: () => void): void {
    const { i32, i64, f32, f64 } = this.#pools;
    const before = { i32: i32.used, i64: i64.used, f32: f32.used, f64: f64.used };
    body();
    i32.used = before.i32;
    i64.used = before.i64;
    f32.used = before.f32;
    f64.used = before.f64;
  }

  /** An instruction without immediates. */
  op(name: Opcode): this {
    this.#code.byte(opcode[name]);
    return this;
  }

  i32(value: number): this {
    this.#code.byte(opcode['i32.const']);
    this.#code.signed32(value);
    return this;
  }

  i64(value: number | bigint): this {
    this.#code.byte(opcode['i64.const']);
    if (typeof value === 'number' && value === (value | 0)) this.#code.signed32(value);
    else this.#code.signed64(BigInt.asIntN(64, BigInt(value)));
    return this;
  }

  float(type: 'f32' | 'f64', value: number): this {
    this.op(`${type}.const`);
    this.#code.float(value, type === 'f32' ? 4 : 8);
    return this;
  }

  get(local: Local): this {
    if (local.index !== NO_INDEX) {
      this.#code.byteAndUnsigned(opcode['local.get'], local.index);
      return this;
    }
    const { constant = 0, bitsOf, type } = local;
    if (bitsOf) return this.get(bitsOf).op('i64.reinterpret_f64');
    return type === 'i32' ? this.i32(Number(constant)) : this.i64(constant);
  }

  set(local: Local): this {
    this.#code.byteAndUnsigned(opcode['local.set'], local.index);
    return this;
  }

  tee(local: Local): this {
    this.#code.byteAndUnsigned(opcode['local.tee'], local.index);
    return this;
  }

  getGlobal({ index }: Global): this {
    return this.#indexed('global.get', index);
  }
  setGlobal({ index }: Global): this {
    return this.#indexed('global.set', index);
  }

  /** A load or store; `offset` is added to the address on the stack. Alignment is only a hint: none. */
  memory(name: Opcode, offset = 0): this {
    this.#code.byteAndUnsigned(opcode[name], 0);
    this.#code.unsigned(offset);
    return this;
  }

  /** A load from, or store to, a fixed address: for a store, write the value in `value`. */
  at(name: Opcode, address: number, value?: () => void): this {
    this.i32(0);
    value?.();
    return this.memory(name, address);
  }

  /** a × b + c of three f32 or f64 locals, rounded once if the host can, else twice [wasm relaxed SIMD]. */
  multiplyAdd(a: Local, b: Local, c: Local): this {
    const { splat, relaxedMadd, extractLane } = simd[a.type === 'f32' ? 'f32' : 'f64'];
    for (const operand of [a, b, c]) this.get(operand).#simd(splat);
    this.#simd(relaxedMadd).#simd(extractLane);
    this.#code.byte(FIRST_LANE);
    return this;
  }

  #simd(name: number): this {
    this.#code.byte(SIMD);
    this.#code.unsigned(name);
    return this;
  }

  call(callee: Callable): this {
    return this.#indexed('call', callee.index);
  }

  /** Calls the table's function whose index is on the stack, above the arguments. */
  callIndirect({ type }: FunctionType): this {
    this.#indexed('call_indirect', type);
    this.#code.byte(FIRST_TABLE);
    return this;
  }

  /** As `call` and `callIndirect`, in place of this function: what they return, it returns. */
  returnCall(callee: Callable): this {
    return this.#indexed('return_call', callee.index);
  }
  returnCallIndirect({ type }: FunctionType): this {
    this.#indexed('return_call_indirect', type);
    this.#code.byte(FIRST_TABLE);
    return this;
  }

  /** A block: a branch to its label goes to its end. */
  block(body: (label: Label) => void): this {
    return this.#structure('block', body);
  }

  /** A loop: a branch to its label goes to its start. */
  loop(body: (label: Label) => void): this {
    return this.#structure('loop', body);
  }

  /** Runs `then` if the i32 on the stack is not zero. */
  if(then: (label: Label) => void, otherwise?: () => void): this {
    return this.#if(then, otherwise);
  }

  /** As `if`, where it seldom is not zero, and `ifUsually`, where it mostly is: the host may care. */
  ifRarely(then: (label: Label) => void, otherwise?: () => void): this {
    this.#hint(UNLIKELY);
    return this.#if(then, otherwise);
  }
  ifUsually(then: (label: Label) => void, otherwise?: () => void): this {
    this.#hint(LIKELY);
    return this.#if(then, otherwise);
  }

  #hint(value: number): void {
    this.#hints.push({ at: this.#code.length, value });
  }

  #if(then: (label: Label) => void, otherwise?: () => void): this {
    return this.#structure('if', (label) => {
      then(label);
      if (!otherwise) return;
      this.op('else');
      otherwise();
    });
  }

  br(label: Label): this {
    return this.#indexed('br', this.#depth - label.depth);
  }

  /** Branches if the i32 on the stack is not zero. */
  brIf(label: Label): this {
    return this.#indexed('br_if', this.#depth - label.depth);
  }

  /** As `brIf`, where it is seldom done. */
  brIfRarely(label: Label): this {
    this.#hint(UNLIKELY);
    return this.brIf(label);
  }

  /** Branches to the label that the i32 on the stack selects, or to `otherwise` beyond the last. */
  brTable(labels: readonly Label[], otherwise: Label): this {
    this.op('br_table');
    this.#code.unsigned(labels.length);
    for (const label of [...labels, otherwise]) this.#code.unsigned(this.#depth - label.depth);
    return this;
  }

  /**
   * A switch: the i32 that `selector` leaves selects the case to run; what it does not list runs
   * none of them. Each case ends where the switch ends.
   * @param which the case for each value from 0 on, or -1 for none; by default each case has one.
   */
  switch(
    selector: () => void,
    cases: readonly (() => void)[],
    which: readonly number[] = cases.map((_, index) => index),
  ): this {
    const select = (ends: readonly Label[], end: Label) => {
      selector();
      const labels = ends.toReversed();
      this.brTable(
        which.map((index) => labels[index] ?? end),
        end,
      );
    };
    return this.block((end) => this.#cases(select, cases, end, []));
  }

  /** The selection stands in the innermost of as many blocks as there are cases. */
  #cases(
    select: (labels: readonly Label[], end: Label) => void,
    cases: readonly (() => void)[],
    end: Label,
    labels: readonly Label[],
  ): void {
    const next = labels.length;
    if (next === cases.length) {
      select(labels, end);
      return;
    }
    this.block((label) => this.#cases(select, cases, end, [...labels, label]));
    cases[cases.length - 1 - next]?.();
    this.br(end);
  }

  #structure(name: 'block' | 'loop' | 'if', body: (label: Label) => void): this {
    this.op(name);
    this.#code.byte(EMPTY_BLOCK);
    this.#depth++;
    body({ depth: this.#depth });
    this.#depth--;
    return this.op('end');
  }

  #indexed(name: Opcode, index: number): this {
    this.#code.byteAndUnsigned(opcode[name], index);
    return this;
  }

  /** The body as the code section has it: locals, instructions, end; and what is known of its branches. */
  body(): { readonly bytes: Uint8Array; readonly hints: readonly BranchHint[] } {
    const groups: { type: ValueType; count: number }[] = [];
    for (const type of this.locals) {
      const last = groups.at(-1);
      if (last?.type === type) last.count++;
      else groups.push({ type, count: 1 });
    }
    const out = new ByteWriter();
    out.vector(groups, ({ type, count }) => {
      out.unsigned(count);
      out.byte(valueType[type]);
    });
    const start = out.length;
    out.append(this.#code.bytes);
    out.byte(opcode.end);
    return {
      bytes: out.bytes,
      hints: this.#hints.map(({ at, value }) => ({ at: start + at, value })),
    };
  }
}
