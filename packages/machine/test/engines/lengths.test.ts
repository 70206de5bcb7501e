/** An instruction of 32 bits and the compressed one that stands for it, one after the other at the same address. */

import { encode, type FieldValues, instruction } from '@ireko/isa';
import { expect, test } from 'vitest';
import { engineNames, Machine, ramBase } from '../../src/index.ts';

const A0 = 10;
const op = (mnemonic: string, values: FieldValues) => encode(instruction(mnemonic), values);

/** Each fills four bytes, adds, and takes so many instructions. */
const sums = [
  { code: op('addi', { rd: A0, rs1: A0, imm: 1 }), instructions: 1 },
  {
    code:
      (op('c.addi', { rd: A0, rs1: A0, imm: 10 }) |
        (op('c.addi', { rd: A0, rs1: A0, imm: 20 }) << 16)) >>>
      0,
    instructions: 2,
  },
  { code: op('addi', { rd: A0, rs1: A0, imm: 100 }), instructions: 1 },
];
const back = op('jal', { rd: 0, imm: -4 });

test.each(engineNames)('%s: an instruction is as long as what was written last', (engine) => {
  const machine = new Machine({ ramBytes: 0x1_0000, engine });
  const { hart, debug } = machine;
  const words = (...values: readonly number[]) => new Uint8Array(Uint32Array.from(values).buffer);
  const laps = 3;
  const seen = sums.map(({ code, instructions }) => {
    debug.writePhysical(ramBase, words(code, back));
    machine.run({ maxInstructions: machine.instructions + laps * (instructions + 1) });
    return [hart.register(A0), hart.pc];
  });
  expect(seen).toEqual([3n, 93n, 393n].map((sum) => [sum, BigInt(ramBase)]));
});
