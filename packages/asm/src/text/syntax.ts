/** What the parser makes of the operands of a statement. */

/** Operators of GNU as, grouped by how tightly they bind; comparisons give -1 or 0. */
// biome-ignore format: columns are the point.
export const precedence: Readonly<Record<string, number>> = {
  '*': 5, '/': 5, '%': 5, '<<': 5, '>>': 5,
  '|': 4, '&': 4, '^': 4, '!': 4,
  '+': 3, '-': 3,
  '==': 2, '!=': 2, '<>': 2, '<': 2, '>': 2, '<=': 2, '>=': 2,
  '&&': 1,
  '||': 0,
};

/** An expression as it is written: nothing is looked up yet. */
export type Expression =
  /** 64 bits, two's complement: -2⁶³ … 2⁶⁴-1 as written. */
  | {
      readonly kind: 'integer';
      readonly value: bigint;
      /** It is 0 where nothing stands behind an operator. */
      readonly isMissing?: true;
    }
  /** A symbol, register or CSR, as the place decides; `.` is the location counter. */
  | { readonly kind: 'name'; readonly name: string }
  /** `1b` or `1f`. */
  | { readonly kind: 'local'; readonly label: number; readonly direction: 'b' | 'f' }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    };

/** Where an operand stands in its source. */
interface Extent {
  readonly start: number;
  readonly end: number;
}

/** An operand of an instruction or directive. */
export type Operand =
  /** An expression, or a relocation function of one: `%hi(table+8)`. */
  | (Extent & {
      readonly kind: 'value';
      /** `hi` for `%hi`. */
      readonly relocation: string | undefined;
      readonly expression: Expression;
    })
  /** `offset(base)`; `(base)` has no offset. */
  | (Extent & {
      readonly kind: 'memory';
      readonly relocation: string | undefined;
      readonly offset: Expression | undefined;
      readonly base: string;
    })
  /** A string, or several in a row, with its escapes replaced. */
  | (Extent & { readonly kind: 'text'; readonly bytes: readonly number[] })
  /** Nothing between two commas. */
  | (Extent & { readonly kind: 'empty' });
