import { encode, type FieldValues, instruction } from '@ireko/isa';
import { expect, test } from 'vitest';
import { type EngineName, Machine, ramBase } from '../../src/index.ts';

const op = (mnemonic: string, values: FieldValues) => encode(instruction(mnemonic), values);
const [T0, T1, S0, S1, A0] = [5, 6, 8, 9, 10];
const LONG = 2_000_000;

/** Pieces of code by their offsets in RAM. */
type Pieces = Readonly<Record<number, readonly number[]>>;

/** Runs a program that never leaves its first 512 bytes. */
function run(engine: EngineName, pieces: Pieces, hotAfter = 2): string {
  const machine = new Machine({ ramBytes: 2 ** 16, engine, hotAfter });
  const { view, ram } = machine.hart;
  for (const [offset, words] of Object.entries(pieces)) {
    for (const [index, word] of words.entries())
      view.setUint32(ram.byteOffset + Number(offset) + index * 4, word, true);
  }
  const { kind } = machine.run({ maxInstructions: LONG });
  expect(machine.hart.pc & ~0x1ffn).toBe(BigInt(ramBase));
  return `${kind} ${machine.instructions} ${machine.stateHash()}`;
}

test('a chain of jumps between regions, however long, takes no room on the host’s stack', () => {
  const far = 0x100;
  const pieces: Pieces = {
    0: [
      op('auipc', { rd: S0, imm: 0 }),
      op('addi', { rd: S1, rs1: S0, imm: far }),
      op('jalr', { rd: 0, rs1: S1, imm: 0 }),
    ],
    [far]: [op('jalr', { rd: 0, rs1: S0, imm: 8 })],
  };
  expect(run('translator', pieces)).toBe(run('interpreter', pieces));
});

test('a jump by a table goes where it says, also to places that it did not go to before it was translated', () => {
  const [loop, jump, cases, late] = [8, 44, 0x40, 10];
  const target = (number: number) => cases + number * 16;
  const pieces: Record<number, readonly number[]> = {
    0: [
      op('auipc', { rd: S0, imm: 0 }),
      op('addi', { rd: S1, rs1: 0, imm: 0 }),
      // loop: the case is two bits of a counter, and one that is set later.
      op('andi', { rd: T0, rs1: S1, imm: 3 }),
      op('slli', { rd: T0, rs1: T0, shamt: 4 }),
      op('srli', { rd: T1, rs1: S1, shamt: late }),
      op('andi', { rd: T1, rs1: T1, imm: 1 }),
      op('slli', { rd: T1, rs1: T1, shamt: 6 }),
      op('add', { rd: T0, rs1: T0, rs2: T1 }),
      op('add', { rd: T0, rs1: T0, rs2: S0 }),
      op('addi', { rd: S1, rs1: S1, imm: 1 }),
      op('addi', { rd: 0, rs1: 0, imm: 0 }),
      op('jalr', { rd: 0, rs1: T0, imm: cases }),
    ],
  };
  for (let number = 0; number < 8; number++) {
    const at = target(number);
    pieces[at] = [
      op('slli', { rd: A0, rs1: A0, shamt: 1 }),
      op('addi', { rd: A0, rs1: A0, imm: number }),
      op('jal', { rd: 0, imm: loop - (at + 8) }),
    ];
  }
  expect(pieces[0]).toHaveLength(jump / 4 + 1);
  for (const hotAfter of [2, 100])
    expect(run('translator', pieces, hotAfter)).toBe(run('interpreter', pieces));
});
