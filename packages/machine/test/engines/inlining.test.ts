import { expect, test } from 'vitest';
import { type Node, reducibleGraph } from '../../src/engines/translator/graph.ts';
import { type EngineName, Machine, ramBase } from '../../src/index.ts';
import { type Program, putWords, regionOf, wordsOf } from './program.ts';

const [RA, SP, S0, S1, A0, A1, T0, T1] = [1, 2, 8, 9, 10, 11, 5, 6];
const add = (rd: number, rs1: number, imm: number) => ['addi', { rd, rs1, imm }] as const;
const call = (imm: number) => ['jal', { rd: RA, imm }] as const;
const jump = (imm: number) => ['jal', { rd: 0, imm }] as const;
const back = (rs1 = RA) => ['jalr', { rd: 0, rs1, imm: 0 }] as const;

/** The blocks in order: the address of each, how it ends, and where it leads to. */
function graphOf(program: Program): readonly string[] {
  return reducibleGraph(regionOf(wordsOf(program))).map(
    ({ pc, terminator, next }: Node) => `${pc} ${terminator.kind}: ${[...next.keys()]}`,
  );
}

test('a short function is copied to where it is called, and returns to what is behind', () => {
  expect(graphOf([call(12), call(8), jump(-8), add(A0, A0, 1), back()])).toEqual([
    '0 goto: 12',
    '12 indirect: 4',
    '4 goto: 12',
    '12 indirect: 8',
    '8 goto: 0',
  ]);
});

test('a function in a function is copied, one that calls itself is called', () => {
  expect(graphOf([call(8), jump(-4), call(8), back(T0), call(0), back()])).toEqual([
    '0 goto: 8',
    '8 goto: 16',
    '16 call: 20',
    '20 indirect: 12',
    '12 indirect: 4',
    '4 goto: 0',
  ]);
});

test('a long function is called', () => {
  const long = Array.from({ length: 60 }, () => add(A0, A0, 1));
  expect(graphOf([call(8), jump(-4), ...long, back()])).toEqual(['0 call: 4', '4 goto: 0']);
});

test('what stands between a loop and a function that it has a copy of is not part of the region', () => {
  const data = add(0, 0, 0);
  const { ranges } = regionOf(wordsOf([call(16), jump(-4), data, data, add(A0, A0, 1), back()]));
  expect(ranges).toEqual([
    { start: 0, end: 8 },
    { start: 16, end: 24 },
  ]);
});

test('code that crosses into another page is in two ranges', () => {
  const long = Array.from({ length: 1022 }, () => add(0, 0, 0));
  const { ranges } = regionOf(
    wordsOf([call(4092), jump(-4), ...long.slice(1), add(A0, A0, 1), back()]),
  );
  expect(ranges).toEqual([
    { start: 0, end: 8 },
    { start: 4092, end: 4096 },
    { start: 4096, end: 4100 },
  ]);
});

/**
 * A loop that calls a function, which loads from a page and by turns returns, skips an instruction behind the
 * call, changes its own code's neighbour, or calls another by which it returns.
 */
const [COUNT, LOOP, FUNCTION] = [0, 16, 48];
const program: Program = [
  ['auipc', { rd: SP, imm: 0 }],
  ['auipc', { rd: S1, imm: 4 }],
  add(S0, 0, COUNT),
  add(A0, 0, 1),
  // loop, at 16
  add(S0, S0, 1),
  call(FUNCTION - LOOP - 4),
  add(A0, A0, 3),
  ['xor', { rd: A0, rs1: A0, rs2: A1 }],
  jump(-16),
  add(0, 0, 0),
  add(0, 0, 0),
  add(0, 0, 0),
  // the function, at 48
  ['andi', { rd: T0, rs1: S0, imm: 31 }],
  add(T1, 0, 7),
  ['beq', { rs1: T0, rs2: T1, imm: 32 }],
  add(T1, 0, 12),
  ['beq', { rs1: T0, rs2: T1, imm: 32 }],
  ['slli', { rd: T1, rs1: T0, imm: 12 }],
  ['add', { rd: T1, rs1: T1, rs2: S1 }],
  ['lw', { rd: A1, rs1: T1, imm: 0 }],
  ['sw', { rs2: A0, rs1: T1, imm: 0 }],
  back(),
  // skips an instruction, at 88
  add(RA, RA, 4),
  back(),
  // writes the instruction at 112, at 96
  ['lw', { rd: T1, rs1: SP, imm: 36 }],
  ['sw', { rs2: T1, rs1: SP, imm: 112 }],
  ['fence.i', {}],
  add(A1, A1, 1),
  add(A1, A1, 9),
  back(),
];

function stateAfter(engine: EngineName, hotAfter: number, code = program): string {
  const machine = new Machine({ ramBytes: 2 ** 18, engine, hotAfter });
  putWords(machine, wordsOf(code));
  const states = [50, 333, 5000, 20_000].map((maxInstructions) => {
    machine.run({ maxInstructions });
    return machine.stateHash();
  });
  expect(machine.hart.pc & ~0xfffn).toBe(BigInt(ramBase));
  return states.join(' ');
}

/** A loop that calls one of two functions through a pointer: at first always the first, later also the second. */
const callbacks: Program = [
  ['auipc', { rd: SP, imm: 0 }],
  add(S1, SP, 48),
  // loop, at 8
  add(S0, S0, 1),
  ['andi', { rd: T0, rs1: S0, imm: 512 }],
  ['srli', { rd: T0, rs1: T0, imm: 6 }],
  ['andi', { rd: T1, rs1: S0, imm: 8 }],
  ['and', { rd: T0, rs1: T0, rs2: T1 }],
  ['add', { rd: T0, rs1: T0, rs2: S1 }],
  ['jalr', { rd: RA, rs1: T0, imm: 0 }],
  ['xor', { rd: A0, rs1: A0, rs2: A1 }],
  jump(-32),
  add(0, 0, 0),
  // the first, at 48; the second, at 56
  add(A1, A1, 3),
  back(),
  ['slli', { rd: A1, rs1: A0, imm: 1 }],
  back(),
];

test.each([0, 1])('a call through a pointer leads where that points, be its bit 0 %i', (bit) => {
  const code = callbacks.map((step, index) => (index === 1 ? add(S1, SP, 48 + bit) : step));
  for (const hotAfter of [2, 20, 100])
    expect(stateAfter('translator', hotAfter, code)).toBe(
      stateAfter('interpreter', hotAfter, code),
    );
});

test('where a pointer most likely leads, there is a copy, and a call for what it does not', () => {
  const region = regionOf(wordsOf(callbacks).slice(2), () => 40);
  const ends = reducibleGraph(region).map(({ pc, terminator }) => `${pc} ${terminator.kind}`);
  expect(ends).toEqual(['0 likely call', '27 indirect call', '40 indirect', '28 goto']);
});

test('a function does the same in a copy as by itself, however it returns', () => {
  for (const hotAfter of [2, 20, 100])
    expect(stateAfter('translator', hotAfter)).toBe(stateAfter('interpreter', hotAfter));
});
