/**
 * Floating-point operations by WebAssembly's own, where these are known to give the right bits and
 * no exception that has not accrued already. Every check that fails leaves the operation to the
 * host, which is always right; so each shortcut need only be sound.
 *
 * WebAssembly rounds to nearest, ties to even (RNE), and tells no exceptions. So, in that mode:
 *
 *   a result is right      for +, −, ×, ÷ and √ of doubles by IEEE 754. Singles are computed as
 *                          doubles and rounded again, which is innocuous because 53 ≥ 2 × 24 + 2.
 *   nv, dz, of are absent  if the result is finite: they make NaNs and infinities, and operands
 *                          that are NaN or infinite give such results, or the zero of x ÷ ∞.
 *   uf is absent           if the result's exponent field is 2 or more, for then the exact result
 *                          was at least the least normal number, however rounded. A sum that is
 *                          tiny is exact, and a root never is tiny: for them finite is enough.
 *                          So it is for the zero that a factor or dividend of zero makes.
 *   nx does not matter     if it has accrued already, which in most programs it soon has; else the
 *                          result must be shown to be exact, as it is with small whole numbers.
 */

import {
  double,
  type FloatFormat,
  type FloatOperation,
  type FormatLetter,
  fflags,
  infinity,
  roundingModes,
  single,
} from '@ireko/isa';
import { stateAddress } from '../hart/layout.ts';
import type { FunctionBuilder, Label, Local } from '../wasm/function-builder.ts';
import { ErrorFree } from './error-free.ts';

const formats: Readonly<Record<FormatLetter, FloatFormat>> = { s: single, d: double };

type Binary = 'add' | 'sub' | 'mul' | 'div';

const RNE = roundingModes.indexOf('rne');
const RTZ = roundingModes.indexOf('rtz');
const FRACTION_BITS = double.fractionBits;
const BIAS = 1023;
/** Exponents closer to zero than this are moderate: products of two are far from both ends. */
const EXTREME = 300;

export class FloatShortcut extends ErrorFree {
  readonly #mode: Local;
  readonly #value: Local;
  readonly #host: Label;

  /**
   * @param mode the rounding mode's number, 0…4.
   * @param value takes the result's bits.
   * @param host where to go if the shortcut is not known to be right.
   */
  constructor(f: FunctionBuilder, mode: Local, value: Local, host: Label) {
    super(f);
    this.#mode = mode;
    this.#value = value;
    this.#host = host;
  }

  /** Writes the operation; the code goes on behind it only if the result is right. */
  write(operation: FloatOperation, operands: readonly Local[]): void {
    const [name = '', target = '', source = ''] = operation.split('.');
    const [a, b, c] = operands;
    if (!a) throw new Error(`${operation} has no operand`);
    const [to, from] = [formats[target as FormatLetter], formats[source as FormatLetter]];
    if (name === 'cvt' && to && from) {
      if (to === double) this.#widen(a);
      else this.#narrow(a);
    } else if (name === 'cvt' && to) this.#fromInteger(to, source, a);
    else if (name === 'cvt' && from) this.#toInteger(target, from, a);
    else if (name === 'sqrt' && to) this.#squareRoot(to, a);
    else if (name === 'madd' && to && b && c) {
      if (to === double) this.#fusedDouble(a, b, c);
      else this.#fusedSingle(a, b, c);
    } else if (to && b) this.#binary(name as Binary, to, a, b);
    else throw new Error(`${operation} has no shortcut`);
  }

