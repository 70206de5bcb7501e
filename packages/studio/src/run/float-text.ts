/** What is in floating-point registers, as people write numbers: a double, or a single with an `f` behind it. */

const view = new DataView(new ArrayBuffer(8));

/** A single is in the lower half of a register; then all bits above it are set [unpriv §21.2]. */
const box = 0xffff_ffffn << 32n;
const isBoxed = (bits: bigint): boolean => (bits & box) === box;

/** The number in a register. */
export function floatText(bits: bigint): string {
  view.setBigUint64(0, bits);
  return isBoxed(bits) ? `${shortest(view.getFloat32(4))}f` : numberText(view.getFloat64(0));
}

/** The fewest digits that tell a single from all others. */
function shortest(value: number): string {
  const most = 9;
  for (let digits = 1; digits < most; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return numberText(short);
  }
  return numberText(Number(value.toPrecision(most)));
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? `${value}` : value < 0 ? '-inf' : 'inf';
}

/** The bits of a number that is written so, or of bits in hexadecimal; undefined: it is none. */
export function floatOf(text: string): bigint | undefined {
  if (/^0x[\da-f]{1,16}$/i.test(text)) return BigInt(text);
  const [, sign, digits = '', single] =
    /^([+-]?)(inf|nan|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(f?)$/i.exec(text) ?? [];
  if (single === undefined) return undefined;
  const named: Readonly<Record<string, number>> = { inf: Infinity, nan: NaN };
  const magnitude = named[digits.toLowerCase()] ?? Number(digits);
  const value = sign === '-' ? -magnitude : magnitude;
  if (single === '') {
    view.setFloat64(0, value);
    return view.getBigUint64(0);
  }
  view.setFloat32(4, value);
  return box | BigInt(view.getUint32(4));
}
