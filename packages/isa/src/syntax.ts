/** Reads the table's notation for operands: `rd, imm(rs1)`, `rd, rs1=rs2` and the like, by field names. */

import type { Field } from './field.ts';
import type { Named, OperandForm } from './instruction.ts';
import { registerNumber, vectorRegisterNumber } from './register.ts';

/** After an immediate's name: the form is not for zero, which another form may be for. */
const NOT_ZERO = '!=0';

type Fields = Readonly<Record<string, Field>>;

/** The operand forms of a syntax; a name that is no field must be a register's name. */
export function operandForms(syntax: string, fields: Fields): readonly OperandForm[] {
  if (syntax === '') return [];
  return syntax.split(', ').map((text) => operandForm(text, fields));
}

function operandForm(text: string, fields: Fields): OperandForm {
  const memory = /^(\w*)\((\w+)\)$/.exec(text);
  if (memory) {
    const [, offset = '', base = ''] = memory;
    return {
      shape: 'memory',
      base: fieldOrRegister(base, fields),
      offset: offset === '' ? undefined : fields[offset],
    };
  }
  if (text.endsWith(NOT_ZERO)) {
    const { [text.slice(0, -NOT_ZERO.length)]: narrowed } = fields;
    if (!narrowed) throw new Error(`${text} is no field`);
    return { shape: 'immediate', field: { ...narrowed, nonzero: true } };
  }
  const [name = '', twin, ...more] = text.split('=');
  const vector = fields[name] ? undefined : vectorRegisterNumber(name);
  if (vector !== undefined) return { shape: 'vector', field: { register: vector }, twins: [] };
  const field = fieldOrRegister(name, fields);
  if ('register' in field) return { shape: 'register', field };
  if (field.kind === 'float') return floatForm(field, twin, fields);
  if (field.kind === 'vector') {
    const twins = [twin, ...more].flatMap((each) => fields[each ?? ''] ?? []);
    return { shape: 'vector', field, twins };
  }
  if (field.kind === 'flag') throw new Error(`field ${field.name} is not written as an operand`);
  return { shape: field.kind, field };
}

/** `rs1=rs2`: both fields name the register that is written once. */
function floatForm(field: Field, twinName: string | undefined, fields: Fields): OperandForm {
  const twin = twinName === undefined ? undefined : fields[twinName];
  return { shape: 'float', field, ...(twin && { twin }) };
}

function fieldOrRegister(name: string, fields: Fields): Field | Named {
  const field = fields[name];
  if (field) return field;
  const register = registerNumber(name);
  if (register === undefined) throw new Error(`${name} is neither a field nor a register`);
  return { register };
}
