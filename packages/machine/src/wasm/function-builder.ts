/**
 * Writes the body of one WebAssembly function. Instructions carry the specification's names;
 * labels are values, so that a branch names where it goes and not how deep it is.
 */

import { signed, unsigned } from './encoding.ts';
import { type Opcode, opcode, type ValueType, valueType } from './opcode.ts';

/** A parameter or local variable. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** A place to branch to: the end of a block, or the start of a loop. */
export interface Label {
  readonly depth: number;
}

/** A function that can be called: its index and how it was declared. */
export interface Callable {
  readonly index: number;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

const EMPTY_BLOCK = 0x40;
const FIRST_TABLE = 0;

export class FunctionBuilder {
  readonly parameters: readonly Local[];
  readonly code: number[] = [];
  readonly #types: ValueType[];
  /** Locals that may be used again, by type. */
  readonly #free: Record<ValueType, Local[]> = {
    i32: [],
    i64: [],
    f32: [],
    f64: [],
  };
  #depth = 0;

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
    const free = this.#free[type].pop();
    if (free) return free;
    this.#types.push(type);
    return { index: this.#types.length - 1, type };
  }

  /** Writes code whose locals are all free again afterwards: none of them lives on. */
  scope(body: () => void): void {
    const before = this.#types.length;
    const { i32, i64, f32, f64 } = this.#free;
    const freeBefore = { i32: [...i32], i64: [...i64], f32: [...f32], f64: [...f64] };
    body();
    Object.assign(this.#free, freeBefore);
    for (let index = this.#types.length - 1; index >= before; index--) {
      const type = this.#types[index] ?? 'i64';
      this.#free[type].push({ index, type });
    }
  }

  /** An instruction without immediates. */
  op(name: Opcode): this {
    this.code.push(opcode[name]);
    return this;
  }

  i32(value: number): this {
    this.op('i32.const');
    signed(this.code, BigInt(value | 0));
    return this;
  }

  i64(value: number | bigint): this {
    this.op('i64.const');
    signed(this.code, BigInt.asIntN(64, BigInt(value)));
    return this;
  }

  get(local: Local): this {
    return this.#indexed('local.get', local.index);
  }

  set(local: Local): this {
    return this.#indexed('local.set', local.index);
  }

  tee(local: Local): this {
    return this.#indexed('local.tee', local.index);
  }

  /** A load or store; `offset` is added to the address on the stack. Alignment is only a hint: none. */
  memory(name: Opcode, offset = 0): this {
    this.op(name);
    unsigned(this.code, 0);
    unsigned(this.code, offset);
    return this;
  }

  /** A load from, or store to, a fixed address: for a store, write the value in `value`. */
  at(name: Opcode, address: number, value?: () => void): this {
    this.i32(0);
    value?.();
    return this.memory(name, address);
  }

  call(callee: Callable): this {
    return this.#indexed('call', callee.index);
  }

  /** Calls the table's function whose index is on the stack, above the arguments. */
  callIndirect(type: Callable): this {
    this.#indexed('call_indirect', type.index);
    this.code.push(FIRST_TABLE);
    return this;
  }

  /** As `call` and `callIndirect`, in place of this function: what they return, it returns. */
  returnCall(callee: Callable): this {
    return this.#indexed('return_call', callee.index);
  }
  returnCallIndirect(type: Callable): this {
    this.#indexed('return_call_indirect', type.index);
    this.code.push(FIRST_TABLE);
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

  /** Branches to the label that the i32 on the stack selects, or to `otherwise` beyond the last. */
  brTable(labels: readonly Label[], otherwise: Label): this {
    this.op('br_table');
    unsigned(this.code, labels.length);
    for (const label of [...labels, otherwise]) unsigned(this.code, this.#depth - label.depth);
    return this;
  }

  /**
   * A switch: the i32 that `selector` leaves selects the case to run; what it does not list runs
   * none of them. Each case ends where the switch ends.
   */
  switch(selector: () => void, cases: readonly (() => void)[]): this {
    return this.block((end) => this.#cases(selector, cases, end, []));
  }

  /** The selection stands in the innermost of as many blocks as there are cases. */
  #cases(
    selector: () => void,
    cases: readonly (() => void)[],
    end: Label,
    labels: readonly Label[],
  ): void {
    const next = labels.length;
    if (next === cases.length) {
      selector();
      this.brTable([...labels].reverse(), end);
      return;
    }
    this.block((label) => this.#cases(selector, cases, end, [...labels, label]));
    cases[cases.length - 1 - next]?.();
    this.br(end);
  }

  #structure(name: 'block' | 'loop' | 'if', body: (label: Label) => void): this {
    this.op(name);
    this.code.push(EMPTY_BLOCK);
    this.#depth++;
    body({ depth: this.#depth });
    this.#depth--;
    return this.op('end');
  }

  #indexed(name: Opcode, index: number): this {
    this.op(name);
    unsigned(this.code, index);
    return this;
  }

  /** The body as the code section has it: locals, instructions, end. */
  body(): number[] {
    const out: number[] = [];
    const groups: { type: ValueType; count: number }[] = [];
    for (const type of this.locals) {
      const last = groups.at(-1);
      if (last?.type === type) last.count++;
      else groups.push({ type, count: 1 });
    }
    unsigned(out, groups.length);
    for (const { type, count } of groups) {
      unsigned(out, count);
      out.push(valueType[type]);
    }
    for (const byte of this.code) out.push(byte);
    out.push(opcode.end);
    return out;
  }
}
