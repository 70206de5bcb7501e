import { expect, test } from 'vitest';
import { analyse } from '../../src/engines/translator/flow.ts';
import { type EngineName, Machine, ramBase } from '../../src/index.ts';
import { type Program, putWords, regionOf, wordsOf } from './program.ts';

const [RA, SP, S0, S1, S2, S3, A0, T0, T1] = [1, 2, 8, 9, 18, 19, 10, 5, 6];
const add = (rd: number, rs1: number, imm: number) => ['addi', { rd, rs1, imm }] as const;
const branch = (rs1: number, imm: number) => ['bne', { rs1, rs2: 0, imm }] as const;

/** Three nested loops; a call through a pointer in the middle one; the inner one loads from the stack, which the others step. */
const nested: Program = [
  ['auipc', { rd: S3, imm: 0 }],
  ['auipc', { rd: SP, imm: 4 }],
  add(S0, 0, 30),
  // outer, at 12
  add(S1, 0, 9),
  add(A0, A0, 1),
  // middle, at 20
  ['jalr', { rd: RA, rs1: S3, imm: 64 }],
  add(S2, 0, 7),
  // inner, at 28
  ['ld', { rd: T0, rs1: SP, imm: 8 }],
  add(T0, T0, 3),
  ['sd', { rs2: T0, rs1: SP, imm: 8 }],
  add(S2, S2, -1),
  branch(S2, -16),
  add(S1, S1, -1),
  branch(S1, -32),
  add(S0, S0, -1),
  branch(S0, -48),
  // the called function at 64 doubles and adds, and once in a while skips that
  ['andi', { rd: T1, rs1: A0, imm: 15 }],
  branch(T1, 8),
  add(A0, A0, 5),
  ['add', { rd: A0, rs1: A0, rs2: A0 }],
  ['jalr', { rd: 0, rs1: RA, imm: 0 }],
];
const START = 12;

const words = wordsOf(nested);

test('a region can be entered at loops’ headers and behind calls, by way of the loops around them', () => {
  const { entry, ways } = analyse(regionOf(words.slice(START / 4)));
  const route = ({ way }: { readonly way: number }) => {
    const places: number[] = [];
    for (let at = entry.ways.get(way); at; at = at.ways.get(way)) places.push(at.pc + START);
    return places;
  };
  // The outer loop is the entry's own; the middle one leads to what is in it; a branch in no loop leads to 76.
  expect(ways.map(route).sort()).toEqual([[20], [20, 24], [20, 28], [76]]);
});

/** The state when the program has run for so many instructions, and how many translations were made. */
function stateAfter(engine: EngineName, stretches: readonly number[]): string {
  const machine = new Machine({ ramBytes: 2 ** 16, engine, hotAfter: 3 });
  putWords(machine, words);
  let end = 0;
  const states = stretches.map((length) => {
    end += length;
    machine.run({ maxInstructions: end });
    return machine.stateHash();
  });
  expect(machine.hart.pc & ~0xfffn).toBe(BigInt(ramBase));
  return states.join(' ');
}

test('wherever a run stops and goes on, it ends as the interpreter’s', () => {
  const stretches = Array.from({ length: 300 }, (_, index) => 30 + ((index * 7) % 41));
  expect(stateAfter('translator', stretches)).toBe(stateAfter('interpreter', stretches));
});
