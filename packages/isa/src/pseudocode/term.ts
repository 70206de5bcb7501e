/**
 * The terms of pseudo-code: a value or a condition with how it is written, and how fields of privileged
 * state are called in it. `mstatus.mpp` is a term that was recognised as a field of another.
 */

import { envcfg } from '../csr/environment.ts';
import { type BitField, fieldMask, hstatus, mstatus } from '../csr/mstatus.ts';
import type { StateName } from '../state.ts';

/** How tightly operators bind, from the loosest. */
export const level = {
  choice: 0,
  or: 1,
  and: 2,
  compare: 3,
  bits: 4,
  shift: 5,
  sum: 6,
  product: 7,
  atom: 8,
};

export type Level = (typeof level)[keyof typeof level];

/** What a value is looked up in, if it is: an effect on the same makes the value an old one. */
export type Source = 'x' | 'f' | 'pc' | 'memory' | 'csr' | StateName;

/** How a term is recognised by those that show fields. */
export type Shape =
  | { readonly is: 'constant'; readonly value: bigint }
  | { readonly is: 'word'; readonly slot: StateName }
  | { readonly is: 'shifted'; readonly word: Term; readonly by: Term; readonly left: boolean }
  | { readonly is: 'masked'; readonly word: Term; readonly mask?: bigint; readonly by?: Term }
  | { readonly is: 'changed'; readonly word: Term; readonly changes: readonly Change[] }
  | { readonly is: 'operation'; readonly name: string };

export interface Change {
  readonly field: BitField;
  readonly value: Term;
}

/** A value or a condition: what it is made of, and how to write it. */
export interface Term {
  readonly order: number;
  readonly parts: readonly Term[];
  readonly level: Level;
  readonly write: (part: (term: Term, atLeast: Level) => string) => string;
  readonly source?: Source;
  readonly shape?: Shape;
  /** It is short, whatever it is made of. */
  readonly short?: boolean;
}

/** A line of the text, a value that may get a name there, or a decision. */
export type Step =
  | { readonly is: 'value'; readonly term: Term }
  | { readonly is: 'effect'; readonly term: Term; readonly changes: readonly Source[] }
  | {
      readonly is: 'when';
      readonly condition: Term;
      readonly order: number;
      readonly holds: readonly Step[];
      readonly otherwise: readonly Step[];
    };

/** The named fields of the slots whose fields meanings use. */
const fieldsOf: Readonly<Partial<Record<StateName, Readonly<Record<string, BitField>>>>> = {
  mstatus,
  vsstatus: mstatus,
  hstatus,
  menvcfg: envcfg,
  henvcfg: envcfg,
  senvcfg: envcfg,
};

/** The bits of a 64-bit constant as fields: the lowest bit and the number of bits, if they are one run. */
export function run(mask: bigint): BitField | undefined {
  const [first, second] = runs(mask);
  return second ? undefined : first;
}

/** The runs of ones in a mask, from the lowest. */
function runs(mask: bigint): readonly BitField[] {
  const found: BitField[] = [];
  for (let at = 0; at < 64; at++) {
    if (!((mask >> BigInt(at)) & 1n)) continue;
    let bits = 1;
    while ((mask >> BigInt(at + bits)) & 1n) bits++;
    found.push({ at, bits });
    at += bits;
  }
  return found;
}

/** The bits of a mask by the names of the word's fields, as far as it has them. */
export function maskNames(word: Term, mask: bigint): string {
  const slot = slotOf(word);
  const whole = Object.entries((slot && fieldsOf[slot]) ?? {}).filter(
    ([, field]) => (mask & fieldMask(field)) === fieldMask(field),
  );
  const rest = whole.reduce((bits, [, field]) => bits & ~fieldMask(field), mask);
  const numbers = runs(rest).map(({ at, bits }) =>
    bits === 1 ? `${at}` : `${at + bits - 1}:${at}`,
  );
  const named = whole.map(([name]) => name);
  if (numbers.length === 0) return named.join(', ');
  const plural = numbers.length > 1 || numbers[0]?.includes(':');
  return [...named, `${plural ? 'bits' : 'bit'} ${numbers.join(', ')}`].join(', ');
}

export function fieldName(word: Term, { at, bits }: BitField): string {
  const slot = slotOf(word);
  const fields = (slot && fieldsOf[slot]) ?? {};
  const named = Object.entries(fields).find(([, f]) => f.at === at && f.bits === bits);
  return named?.[0] ?? (bits === 1 ? `${at}` : `${at + bits - 1}:${at}`);
}

/** The slot whose value, perhaps with fields changed, a term is. */
export function slotOf({ shape }: Term): StateName | undefined {
  if (shape?.is === 'word') return shape.slot;
  return shape?.is === 'changed' ? slotOf(shape.word) : undefined;
}

/** `word.field`, or `word[9:5]` where the field has no name. */
export function selection(word: Term, field: BitField): Omit<Term, 'order'> {
  const name = fieldName(word, field);
  return {
    parts: [word],
    level: level.atom,
    write: (part) => part(word, level.atom) + (/^\d/.test(name) ? `[${name}]` : `.${name}`),
  };
}

export function constantText(value: bigint): string {
  const signed = BigInt.asIntN(64, value);
  if (signed > -256n && signed < 256n) return `${signed}`;
  return `0x${value.toString(16).replace(/(?<=.)(?=(?:.{4})+$)/g, '_')}`;
}

/** The operator of a term that is an operation, to leave out parentheses in `a | b | c`. */
export const operators: WeakMap<Term, string> = new WeakMap<Term, string>();

/** Terms with the term for the contrary. */
export const complements: WeakMap<Term, Term> = new WeakMap<Term, Term>();

export function isConstant({ shape }: Term, value: bigint): boolean {
  return shape?.is === 'constant' && shape.value === value;
}
