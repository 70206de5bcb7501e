import { encode, type FieldValues, instruction } from '@ireko/isa';
import { expect, test } from 'vitest';
import { type EngineName, Machine, ramBase } from '../../src/index.ts';

const op = (mnemonic: string, values: FieldValues) => encode(instruction(mnemonic), values);
const [S0, S1] = [8, 9];
const LONG = 2_000_000;

/** Two pieces of code that jump to each other through registers, for ever. */
function run(engine: EngineName): string {
  const machine = new Machine({ ramBytes: 2 ** 16, engine, hotAfter: 2 });
  const far = 0x100;
  const { view } = machine.hart;
  const put = (offset: number, words: readonly number[]) => {
    for (const [index, word] of words.entries())
      view.setUint32(machine.hart.ram.byteOffset + offset + index * 4, word, true);
  };
  put(0, [
    op('auipc', { rd: S0, imm: 0 }),
    op('addi', { rd: S1, rs1: S0, imm: far }),
    op('jalr', { rd: 0, rs1: S1, imm: 0 }),
  ]);
  put(far, [op('jalr', { rd: 0, rs1: S0, imm: 8 })]);
  const { kind } = machine.run({ maxInstructions: LONG });
  expect(machine.hart.pc & ~0x1ffn).toBe(BigInt(ramBase));
  return `${kind} ${machine.instructions} ${machine.stateHash()}`;
}

test('a chain of jumps between regions, however long, takes no room on the host’s stack', () => {
  expect(run('translator')).toBe(run('interpreter'));
});