  #binary(name: Binary, format: FloatFormat, a: Local, b: Local): void {
    this.#requireMode(RNE);
    const [x, y] = [this.#number(format, a), this.#number(format, b)];
    if (name === 'sub') this.f.get(y).op('f64.neg').set(y);
    const result = this.compute(name === 'sub' ? 'f64.add' : `f64.${name}`, x, y);
    this.#setValue(format, result);
    if (name === 'mul') this.#requireNormalUnlessZero(format, [x, y]);
    else if (name === 'div') this.#requireNormalUnlessZero(format, [x]);
    else this.#requireFinite(format);
    this.#requireAccruedOr(format, result, () => {
      if (name === 'mul') this.productIsExact(x, y);
      else if (name === 'div') this.#isProduct(x, result, y);
      else this.isZero(this.sum(x, y).error);
    });
  }

  #squareRoot(format: FloatFormat, a: Local): void {
    this.#requireMode(RNE);
    const x = this.#number(format, a);
    this.f.get(x).op('f64.sqrt');
    const root = this.result('f64');
    this.#setValue(format, root);
    this.#requireFinite(format);
    this.#requireAccruedOr(format, root, () => this.#isProduct(x, root, root));
  }

  /**
   * The product of singles is exact as a double. The sum is rounded to odd, so that rounding it
   * again rounds as if it had been exact, because 53 ≥ 24 + 2.
   */
  #fusedSingle(a: Local, b: Local, c: Local): void {
    this.#requireMode(RNE);
    const product = this.compute('f64.mul', this.#number(single, a), this.#number(single, b));
    const sum = this.sum(product, this.#number(single, c));
    this.#setValue(single, this.odd(sum));
    this.#requireNormal(single);
    this.#requireAccruedOr(single, sum.rounded, () => this.isZero(sum.error));
  }

  /**
   * The product is a pair of doubles without error, to which the addend is added without error; all
   * but the highest part is rounded to odd [Boldo]. Exponents that are not extreme keep every part,
   * and a result that is not zero, normal; the sign of a zero may be another.
   */
  #fusedDouble(a: Local, b: Local, c: Local): void {
    this.#requireMode(RNE);
    for (const operand of [a, b, c]) this.#requireModerate(operand);
    const product = this.product(this.#number(double, a), this.#number(double, b));
    const low = this.sum(this.#number(double, c), product.error);
    const high = this.sum(product.rounded, low.rounded);
    const rest = this.odd(this.sum(low.error, high.error));
    const result = this.compute('f64.add', high.rounded, rest);
    this.#setValue(double, result);
    this.#require(() => {
      this.isZero(result);
      this.f.op('i32.eqz');
    });
    this.#requireAccruedOr(double, result, () => {
      this.isZero(low.error);
      this.isZero(high.error);
      this.f.op('i32.and');
    });
  }

  /** Every single is a double. */
  #widen(a: Local): void {
    this.#setValue(double, this.#number(single, a));
    this.#requireFinite(double);
  }

  #narrow(a: Local): void {
    const number = this.#number(double, a);
    this.#setValue(single, number);
    this.#unless(
      () => this.same(this.#number(single, this.#value), number),
      () => {
        this.#requireNearestAccrued();
        this.#requireNormal(single);
      },
    );
  }

  /** Whole numbers that the fraction holds are exact; others can only be inexact. */
  #fromInteger(format: FloatFormat, letters: string, a: Local): void {
    const f = this.f;
    f.get(a);
    if (letters === 'w') f.op('i64.extend32_s');
    if (letters === 'wu') f.i64(0xffff_ffffn).op('i64.and');
    const integer = this.result('i64');
    if (letters === 'lu') this.#require(() => f.get(integer).i64(0).op('i64.ge_s'));
    const exact = 1n << BigInt(format.fractionBits + 1);
    this.#unless(
      () =>
        f
          .get(integer)
          .i64(exact)
          .op('i64.add')
          .i64(exact * 2n)
          .op('i64.lt_u'),
      () => {
        // From 64 bits to the 24 of a single by way of 53 could round twice.
        if (format === single) f.br(this.#host);
        else this.#requireNearestAccrued();
      },
    );
    f.get(integer).op('f64.convert_i64_s');
    this.#setValue(format, this.result('f64'));
  }

  /** Truncation is what WebAssembly has; a whole number is itself in every mode. */
  #toInteger(letters: string, format: FloatFormat, a: Local): void {
    const f = this.f;
    const number = this.#number(format, a);
    const bound = BigInt(BIAS + (letters.startsWith('w') ? 31 : 62)) << BigInt(FRACTION_BITS);
    this.#require(() => {
      f.get(number).op('f64.abs').i64(bound).op('f64.reinterpret_i64').op('f64.lt');
    });
    f.get(number).op('i64.trunc_f64_s').set(this.#value);
    if (letters.endsWith('u')) this.#require(() => f.get(this.#value).i64(0).op('i64.ge_s'));
    this.#unless(
      () => f.get(this.#value).op('f64.convert_i64_s').get(number).op('f64.eq'),
      () => {
        this.#requireMode(RTZ);
        this.#require(() => this.#inexactHasAccrued());
      },
    );
  }

  /** The number that bits of a format stand for, as a double. */
  #number(format: FloatFormat, bits: Local): Local {
    this.f.get(bits);
    if (format === double) this.f.op('f64.reinterpret_i64');
    else this.f.op('i32.wrap_i64').op('f32.reinterpret_i32').op('f64.promote_f32');
    return this.result('f64');
  }

  /** Makes a number, rounded to the format, the result. */
  #setValue(format: FloatFormat, number: Local): void {
    this.f.get(number);
    if (format === double) this.f.op('i64.reinterpret_f64');
    else this.f.op('f32.demote_f64').op('i32.reinterpret_f32').op('i64.extend_i32_u');
    this.f.set(this.#value);
  }

  /** Leaves whether a × b is exact and equals `product`: not if that is so small that it lost bits. */
  #isProduct(product: Local, a: Local, b: Local): void {
    const f = this.f;
    this.productIsExact(a, b);
    this.same(this.compute('f64.mul', a, b), product);
    const least = BigInt(BIAS - EXTREME) << BigInt(FRACTION_BITS);
    f.i64(least).op('f64.reinterpret_i64').get(product).op('f64.abs').op('f64.lt');
    f.op('i32.and').op('i32.and');
  }

  /** Goes on only if what `condition` leaves is not zero. */
  #require(condition: () => void): void {
    condition();
    this.f.op('i32.eqz').brIf(this.#host);
  }

  /** Does `otherwise` if what `condition` leaves is zero. */
  #unless(condition: () => void, otherwise: () => void): void {
    condition();
    this.f.op('i32.eqz').if(otherwise);
  }

  #requireMode(mode: number): void {
    this.#require(() => this.f.get(this.#mode).i64(mode).op('i64.eq'));
  }

  #inexactHasAccrued(): void {
    this.f.at('i32.load', stateAddress('fflags')).i32(fflags.nx).op('i32.and');
  }
  #requireNearestAccrued(): void {
    this.#requireMode(RNE);
    this.#require(() => this.#inexactHasAccrued());
  }

  /** Unless nx has accrued, the result must be `number`, and `exact` leave that this is exact. */
  #requireAccruedOr(format: FloatFormat, number: Local, exact: () => void): void {
    this.#unless(
      () => this.#inexactHasAccrued(),
      () => {
        if (format === single)
          this.#require(() => this.same(this.#number(single, this.#value), number));
        this.#require(exact);
      },
    );
  }

  /** Leaves the exponent field of bits. */
  #exponent(format: FloatFormat, bits: Local): void {
    const f = this.f;
    f.get(bits).i64(infinity(format)).op('i64.and').i64(format.fractionBits).op('i64.shr_u');
  }

  #requireFinite(format: FloatFormat): void {
    this.#require(() =>
      this.f
        .get(this.#value)
        .i64(infinity(format))
        .op('i64.and')
        .i64(infinity(format))
        .op('i64.ne'),
    );
  }

  /** Leaves whether the result's exponent field is 2 or more, and not that of infinity. */
  #isNormal(format: FloatFormat): void {
    const highest = infinity(format) >> BigInt(format.fractionBits);
    this.#exponent(format, this.#value);
    this.f
      .i64(2)
      .op('i64.sub')
      .i64(highest - 2n)
      .op('i64.lt_u');
  }
  #requireNormal(format: FloatFormat): void {
    this.#require(() => this.#isNormal(format));
  }

  /** As `requireNormal`, but the zero that one of these operands makes will do too. */
  #requireNormalUnlessZero(format: FloatFormat, operands: readonly Local[]): void {
    this.#unless(
      () => this.#isNormal(format),
      () => {
        this.#requireFinite(format);
        this.#require(() =>
          operands.forEach((operand, index) => {
            this.isZero(operand);
            if (index > 0) this.f.op('i32.or');
          }),
        );
      },
    );
  }

  #requireModerate(bits: Local): void {
    this.#require(() => {
      this.#exponent(double, bits);
      this.f
        .i64(BIAS - EXTREME)
        .op('i64.sub')
        .i64(2 * EXTREME)
        .op('i64.lt_u');
      this.f.get(bits).i64(1).op('i64.shl').op('i64.eqz').op('i32.or');
    });
  }
}
