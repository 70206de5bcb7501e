import { encode, type FieldValues, instruction } from '@ireko/isa';
import { expect, test, vi } from 'vitest';
import { Access } from '../../src/hart/access.ts';
import { COUNTS, countBytes } from '../../src/hart/layout.ts';
import { type EngineName, Machine } from '../../src/index.ts';

const op = (mnemonic: string, values: FieldValues) => encode(instruction(mnemonic), values);
const [S0, S1, A0, A1, T0] = [8, 9, 10, 11, 5];
const LONG = 200_000;

/** Runs a loop; gives how it ends, and how often the dispatcher was asked for each of its instructions. */
function run(engine: EngineName, hotAfter: number, body: readonly number[]) {
  const machine = new Machine({ ramBytes: 2 ** 16, engine, hotAfter });
  const { view, ram } = machine.hart;
  for (let at = 0x1000; at < 0x4000; at += 4)
    view.setUint32(ram.byteOffset + at, at * 0x9e37, true);
  const back = op('jal', { rd: 0, imm: body.length * -4 });
  const words = [op('auipc', { rd: S0, imm: 1 }), op('auipc', { rd: S1, imm: 2 }), ...body, back];
  for (const [index, word] of words.entries())
    view.setUint32(ram.byteOffset + index * 4, word, true);
  const { kind } = machine.run({ maxInstructions: LONG });
  const asked = body.map((_, index) => {
    const place = ram.byteOffset + (index + 2) * 4;
    return view.getUint16(COUNTS + (place & (countBytes - 2)), true);
  });
  return { end: `${kind} ${machine.instructions} ${machine.stateHash()}`, asked };
}

test.each([
  ['at the entry', [op('ld', { rd: A0, rs1: S0, imm: 5 })]],
  ['behind it', [op('addi', { rd: T0, rs1: A0, imm: 1 }), op('ld', { rd: A0, rs1: S0, imm: 5 })]],
  [
    'several, over the end of a page',
    [
      op('addi', { rd: T0, rs1: T0, imm: 1 }),
      op('ld', { rd: A0, rs1: S0, imm: 9 }),
      op('lw', { rd: A1, rs1: S1, imm: -6 }),
      op('sw', { rs2: T0, rs1: S1, imm: -6 }),
      op('sd', { rs2: T0, rs1: S0, imm: 0x7f1 }),
    ],
  ],
])('a loop with misaligned accesses ends as the interpreter’s: %s', (_, body) => {
  const { end } = run('interpreter', 2, body);
  for (const hotAfter of [2, 100]) expect(run('translator', hotAfter, body).end).toBe(end);
});

test('where regions have often been left for accesses of one place, there is one that looks further', () => {
  const body = [
    op('addi', { rd: T0, rs1: T0, imm: 1 }),
    op('ld', { rd: A0, rs1: S0, imm: 5 }),
    op('sd', { rs2: T0, rs1: S0, imm: 0x7f1 }),
    op('lw', { rd: A1, rs1: S1, imm: 0x101 }),
  ];
  const hotAfter = 100;
  const { asked } = run('translator', hotAfter, body);
  expect(Math.max(...asked)).toBeLessThan(10 * hotAfter);
});

test('the interpreter makes misaligned accesses within a page without the host', () => {
  const asked = [vi.spyOn(Access.prototype, 'load'), vi.spyOn(Access.prototype, 'store')];
  run('interpreter', 2, [
    op('ld', { rd: A0, rs1: S0, imm: 5 }),
    op('sd', { rs2: A0, rs1: S0, imm: 0x7f1 }),
    op('lhu', { rd: A1, rs1: S1, imm: 0x101 }),
  ]);
  // What a walk finds in a page table; here there is none, so the host is asked for each page once.
  for (const each of asked) expect(each.mock.calls.length).toBeLessThan(10);
  vi.restoreAllMocks();
});
