import { expect, test } from 'vitest';
import { dependentAddresses } from '../../src/engines/translator/dependent-addresses.ts';
import { analyse } from '../../src/engines/translator/flow.ts';
import { type EngineName, Machine } from '../../src/index.ts';
import { type Program, putWords, regionOf, wordsOf } from './program.ts';

const [SP, T0, S0, S1, A0, A1] = [2, 5, 8, 9, 10, 11];
const load = (rd: number, rs1: number, imm = 0) => ['ld', { rd, rs1, imm }] as const;
const add = (rd: number, rs1: number, rs2: number) => ['add', { rd, rs1, rs2 }] as const;
const jump = (imm: number) => ['jal', { rd: 0, imm }] as const;

/** Where accesses are whose address depends on what was loaded. */
function dependent(program: Program): readonly number[] {
  const found = dependentAddresses(analyse(regionOf(wordsOf(program))).blocks);
  return [...found].map(({ pc }) => pc).sort((a, b) => a - b);
}

test('elements of a list and entries of a table depend on what was loaded, walks through an array do not', () => {
  expect(dependent([load(A0, A0), jump(-4)])).toEqual([0]);
  expect(dependent([load(T0, S0), add(T0, T0, S1), load(A0, T0), jump(-12)])).toEqual([8]);
  const step = ['addi', { rd: S0, rs1: S0, imm: 8 }] as const;
  expect(dependent([load(T0, S0), add(A0, A0, T0), step, jump(-12)])).toEqual([]);
});

test('what the stack keeps is known early', () => {
  expect(dependent([load(T0, SP), load(A0, T0), jump(-8)])).toEqual([]);
});

/** A list through all pages: each element leads to one some pages on, whose number it is added to. */
const [ELEMENTS, FAR] = [61, 17];
const walk: Program = [load(A0, A0), load(T0, A0, 8), add(A1, A1, T0), jump(-12)];

function stateAfter(engine: EngineName): string {
  const machine = new Machine({ ramBytes: 2 ** 18, engine, hotAfter: 2 });
  putWords(machine, wordsOf(walk));
  const place = (index: number) => 4096 + index * 4096 + index * 16;
  const { view, ram } = machine.hart;
  for (let index = 0; index < ELEMENTS; index++) {
    const next = 0x8000_0000 + place((index + FAR) % ELEMENTS);
    view.setBigUint64(ram.byteOffset + place(index), BigInt(next), true);
    view.setBigUint64(ram.byteOffset + place(index) + 8, BigInt(index), true);
  }
  machine.hart.setRegister(A0, BigInt(0x8000_0000 + place(0)));
  machine.run({ maxInstructions: 20_000 });
  return machine.stateHash();
}

test('a list is walked as by the interpreter', () => {
  expect(stateAfter('translator')).toBe(stateAfter('interpreter'));
});
