/** Carries out the statements that act on the unit: directives, and instructions. */

import { floatRegisterNumber, registerNumber } from '@ireko/isa';
import { type Directive, placeOf, requireEnd } from './directives/directive.ts';
import { directives } from './directives/table.ts';
import type { Piece } from './instruction/emit.ts';
import { assembleInstruction, isMnemonic } from './instruction/instruction.ts';
import { type Known, type Symbolic, sameCode } from './known.ts';
import { restOf } from './macro/body.ts';
import { textOf } from './text/literal.ts';
import type { OperandError } from './text/parser.ts';
import { HOLE, type Shape } from './text/shape.ts';
import type { Place } from './text/source.ts';
import type { Statement } from './text/statement.ts';
import type { Expression, Operand } from './text/syntax.ts';
import type { Unit } from './unit/unit.ts';

/**
 * Carries out a directive or an instruction, and notes with its shape what can be known of others.
 * @returns false if there is none of that name
 */
export function perform(unit: Unit, statement: Statement, at: Place): boolean {
  const { shape } = statement;
  const name = shape.headName;
  const directive = directives.get(name);
  if (directive) {
    direct(unit, directive, statement, at);
    if (unit.nextLine === 'there')
      shape.known = foreseen(directive, shape) ?? sameDirective(directive);
    return true;
  }
  if (!isMnemonic(name)) return false;
  const parsed = statement.operands;
  if ('error' in parsed) reportSyntax(unit, parsed.error, at);
  else shape.known = instruct(unit, statement, parsed.value.map(quotedName), at);
  return true;
}

function direct(unit: Unit, directive: Directive, statement: Statement, at: Place): void {
  if (directive.reads === 'text') {
    directive.run(unit, restOf(statement, at), at);
    return;
  }
  const parsed = statement.operands;
  if ('error' in parsed) reportSyntax(unit, parsed.error, at);
  else directive.run(unit, within(unit, directive.most, parsed.value, at), at);
}

/** What a directive itself can say of all statements of a shape. */
function foreseen(directive: Directive, shape: Shape): Known | undefined {
  if (directive.reads === 'text') return directive.foresee?.(shape.text);
  const { operands } = shape;
  return 'error' in operands ? undefined : directive.foresee?.(operands.value);
}

/** If nothing else is known of a statement, then which directive it is. */
function sameDirective(directive: Directive): Known {
  return (unit, statement, source) => {
    direct(unit, directive, statement, statement.head(source));
    return true;
  };
}

/** No more operands than there may be; reports the first of others. */
function within(
  unit: Unit,
  most: number | undefined,
  operands: readonly Operand[],
  at: Place,
): readonly Operand[] {
  const excess = most === undefined ? undefined : operands[most];
  if (!excess) return operands;
  const { start } = placeOf(excess, at);
  const end = Math.max(start, placeOf(operands.at(-1) ?? excess, at).end);
  requireEnd(
    unit,
    { source: at.source, start, end, text: at.source.text.slice(start, end) || ',' },
    at,
  );
  return operands.slice(0, most);
}

/** Reports what is wrong in a statement that begins at `at`. */
export function reportSyntax(unit: Unit, error: OperandError, at: Place): void {
  const { start, end, message, hint } = error;
  const place = { ...at, start: at.start + start, end: at.start + end };
  unit.report.error('syntax', place, message, hint);
}

/** An instruction. @returns what all do that are written so */
function instruct(
  unit: Unit,
  { shape }: Statement,
  operands: readonly Operand[],
  at: Place,
): Known | undefined {
  const { usesPrivileged, report, modes } = unit;
  const mistakes = report.diagnostics.length;
  const pieces: Piece[] = [];
  unit.pieces = pieces;
  assembleInstruction(unit, shape.headName, operands, at);
  unit.pieces = undefined;
  const isWhole = usesPrivileged === unit.usesPrivileged && report.diagnostics.length === mistakes;
  if (!isWhole) return undefined;
  if (pieces.some(({ names }) => names !== 'nothing')) {
    const symbolic = 'value' in shape.operands && symbolicOperand(shape.operands.value);
    return symbolic ? sameCode(modes, pieces, symbolic) : undefined;
  }
  const isPlain = !shape.hasHole && operands.every(isPlainOperand);
  return isPlain ? sameCode(modes, pieces, undefined) : undefined;
}

/** The operand that is a symbol, alone or in a relocation function, if there is just one. */
function symbolicOperand(operands: readonly Operand[]): Symbolic | undefined {
  const found: Symbolic[] = [];
  for (const operand of operands) {
    if (operand.kind !== 'value' && operand.kind !== 'memory') continue;
    const expression = operand.kind === 'value' ? operand.expression : operand.offset;
    if (expression && isSymbol(expression)) found.push({ operand, expression });
  }
  return found.length === 1 ? found[0] : undefined;
}

function isSymbol(expression: Expression): boolean {
  if (expression.kind === 'local') return true;
  return expression.kind === 'name' && (expression.name === HOLE || !isRegister(expression.name));
}

/** What stands in quotes in an instruction is a name. */
function quotedName(operand: Operand): Operand {
  if (operand.kind !== 'text') return operand;
  const { start, end, bytes } = operand;
  const expression = { kind: 'name', name: textOf(new Uint8Array(bytes)) } as const;
  return { kind: 'value', relocation: undefined, expression, start, end };
}

/** Whether an operand means the same wherever it stands: registers and numbers. */
function isPlainOperand(operand: Operand): boolean {
  switch (operand.kind) {
    case 'value':
      return operand.relocation === undefined && isPlainExpression(operand.expression);
    case 'memory':
      return (
        operand.relocation === undefined &&
        (operand.offset === undefined || isPlainExpression(operand.offset))
      );
    default:
      return false;
  }
}

function isPlainExpression(expression: Expression): boolean {
  return isNumber(expression) || (expression.kind === 'name' && isRegister(expression.name));
}

function isNumber(expression: Expression): boolean {
  if (expression.kind === 'unary') return isNumber(expression.operand);
  if (expression.kind === 'binary') return isNumber(expression.left) && isNumber(expression.right);
  return expression.kind === 'integer';
}

function isRegister(name: string): boolean {
  return registerNumber(name) !== undefined || floatRegisterNumber(name) !== undefined;
}
