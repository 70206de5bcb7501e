/**
 * Floating-point operations by WebAssembly's own instructions, in the usual case: rounding to nearest,
 * inexactness has accrued, operands and result are ordinary numbers. Then the result's bits are right and
 * no exception is new, by the argument in [float-shortcut.ts]; one compare of the result shows it. Whatever
 * fails leaves the operation to a function that is always right [float-functions.ts].
 */

import { type FloatOperation, fflags, roundingModes } from '@ireko/isa';
import { stateAddress } from '../hart/layout.ts';
import {
  constantLocal,
  type FunctionBuilder,
  type Label,
  type Local,
} from '../wasm/function-builder.ts';
import type { Opcode } from '../wasm/opcode.ts';
import { fusesOnce } from './fused.ts';

type Type = 'f32' | 'f64';
const types: Readonly<Record<string, Type>> = { s: 'f32', d: 'f64' };

const RNE = roundingModes.indexOf('rne');
const RTZ = roundingModes.indexOf('rtz');

/** How a format's bits are: shifted left by one, the sign is gone and magnitudes can be compared. */
const shapes = {
  f32: { integer: 'i32', bits: 'i32.reinterpret_f32', infinity: 0xff00_0000, least: 0x0200_0000 },
  f64: {
    integer: 'i64',
    bits: 'i64.reinterpret_f64',
    infinity: 0xffe0_0000_0000_0000n,
    least: 0x0040_0000_0000_0000n,
  },
} as const;

/** The types of an operation's operands and result: a number's, or an integer's as a register holds it. */
export function floatTypes(operation: FloatOperation): {
  readonly operand: Type | 'i64';
  readonly result: Type | 'i64';
} {
  const [name, to = '', from = ''] = operation.split('.');
  const result = types[to] ?? 'i64';
  return { operand: name === 'cvt' ? (types[from] ?? 'i64') : result, result };
}

/** Whether there is a usual case in a rounding mode. */
export function hasUsualCase(operation: FloatOperation, mode: number): boolean {
  const [name] = operation.split('.');
  if (name === 'madd' && !fusesOnce()) return false;
  return mode === (floatTypes(operation).result === 'i64' ? RTZ : RNE);
}

/**
 * Writes an operation that has a usual case.
 * @param operands of the operation's type.
 * @param result of the type of its result.
 * @param otherwise where to go if this is not the usual case.
 */
export function writeUsualFloat(
  f: FunctionBuilder,
  operation: FloatOperation,
  operands: readonly Local[],
  result: Local,
  otherwise: Label,
): void {
  const [name, to = '', from = ''] = operation.split('.');
  const [a, b, c] = operands;
  if (!a) throw new Error(`${operation} has no operand`);
  const { result: type, operand } = floatTypes(operation);
  /** Goes on only if what is on the stack is not zero. */
  const require = () => f.op('i32.eqz').brIfRarely(otherwise);

  if (operation === 'cvt.d.s') {
    // Every single is a double; a NaN may be another.
    f.get(a).get(a).op('f32.eq');
    require();
    f.get(a).op('f64.promote_f32').set(result);
    return;
  }
  const isExact = operation === 'cvt.d.w' || operation === 'cvt.d.wu';
  if (!isExact) {
    f.at('i32.load', stateAddress('fflags')).i32(fflags.nx).op('i32.and');
    require();
  }
  if (type === 'i64') {
    // Magnitudes below the bound fit the integer type, or at least one of its signs.
    const number = operand as Type;
    f.get(a).op(`${number}.abs`);
    f.float(number, 2 ** (to.startsWith('w') ? 31 : 63)).op(`${number}.lt`);
    require();
    f.get(a).op(`i64.trunc_${number}_s`).set(result);
    if (to.endsWith('u')) {
      f.get(result).i64(0).op('i64.ge_s');
      require();
    }
    return;
  }
  if (operand === 'i64') {
    f.get(a);
    if (from === 'w') f.op('i64.extend32_s');
    if (from === 'wu') f.i64(0xffff_ffffn).op('i64.and');
    f.op(`${type}.convert_i64_${from === 'lu' ? 'u' : 's'}`).set(result);
    return;
  }
  if (b && c) f.multiplyAdd(a, b, c);
  else if (b)
    f.get(a)
      .get(b)
      .op(`${type}.${name}` as Opcode);
  else f.get(a).op(name === 'sqrt' ? `${type}.sqrt` : 'f32.demote_f64');
  f.set(result);
  // Sums and roots that are tiny are exact; of others the exponent field must be 2 or more.
  const least = name === 'add' || name === 'sub' || name === 'sqrt' ? 0 : shapes[type].least;
  requireBetween(f, type, result, least);
  require();
}

/** Leaves whether a number's magnitude is at least `least`, shifted by one, and finite. */
function requireBetween(
  f: FunctionBuilder,
  type: Type,
  number: Local,
  least: number | bigint,
): void {
  const { integer, bits, infinity } = shapes[type];
  const constant = (value: bigint) => f.get(constantLocal(integer, value));
  f.get(number).op(bits);
  constant(1n).op(`${integer}.shl`);
  if (least) constant(BigInt(least)).op(`${integer}.sub`);
  constant(BigInt(infinity) - BigInt(least)).op(`${integer}.lt_u`);
}
