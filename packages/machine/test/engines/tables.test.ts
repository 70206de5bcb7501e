import { expect, test } from 'vitest';
import type { EngineName } from '../../src/index.ts';
import { mappedLoop, PAGE, putWord } from './mapped-loop.ts';
import type { Program } from './program.ts';

const [T0, S0, A0, A1] = [5, 8, 10, 11];

/** A page of addresses, and where the table begins in it: it ends in the next. */
const [data, start] = [0x10, 0xe00];
/** Pages of RAM. */
const [first, second, other] = [8, 9, 11];

/** Runs a loop that writes all over a table that begins so far in a page, which is mapped to `first` and the next to `next`. */
function run(engine: EngineName, next: number, from: number): string {
  const pages = new Map([
    [data, first],
    [data + 1, next],
  ]);
  const before: Program = [
    ['lui', { rd: S0, imm: data + (from >> 11 ? 1 : 0) }],
    ['addi', { rd: S0, rs1: S0, imm: from >> 11 ? from - PAGE : from }],
  ];
  const loop: Program = [
    ['andi', { rd: T0, rs1: A1, imm: 0x3f8 }],
    ['add', { rd: T0, rs1: T0, rs2: S0 }],
    ['ld', { rd: A0, rs1: T0, imm: 8 }],
    ['add', { rd: A1, rs1: A1, rs2: A0 }],
    ['addi', { rd: A1, rs1: A1, imm: 24 }],
    ['sd', { rs2: A1, rs1: T0, imm: 8 }],
  ];
  const machine = mappedLoop(engine, pages, before, loop);
  for (let at = first * PAGE; at < (other + 1) * PAGE; at += 4) putWord(machine, at, at * 0x9e37);
  const { kind } = machine.run({ maxInstructions: 10_000 });
  return `${kind} ${machine.instructions} ${machine.stateHash()}`;
}

test.each([
  ['in one page', second, 0x200],
  ['in two pages, one behind the other in RAM', second, start],
  ['in two pages that are apart in RAM', other, start],
  ['in two pages, of which one cannot be had', 0xffff, start],
  ['that is not aligned', second, 0x204],
])('a table %s has what the interpreter stores there', (_, next, from) => {
  expect(run('translator', next, from)).toBe(run('interpreter', next, from));
});
