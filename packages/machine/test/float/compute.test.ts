import { double, type FloatOperation, fflags, roundingModes, single } from '@ireko/isa';
import { expect, test } from 'vitest';
import { compute } from '../../src/float/compute.ts';

const view = new DataView(new ArrayBuffer(8));

function doubleBits(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}
function singleBits(value: number): bigint {
  view.setFloat32(0, value);
  return BigInt(view.getUint32(0));
}
function doubleOf(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}
function singleOf(bits: bigint): number {
  view.setUint32(0, Number(bits));
  return view.getFloat32(0);
}

/** Bits that reach all exponents, and often ones near each other. */
function numbers(count: number): readonly bigint[] {
  let state = 1n;
  return Array.from({ length: count }, (_, index) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    const bits = state ^ (state >> 29n);
    const near = (BigInt(0x3fa + (index % 12)) << 52n) | (bits & 0x800f_ffff_ffff_ffffn);
    return index % 3 ? near : bits;
  });
}

const RNE = roundingModes.indexOf('rne');
const mode = (name: (typeof roundingModes)[number]) => roundingModes.indexOf(name);
const { nx, uf, of, dz, nv } = fflags;

const nativeBinary = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: (a: number, b: number) => a * b,
  div: (a: number, b: number) => a / b,
};

test('doubles rounded to nearest even are the host’s', () => {
  const list = numbers(600);
  for (const [name, native] of Object.entries(nativeBinary)) {
    list.forEach((a, index) => {
      const b = list[(index * 7 + 3) % list.length] ?? 0n;
      const { value } = compute(`${name}.d` as FloatOperation, RNE, [a, b]);
      expect([name, a, b, doubleOf(value)]).toEqual([name, a, b, native(doubleOf(a), doubleOf(b))]);
    });
  }
  for (const a of list) {
    expect(doubleOf(compute('sqrt.d', RNE, [a]).value)).toBe(Math.sqrt(doubleOf(a)));
  }
});

test('singles rounded to nearest even are the host’s', () => {
  // Rounding a double's result again is innocuous for these operations on singles.
  const list = numbers(600).map((bits) => singleBits(Math.fround(doubleOf(bits))));
  for (const [name, native] of Object.entries(nativeBinary)) {
    list.forEach((a, index) => {
      const b = list[(index * 7 + 3) % list.length] ?? 0n;
      const { value } = compute(`${name}.s` as FloatOperation, RNE, [a, b]);
      const expected = Math.fround(native(singleOf(a), singleOf(b)));
      expect([name, a, b, singleOf(value)]).toEqual([name, a, b, expected]);
    });
  }
});

test('a sum that ends halfway goes where the mode says', () => {
  const sum = (name: (typeof roundingModes)[number], sign: number) =>
    doubleOf(compute('add.d', mode(name), [doubleBits(sign * 2 ** 53), doubleBits(sign)]).value);
  const up = 2 ** 53 + 2;
  const down = 2 ** 53;
  expect(roundingModes.map((name) => sum(name, 1))).toEqual([down, down, down, up, up]);
  expect(roundingModes.map((name) => sum(name, -1))).toEqual([-down, -down, -up, -down, -up]);
});

test('fused multiply-add rounds once', () => {
  const a = 1 + 2 ** -30;
  const operands = [a, a, -(a * a)].map(doubleBits);
  expect(doubleOf(compute('madd.d', RNE, operands).value)).toBe(2 ** -60);
});

test('zero times infinity plus a quiet NaN is invalid', () => {
  const quiet = 0x7ff8_0000_0000_0000n;
  const operands = [doubleBits(0), doubleBits(Infinity), quiet];
  expect(compute('madd.d', RNE, operands)).toEqual({ value: quiet, flags: nv });
});

test('tininess is detected after rounding', () => {
  const narrowed = (value: number) => compute('cvt.s.d', RNE, [doubleBits(value)]);
  // Both round to 2⁻¹²⁶, the least normal single; with 24 bits the second one would not.
  const leastNormal = 0x0080_0000n;
  expect(narrowed(2 ** -126 - 2 ** -152)).toEqual({ value: leastNormal, flags: nx });
  expect(narrowed(2 ** -126 - 2 ** -150)).toEqual({ value: leastNormal, flags: nx | uf });
  expect(narrowed(2 ** -126 - 2 ** -149).flags).toBe(0);
});

test('overflow gives infinity, or the largest number where the mode rounds inwards', () => {
  const largest = doubleBits(Number.MAX_VALUE);
  const results = roundingModes.map((_, index) => compute('add.d', index, [largest, largest]));
  expect(results.map(({ value }) => doubleOf(value))).toEqual([
    Infinity,
    Number.MAX_VALUE,
    Number.MAX_VALUE,
    Infinity,
    Infinity,
  ]);
  expect(results.every(({ flags }) => flags === (of | nx))).toBe(true);
});

test('division by zero raises dz, and zero by zero nv', () => {
  const [zero, one] = [doubleBits(0), doubleBits(-1)];
  expect(compute('div.d', RNE, [one, zero])).toEqual({ value: doubleBits(-Infinity), flags: dz });
  expect(compute('div.d', RNE, [zero, zero]).flags).toBe(nv);
});

test('conversion to an integer clamps what does not fit, and raises only nv', () => {
  const to = (operation: FloatOperation, value: number) =>
    compute(operation, mode('rtz'), [doubleBits(value)]);
  expect(to('cvt.w.d', 2 ** 31)).toEqual({ value: 0x7fff_ffffn, flags: nv });
  expect(to('cvt.w.d', 2 ** 31 - 0.5)).toEqual({ value: 0x7fff_ffffn, flags: nx });
  expect(to('cvt.wu.d', 2 ** 32 - 1)).toEqual({ value: 2n ** 64n - 1n, flags: 0 });
  expect(to('cvt.wu.d', -0.5)).toEqual({ value: 0n, flags: nx });
  expect(to('cvt.lu.d', -1)).toEqual({ value: 0n, flags: nv });
  expect(to('cvt.l.d', NaN)).toEqual({ value: 2n ** 63n - 1n, flags: nv });
  expect(to('cvt.l.d', -Infinity)).toEqual({ value: 2n ** 63n, flags: nv });
});

test('every double that a single holds converts there and back exactly', () => {
  for (const bits of numbers(300)) {
    const number = singleBits(Math.fround(doubleOf(bits)));
    const wide = compute('cvt.d.s', RNE, [number]);
    expect(wide.flags).toBe(0);
    expect(compute('cvt.s.d', RNE, [wide.value])).toEqual({ value: number, flags: 0 });
  }
  expect([single.width, double.width]).toEqual([4, 8]);
});
