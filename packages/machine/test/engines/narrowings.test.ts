import { expect, test } from 'vitest';
import { analyse } from '../../src/engines/translator/flow.ts';
import { narrowings } from '../../src/engines/translator/narrowings.ts';
import { type EngineName, Machine } from '../../src/index.ts';
import { type Program, putWords, regionOf, wordsOf } from './program.ts';

const [T0, S0, A0, A1, A2] = [5, 8, 10, 11, 12];

type Line = Program[number];

const shift = (mnemonic: string, rd: number, rs1: number, imm: number): Line => [
  mnemonic,
  { rd, rs1, imm },
];

/** A number that is another each time, narrowed by pairs of shifts, and a sum of all results; in a loop. */
const loop = (...pairs: Program): Program => {
  const body: Program = [
    ['mul', { rd: S0, rs1: S0, rs2: T0 }],
    ['addi', { rd: S0, rs1: S0, imm: 1 }],
    ['addi', { rd: A0, rs1: S0, imm: 0 }],
    ...pairs,
    ['xor', { rd: A2, rs1: A2, rs2: A1 }],
    ['add', { rd: A2, rs1: A2, rs2: A0 }],
  ];
  return [...body, ['jal', { rd: 0, imm: body.length * -4 }]];
};

function pairsIn(program: Program): readonly string[] {
  return analyse(regionOf(wordsOf(program))).blocks.flatMap((block) =>
    [...narrowings(block).values()].map(
      ({ bits, isSigned, left }) => `${isSigned ? 'signed' : 'unsigned'} ${bits} << ${left}`,
    ),
  );
}

const made = new Map<EngineName, { readonly machine: Machine; readonly fresh: Uint8Array }>();

/** A computer of this engine, as if it were new. */
function freshMachine(engine: EngineName): Machine {
  let found = made.get(engine);
  if (!found) {
    const machine = new Machine({ ramBytes: 2 ** 16, engine, hotAfter: 2 });
    found = { machine, fresh: machine.save() };
    made.set(engine, found);
  }
  found.machine.restore(found.fresh);
  return found.machine;
}

const stateAfter = (engine: EngineName, program: Program): string => {
  const machine = freshMachine(engine);
  putWords(machine, wordsOf(program));
  machine.hart.setRegister(T0, 0x5851_f42d_4c95_7f2dn);
  const { kind } = machine.run({ maxInstructions: 3_000 });
  return `${kind} ${machine.instructions} ${machine.stateHash()}`;
};

test('two shifts, to the left and no further back, are a pair until the first result is another', () => {
  expect(pairsIn(loop(shift('slli', A1, A0, 48), shift('srli', A1, A1, 48)))).toEqual([
    'unsigned 16 << 0',
  ]);
  expect(pairsIn(loop(shift('slli', A0, A0, 32), shift('srai', A1, A0, 30)))).toEqual([
    'signed 32 << 2',
  ]);
  expect(pairsIn(loop(shift('slliw', A1, A0, 24), shift('sraiw', A1, A1, 24)))).toEqual([
    'signed 8 << 0',
  ]);
  for (const [first, second] of [
    [shift('slli', A1, A0, 48), shift('srli', A1, A1, 49)],
    [shift('slli', A1, A0, 40), shift('srli', A1, A1, 40)],
    [shift('slli', A1, A0, 48), shift('srliw', A1, A1, 16)],
    [shift('slli', A1, A0, 48), shift('srli', A1, A0, 48)],
  ] as const)
    expect(pairsIn(loop(first, second))).toEqual([]);
  const between: Line = ['add', { rd: A1, rs1: A1, rs2: A1 }];
  expect(pairsIn(loop(shift('slli', A1, A0, 48), between, shift('srli', A1, A1, 48)))).toEqual([]);
});

test('pairs do what their shifts do, whichever registers they are', () => {
  for (const [left, widths] of [
    ['slli', [32, 48, 56]],
    ['slliw', [16, 24]],
  ] as const) {
    for (const right of left === 'slli' ? ['srli', 'srai'] : ['srliw', 'sraiw']) {
      for (const amount of widths) {
        for (const back of [amount, amount - 2, 1]) {
          for (const [middle, result] of [
            [A0, A0],
            [A0, A1],
            [A1, A0],
            [A1, A1],
          ] as const) {
            const program = loop(
              shift(left, middle, A0, amount),
              ['addi', { rd: S0, rs1: S0, imm: 7 }],
              shift(right, result, middle, back),
            );
            expect(pairsIn(program), `${left} ${amount} ${right} ${back}`).toHaveLength(1);
            expect(stateAfter('translator', program), `${left} ${amount} ${right} ${back}`).toBe(
              stateAfter('interpreter', program),
            );
          }
        }
      }
    }
  }
});
