/**
 * Comparisons of vectors that the V extension has no instruction for, by those that it has
 * [V §11.8]: `>=` is the complement of `<`, and `< 5` is `<= 4`.
 */

import type { Operand } from '../text/syntax.ts';
import { operandNumber } from '../unit/expression.ts';
import type { Unit } from '../unit/unit.ts';

/** A statement that another one stands for. */
type Written = readonly [mnemonic: string, operands: readonly Operand[]];

/** What a statement stands for; undefined if its operands are not of its shape. */
type Expansion = (unit: Unit, operands: readonly Operand[]) => readonly Written[] | undefined;

/** Every such comparison by its mnemonic. */
export const vectorPseudoInstructions: ReadonlyMap<string, Expansion> = new Map<string, Expansion>([
  ['vmsge.vx', notLess('vmslt.vx')],
  ['vmsgeu.vx', notLess('vmsltu.vx')],
  ['vmslt.vi', oneLess('vmsle.vi', undefined)],
  ['vmsltu.vi', oneLess('vmsleu.vi', 'vmsne.vv')],
  ['vmsge.vi', oneLess('vmsgt.vi', undefined)],
  ['vmsgeu.vi', oneLess('vmsgtu.vi', 'vmseq.vv')],
]);

/** `vmsge.vx vd, vs2, rs1[, v0.t[, vt]]`; only where `vd` is `v0` must `vt` be free. */
function notLess(less: string): Expansion {
  return (_, operands) => {
    const [vd, vs2, rs1, mask, vt] = operands;
    if (!vd || !vs2 || !rs1 || operands.length > 5) return undefined;
    const v0 = named(vd, 'v0');
    if (!mask)
      return [
        [less, [vd, vs2, rs1]],
        ['vmnand.mm', [vd, vd, vd]],
      ];
    if (!vt)
      return [
        [less, [vd, vs2, rs1, mask]],
        ['vmxor.mm', [vd, vd, v0]],
      ];
    const compared: Written = [less, [vt, vs2, rs1, mask]];
    if (isName(vd, 'v0')) return [compared, ['vmandn.mm', [vd, vd, vt]]];
    const keepOthers: readonly Written[] = [
      ['vmandn.mm', [vt, v0, vt]],
      ['vmandn.mm', [vd, vd, v0]],
      ['vmor.mm', [vd, vt, vd]],
    ];
    return [compared, ...keepOthers];
  };
}

/**
 * `vmslt.vi vd, vs2, imm[, v0.t]` by the comparison with a number that is one less.
 * @param withZero for numbers without a sign: what compares with 0, by comparing `vs2` with itself
 */
function oneLess(other: string, withZero: string | undefined): Expansion {
  return (unit, [vd, vs2, imm, ...mask]) => {
    if (!vd || !vs2 || imm?.kind !== 'value' || imm.relocation) return undefined;
    const { start, end, expression } = imm;
    const bound = unit.bind(expression, unit.start);
    const isZero = bound && operandNumber(bound) === 0n;
    if (isZero && withZero) return [[withZero, [vd, vs2, vs2, ...mask]]];
    const one = { kind: 'integer', value: 1n } as const;
    const less = { kind: 'binary', operator: '-', left: expression, right: one } as const;
    const value = { kind: 'value', relocation: undefined, expression: less, start, end } as const;
    return [[other, [vd, vs2, value, ...mask]]];
  };
}

/** A register in the place of an operand. */
function named({ start, end }: Operand, name: string): Operand {
  return { kind: 'value', relocation: undefined, expression: { kind: 'name', name }, start, end };
}

function isName(operand: Operand, name: string): boolean {
  if (operand.kind !== 'value') return false;
  return operand.expression.kind === 'name' && operand.expression.name === name;
}
