/**
 * A field: where the bits of one operand stand in an instruction word.
 *
 * Fields are written in the manual's own notation [unpriv §2.2, §2.3]: `12|10:5@25 4:1|11@7` says
 * that operand bits 12 and 10…5 stand, in that order from the top, in a group whose lowest bit is
 * bit 25 of the word, and bits 4…1 and 11 in a group from bit 7. Everything else is derived from
 * that: encoding, decoding, the legal range, and the shifts and masks that generated code uses.
 */

/** A run of operand bits `hi…lo` whose lowest bit stands at bit `at` of the instruction word. */
export interface Piece {
  readonly hi: number;
  readonly lo: number;
  readonly at: number;
}

/** What a field's number means to the assembler and to the engines. */
export type FieldKind =
  /** An integer register's number. */
  | 'register'
  /** A floating-point register's number. */
  | 'float'
  /** A number. */
  | 'immediate'
  /** The distance from this instruction to an address. */
  | 'target'
  /** A CSR's number. */
  | 'csr'
  /** A subset of `iorw`: bit 3 is `i`, bit 0 `w` [unpriv §2.7]. */
  | 'ordering'
  /** A rounding mode [unpriv §11.2]. */
  | 'rounding'
  /** A vector register's number. */
  | 'vector'
  /** Whether an operation on vectors is unmasked [V §5.3]. */
  | 'mask'
  /** How vectors are divided into elements [V §3.4]. */
  | 'vtype'
  /** Bits that no operand writes: `aq`, `rl`, reserved fields that hardware ignores. */
  | 'flag';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly pieces: readonly Piece[];
  /** How many operand bits it spans, the implied low zeros included. */
  readonly width: number;
  /** The numbers that it can hold, reserved ones among them (see `fits`). */
  readonly range: FieldRange;
  /** The top operand bit is a sign. */
  readonly signed: boolean;
  /** Added to the encoded number: 8 for the three-bit registers of compressed instructions. */
  readonly bias: number;
  /** Zero is reserved or another instruction: `nzimm` and `rd≠0` in the manual. */
  readonly nonzero: boolean;
  /** Zero is a HINT: it executes as a no-op, and assemblers do not choose it [unpriv §16.7]. */
  readonly hintAtZero: boolean;
  /** It counts bits of a register, and must be less than there are. */
  readonly belowXlen: boolean;
  /** Encoded numbers that belong to other instructions (`c.lui` may not name `sp`). */
  readonly except: readonly number[];
}

/** The legal values of a field: `min … max` in steps of `step`. */
export interface FieldRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

interface FieldOptions {
  readonly kind?: FieldKind;
  readonly signed?: boolean;
  readonly bias?: number;
  readonly nonzero?: boolean;
  readonly hintAtZero?: boolean;
  readonly belowXlen?: boolean;
  readonly except?: readonly number[];
}

/**
 * Makes a field from the manual's notation.
 * @param layout groups of operand bits with the word bit at which each group begins.
 */
export function field(name: string, layout: string, options: FieldOptions = {}): Field {
  const pieces: Piece[] = [];
  for (const group of layout.split(' ')) {
    const [bits = '', at = ''] = group.split('@');
    let position = Number(at);
    for (const run of bits.split('|').reverse()) {
      const [hi = 0, lo = hi] = run.split(':').map(Number);
      pieces.push({ hi, lo, at: position });
      position += hi - lo + 1;
    }
  }
  const width = Math.max(...pieces.map((piece) => piece.hi)) + 1;
  const step = 2 ** Math.min(...pieces.map((piece) => piece.lo));
  const { signed = false, bias = 0 } = options;
  return {
    name,
    kind: options.kind ?? 'immediate',
    pieces,
    width,
    range: signed
      ? { min: -(2 ** (width - 1)), max: 2 ** (width - 1) - step, step }
      : { min: bias, max: bias + 2 ** width - step, step },
    signed,
    bias,
    nonzero: options.nonzero ?? false,
    hintAtZero: options.hintAtZero ?? false,
    belowXlen: options.belowXlen ?? false,
    except: options.except ?? [],
  };
}

/** Whether `value` can stand in the field. */
export function fits(field: Field, value: number): boolean {
  const { min, max, step } = field.range;
  if (value < min || value > max || value % step !== 0) return false;
  if (field.nonzero && value === 0) return false;
  return !field.except.includes(value);
}

/** The bits of the instruction word that the field covers, as an unsigned 32-bit number. */
export function mask(field: Field): number {
  return insert(field, 0, -1 + field.bias);
}

/** `word` with `value` in the field; the field's bits of `word` must be zero. Unsigned 32 bits. */
export function insert(field: Field, word: number, value: number): number {
  const bits = value - field.bias;
  let result = word;
  for (const { hi, lo, at } of field.pieces) {
    const ones = -1 >>> (31 - (hi - lo));
    result |= ((bits >> lo) & ones) << at;
  }
  return result >>> 0;
}

/** The field's value in `word`. */
export function extract(field: Field, word: number): number {
  let value = 0;
  for (const { hi, lo, at } of field.pieces) {
    const ones = -1 >>> (31 - (hi - lo));
    value |= ((word >>> at) & ones) << lo;
  }
  const unused = 32 - field.width;
  if (field.signed) value = (value << unused) >> unused;
  return value + field.bias;
}
