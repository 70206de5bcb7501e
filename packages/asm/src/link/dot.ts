/** Expressions that depend on where `.` is. */

import type { Expression } from './script.ts';

/** Functions that give an address, which belongs to the section at hand like that of `.` does. */
const ADDRESSES: ReadonlySet<string> = new Set(['ORIGIN', 'SEGMENT_START']);

/** Whether an expression's value depends on where `.` is, or is an address like it. */
export function mentionsDot(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
      return false;
    case 'name':
      return expression.name === '.';
    case 'unary':
      return mentionsDot(expression.operand);
    case 'binary':
      return mentionsDot(expression.left) || mentionsDot(expression.right);
    case 'conditional':
      return mentionsDot(expression.yes) || mentionsDot(expression.no);
    case 'assertion':
      return mentionsDot(expression.condition);
    case 'call':
      if (expression.name === 'ALIGN' && expression.arguments.length === 1) return true;
      if (ADDRESSES.has(expression.name)) return true;
      return expression.arguments.some(mentionsDot);
  }
}
