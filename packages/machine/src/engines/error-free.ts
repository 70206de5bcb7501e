/**
 * Code for sums and products of doubles in which nothing is lost: a rounded result, and its error
 * as another number. WebAssembly rounds to nearest, ties to even, as the algorithms want it.
 */

import { double, magnitudeMask } from '@ireko/isa';
import type { FunctionBuilder, Local } from '../wasm/function-builder.ts';
import type { Opcode } from '../wasm/opcode.ts';

/** A rounded sum or product and what it lacks to be exact. */
export interface Pair {
  readonly rounded: Local;
  readonly error: Local;
}

const FRACTION_BITS = double.fractionBits;
const HIDDEN_BIT = 1n << BigInt(FRACTION_BITS);
/** 2²⁷ + 1, which splits a double into two halves of 26 bits. */
const SPLITTER = 0x41a0_0000_0200_0000n;

/** Values are locals of type f64. What is said to be left, is left on the stack as an i32. */
export class ErrorFree {
  protected readonly f: FunctionBuilder;

  constructor(f: FunctionBuilder) {
    this.f = f;
  }

  /** A local with what is on the stack. */
  protected result(type: 'i64' | 'f64'): Local {
    const local = this.f.local(type);
    this.f.set(local);
    return local;
  }

  protected compute(name: Opcode, a: Local, b: Local): Local {
    this.f.get(a).get(b).op(name);
    return this.result('f64');
  }

  /** The sum of any two numbers, and its error [Knuth §4.2.2]. */
  protected sum(a: Local, b: Local): Pair {
    const rounded = this.compute('f64.add', a, b);
    const second = this.compute('f64.sub', rounded, a);
    const first = this.compute('f64.sub', rounded, second);
    const lostOfFirst = this.compute('f64.sub', a, first);
    const lostOfSecond = this.compute('f64.sub', b, second);
    return { rounded, error: this.compute('f64.add', lostOfFirst, lostOfSecond) };
  }

  /** The product of two numbers that are not extreme, and its error [Dekker]. */
  protected product(a: Local, b: Local): Pair {
    const rounded = this.compute('f64.mul', a, b);
    const [aHigh, aLow] = this.split(a);
    const [bHigh, bLow] = this.split(b);
    const parts = [
      [aHigh, bHigh],
      [aHigh, bLow],
      [aLow, bHigh],
      [aLow, bLow],
    ] as const;
    const [first, ...others] = parts.map(([x, y]) => this.compute('f64.mul', x, y));
    if (!first) throw new Error('a product has four parts');
    const start = this.compute('f64.sub', first, rounded);
    return {
      rounded,
      error: others.reduce((sum, part) => this.compute('f64.add', sum, part), start),
    };
  }

  /** A number as the sum of two whose products are exact. */
  protected split(a: Local): readonly [high: Local, low: Local] {
    this.f.i64(SPLITTER).op('f64.reinterpret_i64');
    const scaled = this.compute('f64.mul', this.result('f64'), a);
    const high = this.compute('f64.sub', scaled, this.compute('f64.sub', scaled, a));
    return [high, this.compute('f64.sub', a, high)];
  }

  /** The pair rounded to odd: of the two numbers around an inexact one, that whose last bit is one. */
  protected odd({ rounded, error }: Pair): Local {
    const f = this.f;
    f.get(rounded).op('i64.reinterpret_f64');
    const bits = this.result('i64');
    // One place away from zero if the error has the number's sign, else towards it.
    f.get(bits)
      .get(error)
      .op('i64.reinterpret_f64')
      .op('i64.xor')
      .i64(63)
      .op('i64.shr_s')
      .i64(1)
      .op('i64.or');
    f.get(bits).op('i64.add').get(bits);
    f.get(bits).op('i32.wrap_i64').i32(1).op('i32.and').op('i32.eqz');
    this.isZero(error);
    f.op('i32.eqz').op('i32.and').op('select').op('f64.reinterpret_i64');
    return this.result('f64');
  }

  /** Leaves whether a number is zero. */
  protected isZero(number: Local): void {
    this.f
      .get(number)
      .op('i64.reinterpret_f64')
      .i64(magnitudeMask(double))
      .op('i64.and')
      .op('i64.eqz');
  }

  protected same(a: Local, b: Local): void {
    this.f.get(a).get(b).op('f64.eq');
  }

  /** Leaves whether zeros at the ends of both fractions leave room for all bits of the product. */
  protected productIsExact(a: Local, b: Local): void {
    const f = this.f;
    for (const factor of [a, b]) {
      f.get(factor).op('i64.reinterpret_f64').i64(HIDDEN_BIT).op('i64.or').op('i64.ctz');
    }
    f.op('i64.add')
      .i64(FRACTION_BITS + 1)
      .op('i64.ge_u');
  }
}
