/** What to advise when an operand is not what an instruction wants. */

import {
  type Form,
  floatRegisterNumber,
  forms,
  type OperandForm,
  registerNumber,
} from '@ireko/isa';
import { relocationFunctions, relocationType } from '../instruction/relocation.ts';
import type { Place } from '../text/source.ts';
import type { Operand } from '../text/syntax.ts';

/** For a name where an integer register should be; undefined if nothing is likely. */
export function adviceForRegister({ mnemonic, operands }: Form, name: string): string | undefined {
  if (/^[rx]\d+$/.test(name)) {
    return 'registers are x0…x31, or by their roles zero, ra, sp, gp, tp, t0…t6, s0…s11, a0…a7';
  }
  if (floatRegisterNumber(name) !== undefined) return instead(`f${mnemonic}`);
  if (mnemonic === 'jr') return `use j ${name}`;
  if (mnemonic === 'jalr') return `use call ${name}`;
  return operands.at(-1)?.shape === 'target' && operands.length === 2
    ? `the register comes first: ${mnemonic} ra, ${name}`
    : undefined;
}

/** For a name where a floating-point register should be. */
export function adviceForFloat({ mnemonic }: Form, name: string): string | undefined {
  if (registerNumber(name) === undefined) return undefined;
  return instead(mnemonic.replace(/^f/, ''));
}

function instead(mnemonic: string): string | undefined {
  return forms(mnemonic).length > 0 ? `use ${mnemonic}` : undefined;
}

/** For an address in parentheses where none can be. */
export function adviceForAddress({ mnemonic, operands }: Form): string | undefined {
  const memory = operands.find(({ shape }) => shape === 'memory');
  return memory && `the register comes first: ${mnemonic} a0, ${example(memory)}`;
}

/** For what stands where an address should be. */
export function adviceForMemory(operand: Operand, shape: OperandForm): string | undefined {
  if (operand.kind !== 'value' || operand.expression.kind !== 'name') return undefined;
  const { name } = operand.expression;
  if (registerNumber(name) === undefined) return undefined;
  return `write ${example(shape, name)} for the memory that ${name} points to`;
}

function example(shape: OperandForm, base = 'sp'): string {
  return shape.shape === 'memory' && shape.offset ? `0(${base})` : `(${base})`;
}

/** For a name without a value where a number should be, if a part of its address may be meant. */
export function adviceForAddressOf(
  shape: OperandForm | undefined,
  name: string,
): string | undefined {
  if (shape?.shape !== 'immediate' && shape?.shape !== 'memory') return undefined;
  const field = shape.shape === 'memory' ? shape.offset : shape.field;
  if (!field) return undefined;
  const [part] = relocationFunctions.filter((each) => relocationType(each, field));
  return part && `%${part}(${name}) is that part of a label’s address; a constant needs .equ above`;
}

/** For an operand that is missing. */
export function adviceForNothing({ source, end }: Place): string | undefined {
  const rest = /^[ \t,]*(#[\w-]+)/.exec(source.text.slice(end))?.[1];
  return rest && `a # begins a remark: write ${rest.slice(1)} without it`;
}
