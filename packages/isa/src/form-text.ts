/** How an instruction is written, for people: `addi rd, rs1, imm`. */

import type { Field } from './field.ts';
import type { Form, Named, OperandForm } from './instruction.ts';
import { registerNames } from './register.ts';

/** A form with its operands by the names of their fields. */
export function formText({ mnemonic, operands }: Form): string {
  const list = operands.map(operandText).join(', ');
  return list === '' ? mnemonic : `${mnemonic} ${list}`;
}

function operandText(operand: OperandForm): string {
  switch (operand.shape) {
    case 'memory':
      return `${operand.offset?.name ?? ''}(${fieldText(operand.base)})`;
    case 'target':
      return 'target';
    case 'float':
      return operand.field.name.replace('r', 'f');
    default:
      return fieldText(operand.field);
  }
}

function fieldText(field: Field | Named): string {
  return 'register' in field ? (registerNames[field.register] ?? '') : field.name;
}
