/** What reading an operand gives: what it says of the instruction, or what is wrong with it. */

import type { RelocationName } from '@ireko/elf';
import type { Field } from '@ireko/isa';
import type { Place } from '../text/source.ts';
import type { Bound } from '../unit/expression.ts';

/** A field whose value is an address or a part of one, to be filled in by a relocation. */
export interface Relocated {
  /** Undefined for a branch or jump target: the instruction itself says which it is. */
  readonly type: RelocationName | undefined;
  readonly value: Bound;
  readonly place: Place;
}

/** What an operand gives: values of fields, a relocated field, or a complaint. */
export type Reading =
  | {
      readonly values: readonly (readonly [Field, number])[];
      readonly relocated?: Relocated;
      /** A number with bit 31 set became negative: GNU as compresses no such instruction. */
      readonly isWrapped?: boolean;
    }
  | {
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
      /** It is of the right kind but not of the right value: the form was meant. */
      readonly near: boolean;
    };

/** The code of a mismatch that `Unit.bind` has reported itself. */
export const REPORTED = 'reported';

/** A complaint that was made already. */
export const alreadyReported: Reading = { code: REPORTED, message: '', near: true };

/** A complaint of an operand of another kind, so that another form may be meant. */
export function far(code: string, message: string, hint?: string): Reading {
  return { code, message, ...(hint !== undefined && { hint }), near: false };
}

/** A complaint of an operand of the right kind. */
export function near(code: string, message: string, hint?: string): Reading {
  return { code, message, ...(hint !== undefined && { hint }), near: true };
}
