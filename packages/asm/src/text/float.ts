/** Floating-point numbers as GNU as writes them into data. */

/** A binary format of IEEE 754. */
export interface FloatFormat {
  readonly bytes: 2 | 4 | 8 | 10;
  readonly exponentBits: number;
  readonly fractionBits: number;
  /** Bytes of one that is given by its bits, if they are others. */
  readonly bytesOfBits?: number;
  /** The digit before the point is there too, between exponent and fraction. */
  readonly hasInteger?: boolean;
}

export const half: FloatFormat = { bytes: 2, exponentBits: 5, fractionBits: 10 };
export const single: FloatFormat = { bytes: 4, exponentBits: 8, fractionBits: 23 };
export const double: FloatFormat = { bytes: 8, exponentBits: 11, fractionBits: 52 };
/** Of 80 bits, as x86 has it: other processors' sources name it. */
export const extended: FloatFormat = {
  ...{ bytes: 10, bytesOfBits: 12, exponentBits: 15, fractionBits: 63, hasInteger: true },
};

const BITS = /^0[a-z]:([0-9a-f]+)$/i;
/** Two characters that tell a format are ignored, and any digits may be missing, even all, as with GNU as. */
const FLOAT = /^(?:0[a-z])?([+-]?)(?:(inf(?:inity)?|[sq]?nan)|(\d*\.?\d*(?:e[+-]?\d*)?))$/i;

/** The number's bytes, or what is wrong with it; a NaN has all bits set, as with GNU as, but that which makes it quiet if it signals. */
export function floatBytes(written: string, format: FloatFormat): Uint8Array | string {
  const bits = BITS.exec(written)?.[1];
  // Digits that are left out are the low ones.
  const width = format.bytesOfBits ?? format.bytes;
  if (bits !== undefined && bits.length <= 2 * width)
    return littleEndian(BigInt(`0x${bits.padEnd(2 * width, '0')}`), width);
  const match = FLOAT.exec(written);
  if (!match) return `\`${written}\` is no floating-point number`;
  const [, sign, name, digits = '0'] = match;
  const { exponentBits, fractionBits } = format;
  let value: bigint;
  const isNotANumber = /nan$/i.test(name ?? '');
  if (isNotANumber) {
    value = (1n << BigInt(exponentBits + fractionBits)) - 1n;
    if (/^s/i.test(name ?? '')) value -= 1n << BigInt(fractionBits - 1);
  } else if (name) value = infinityOf(format);
  else {
    value = nearest(digits, format);
    // A half-precision number may be infinite or nothing if a single-precision one would not.
    const judged = format === half ? nearest(digits, single) : value;
    const least = /[1-9]/.test(digits.toLowerCase().split('e')[0] ?? '') ? 1n : 0n;
    if (judged < least || judged >= infinityOf(format === half ? single : format)) {
      return `${written} is too ${judged < least ? 'small' : 'large'} for this format`;
    }
  }
  if (sign === '-') value |= 1n << BigInt(exponentBits + fractionBits);
  return littleEndian(format.hasInteger ? withInteger(value, format) : value, format.bytes);
}

/** A number with the digit before its point, which is 1 but for the smallest. */
function withInteger(value: bigint, { exponentBits, fractionBits }: FloatFormat): bigint {
  const width = BigInt(fractionBits);
  const upper = value >> width;
  const integer = BigInt.asUintN(exponentBits, upper) === 0n ? 0n : 1n;
  return (((upper << 1n) | integer) << width) | BigInt.asUintN(fractionBits, value);
}

/** Exponents beyond this are zero or infinite in every format. */
const LARGEST_EXPONENT = 5000;

/** The bits of the number nearest to a decimal one, by exact arithmetic; ties go up, as with GNU as. */
function nearest(digits: string, format: FloatFormat): bigint {
  const { exponentBits, fractionBits } = format;
  const [mantissa = '', power = '0'] = digits.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const number = BigInt(whole + fraction || '0');
  const exponent = (Number.parseInt(power, 10) || 0) - fraction.length;
  if (number === 0n || exponent < -LARGEST_EXPONENT) return 0n;
  const infinity = infinityOf(format);
  if (exponent > LARGEST_EXPONENT) return infinity;
  const above = number * 10n ** BigInt(Math.max(0, exponent));
  const below = 10n ** BigInt(Math.max(0, -exponent));
  // The power of two of the leading bit says how fine the steps are; below the least they stay.
  let scale = bitLength(above) - bitLength(below);
  if (scaled(above, -scale) < scaled(below, scale)) scale--;
  const bias = 2 ** (exponentBits - 1) - 1;
  const leading = Math.max(scale, 1 - bias);
  const numerator = scaled(above, fractionBits - leading);
  const denominator = scaled(below, leading - fractionBits);
  let steps = numerator / denominator;
  const rest = 2n * (numerator % denominator);
  if (rest >= denominator) steps++;
  // A carry into the next power of two, or from subnormal to normal, is a carry in the bits too.
  const value = (BigInt(leading + bias - 1) << BigInt(fractionBits)) + steps;
  return value > infinity ? infinity : value;
}

function infinityOf({ exponentBits, fractionBits }: FloatFormat): bigint {
  return ((1n << BigInt(exponentBits)) - 1n) << BigInt(fractionBits);
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

/** `value` times a power of two, if that is no fraction, else as it is: for one side of a quotient. */
function scaled(value: bigint, power: number): bigint {
  return power > 0 ? value << BigInt(power) : value;
}

function littleEndian(value: bigint, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) =>
    Number((value >> BigInt(8 * index)) & 0xffn),
  );
}
