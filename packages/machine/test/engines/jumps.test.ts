import { encode, type FieldValues, instruction } from '@ireko/isa';
import { expect, test } from 'vitest';
import { type EngineName, Machine, ramBase } from '../../src/index.ts';

const op = (mnemonic: string, values: FieldValues) => encode(instruction(mnemonic), values);
const [RA, T0, T1, T2, S0, S1, A0, A1] = [1, 5, 6, 7, 8, 9, 10, 11];
const LONG = 2_000_000;
const SHORT = 200_000;

/** Pieces of code by their offsets in RAM. */
type Pieces = Readonly<Record<number, readonly number[]>>;

/** Runs a program that never leaves its first page. */
function run(engine: EngineName, pieces: Pieces, hotAfter = 2, maxInstructions = LONG): string {
  const machine = new Machine({ ramBytes: 2 ** 16, engine, hotAfter });
  const { view, ram } = machine.hart;
  for (const [offset, words] of Object.entries(pieces)) {
    for (const [index, word] of words.entries())
      view.setUint32(ram.byteOffset + Number(offset) + index * 4, word, true);
  }
  const { kind } = machine.run({ maxInstructions });
  expect(machine.hart.pc & ~0xfffn).toBe(BigInt(ramBase));
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
      op('slli', { rd: T0, rs1: T0, imm: 4 }),
      op('srli', { rd: T1, rs1: S1, imm: late }),
      op('andi', { rd: T1, rs1: T1, imm: 1 }),
      op('slli', { rd: T1, rs1: T1, imm: 6 }),
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
      op('slli', { rd: A0, rs1: A0, imm: 1 }),
      op('addi', { rd: A0, rs1: A0, imm: number }),
      op('jal', { rd: 0, imm: loop - (at + 8) }),
    ];
  }
  expect(pieces[0]).toHaveLength(jump / 4 + 1);
  for (const hotAfter of [2, 100])
    expect(run('translator', pieces, hotAfter)).toBe(run('interpreter', pieces));
});

test('a loop that is entered at two places ends as it should, wherever it was entered', () => {
  const [bits, middle] = [64, 24];
  const pieces: Pieces = {
    0: [
      op('addi', { rd: S1, rs1: S1, imm: 1 }),
      op('andi', { rd: T1, rs1: S1, imm: bits - 1 }),
      op('andi', { rd: T0, rs1: S1, imm: 1 }),
      op('bne', { rs1: T0, rs2: 0, imm: middle - 12 }),
      op('addi', { rd: T1, rs1: T1, imm: 1 }),
      op('xor', { rd: A0, rs1: A0, rs2: T1 }),
      // The middle, where every other time the loop begins.
      op('add', { rd: A0, rs1: A0, rs2: S1 }),
      op('addi', { rd: T1, rs1: T1, imm: -1 }),
      op('blt', { rs1: 0, rs2: T1, imm: 20 - 32 }),
      op('jal', { rd: 0, imm: -36 }),
    ],
  };
  for (const hotAfter of [2, 50, 333])
    expect(run('translator', pieces, hotAfter)).toBe(run('interpreter', pieces));
});

test('instructions in a row, however many, are done as by the interpreter', () => {
  const row = Array.from({ length: 900 }, (_, index) =>
    op('addi', { rd: A0, rs1: A0, imm: index }),
  );
  const pieces: Pieces = { 0: [...row, op('jal', { rd: 0, imm: -row.length * 4 })] };
  expect(run('translator', pieces, 2, SHORT)).toBe(run('interpreter', pieces, 2, SHORT));
});

test('where a function changes what data addresses mean, that holds for its caller', () => {
  const [mstatus, mtvec, mepc] = [0x300, 0x305, 0x341];
  const [loop, change, handler, datum] = [32, 0x80, 0xc0, 0x180];
  const [MPRV, MPP] = [17, 11];
  const pieces: Pieces = {
    0: [
      op('auipc', { rd: S0, imm: 0 }),
      op('addi', { rd: T1, rs1: S0, imm: handler }),
      op('csrrw', { rd: 0, csr: mtvec, rs1: T1 }),
      op('addi', { rd: T2, rs1: 0, imm: 1 }),
      op('slli', { rd: T2, rs1: T2, imm: MPRV }),
      op('addi', { rd: T0, rs1: 0, imm: 3 }),
      op('slli', { rd: T0, rs1: T0, imm: MPP }),
      op('csrrc', { rd: 0, csr: mstatus, rs1: T0 }),
      // loop: every other load is made as U-mode's, which PMP denies.
      op('addi', { rd: S1, rs1: S1, imm: 1 }),
      op('csrrc', { rd: 0, csr: mstatus, rs1: T2 }),
      op('ld', { rd: A0, rs1: S0, imm: datum }),
      op('jal', { rd: RA, imm: change - (loop + 12) }),
      op('ld', { rd: A0, rs1: S0, imm: datum }),
      op('jal', { rd: 0, imm: -20 }),
    ],
    [change]: [
      op('andi', { rd: T0, rs1: S1, imm: 1 }),
      op('beq', { rs1: T0, rs2: 0, imm: 8 }),
      op('csrrs', { rd: 0, csr: mstatus, rs1: T2 }),
      op('jalr', { rd: 0, rs1: RA, imm: 0 }),
    ],
    [handler]: [
      op('csrrs', { rd: T1, csr: mepc, rs1: 0 }),
      op('addi', { rd: T1, rs1: T1, imm: 4 }),
      op('csrrw', { rd: 0, csr: mepc, rs1: T1 }),
      op('addi', { rd: A1, rs1: A1, imm: 1 }),
      op('mret', {}),
    ],
  };
  expect(run('translator', pieces, 2, SHORT)).toBe(run('interpreter', pieces, 2, SHORT));
});
