/**
 * The table's arithmetic read as WebAssembly: every value is a local, every operation fills one. What
 * follows from constants alone takes no code.
 */

import type { Arithmetic } from '@ireko/isa';
import { constantLocal, type FunctionBuilder, type Local } from '../wasm/function-builder.ts';
import type { Opcode } from '../wasm/opcode.ts';

export class CodeArithmetic implements Arithmetic<Local, Local> {
  protected readonly f: FunctionBuilder;

  constructor(f: FunctionBuilder) {
    this.f = f;
  }

  /** A new local with what is on the stack. */
  protected result(type: 'i32' | 'i64'): Local {
    const local = this.f.local(type);
    this.f.set(local);
    return local;
  }

  constant(value: number | bigint): Local {
    return constantLocal('i64', value);
  }
  #condition(holds: boolean): Local {
    return constantLocal('i32', holds ? 1 : 0);
  }

  #binary(name: Opcode, a: Local, b: Local): Local {
    this.f.get(a).get(b).op(name);
    return this.result('i64');
  }

  /** @param compare what it says of two constants, as signed numbers. */
  #compare(name: Opcode, a: Local, b: Local, compare?: (a: bigint, b: bigint) => boolean): Local {
    if (compare && a.constant !== undefined && b.constant !== undefined)
      return this.#condition(compare(signed(a.constant), signed(b.constant)));
    this.f.get(a).get(b).op(name);
    return this.result('i32');
  }

  add(a: Local, b: Local): Local {
    if (isZero(b)) return a;
    return this.#binary('i64.add', a, b);
  }
  sub(a: Local, b: Local): Local {
    return this.#binary('i64.sub', a, b);
  }
  mul(a: Local, b: Local): Local {
    return this.#binary('i64.mul', a, b);
  }
  div(a: Local, b: Local): Local {
    return this.#binary('i64.div_s', a, b);
  }
  divu(a: Local, b: Local): Local {
    return this.#binary('i64.div_u', a, b);
  }
  rem(a: Local, b: Local): Local {
    return this.#binary('i64.rem_s', a, b);
  }
  remu(a: Local, b: Local): Local {
    return this.#binary('i64.rem_u', a, b);
  }
  and(a: Local, b: Local): Local {
    return this.#binary('i64.and', a, b);
  }
  or(a: Local, b: Local): Local {
    return this.#binary('i64.or', a, b);
  }
  xor(a: Local, b: Local): Local {
    return this.#binary('i64.xor', a, b);
  }
  sll(a: Local, count: Local): Local {
    return this.#binary('i64.shl', a, count);
  }
  srl(a: Local, count: Local): Local {
    return this.#binary('i64.shr_u', a, count);
  }
  sra(a: Local, count: Local): Local {
    return this.#binary('i64.shr_s', a, count);
  }

  /** Schoolbook multiplication of 32-bit halves: WebAssembly has no high product. */
  mulhu(a: Local, b: Local): Local {
    const shift = this.constant(32);
    const [aLow, bLow] = [this.zext(a, 32), this.zext(b, 32)];
    const [aHigh, bHigh] = [this.srl(a, shift), this.srl(b, shift)];
    const lowCarry = this.srl(this.mul(aLow, bLow), shift);
    const middle = this.add(this.mul(aHigh, bLow), lowCarry);
    const cross = this.add(this.mul(aLow, bHigh), this.zext(middle, 32));
    const carries = this.add(this.srl(middle, shift), this.srl(cross, shift));
    return this.add(this.mul(aHigh, bHigh), carries);
  }

  sext(a: Local, bits: 8 | 16 | 32): Local {
    const names = { 8: 'i64.extend8_s', 16: 'i64.extend16_s', 32: 'i64.extend32_s' } as const;
    return this.#unary(names[bits], a);
  }
  zext(a: Local, bits: 8 | 16 | 32): Local {
    return this.and(a, this.constant(2 ** bits - 1));
  }

  #unary(name: Opcode, a: Local): Local {
    this.f.get(a).op(name);
    return this.result('i64');
  }
  clz(a: Local): Local {
    return this.#unary('i64.clz', a);
  }
  ctz(a: Local): Local {
    return this.#unary('i64.ctz', a);
  }
  cpop(a: Local): Local {
    return this.#unary('i64.popcnt', a);
  }

  eq(a: Local, b: Local): Local {
    return this.#compare('i64.eq', a, b, (x, y) => x === y);
  }
  ne(a: Local, b: Local): Local {
    return this.#compare('i64.ne', a, b, (x, y) => x !== y);
  }
  lt(a: Local, b: Local): Local {
    return this.#compare('i64.lt_s', a, b);
  }
  ltu(a: Local, b: Local): Local {
    return this.#compare('i64.lt_u', a, b);
  }
  ge(a: Local, b: Local): Local {
    return this.#compare('i64.ge_s', a, b);
  }
  geu(a: Local, b: Local): Local {
    return this.#compare(
      'i64.ge_u',
      a,
      b,
      (x, y) => BigInt.asUintN(64, x) >= BigInt.asUintN(64, y),
    );
  }

  both(a: Local, b: Local): Local {
    if (a.constant !== undefined) return isZero(a) ? a : b;
    if (b.constant !== undefined) return isZero(b) ? b : a;
    return this.#compare('i32.and', a, b);
  }
  either(a: Local, b: Local): Local {
    if (a.constant !== undefined) return isZero(a) ? b : a;
    if (b.constant !== undefined) return isZero(b) ? a : b;
    return this.#compare('i32.or', a, b);
  }
  not(a: Local): Local {
    if (a.constant !== undefined) return this.#condition(isZero(a));
    this.f.get(a).op('i32.eqz');
    return this.result('i32');
  }

  flag(condition: Local): Local {
    this.f.get(condition).op('i64.extend_i32_u');
    return this.result('i64');
  }
  choose(condition: Local, a: Local, b: Local): Local {
    if (condition.constant !== undefined) return isZero(condition) ? b : a;
    if (a.constant !== undefined && a.constant === b.constant) return a;
    this.f.get(a).get(b).get(condition).op('select');
    return this.result('i64');
  }
}

function signed(constant: number | bigint): bigint {
  return BigInt.asIntN(64, BigInt(constant));
}

function isZero({ constant }: Local): boolean {
  return constant === 0 || constant === 0n;
}
