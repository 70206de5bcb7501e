import { expect, test } from 'vitest';
import { cursorsOf } from '../../src/engines/translator/cursors.ts';
import { analyse } from '../../src/engines/translator/flow.ts';
import { type EngineName, Machine } from '../../src/index.ts';
import { type Program, putWords, regionOf, wordsOf } from './program.ts';

const [RA, SP, T0, T1, S0, A0, A1] = [1, 2, 5, 6, 8, 10, 11];

/** The cursors of each loop, by the address of its header. */
function cursorsIn(program: Program): readonly string[] {
  return [...cursorsOf(analyse(regionOf(wordsOf(program)))).walks].flatMap(
    ([header, { cursors }]) =>
      cursors.map(
        ({ kind, base, start, end, stride }) =>
          `${header.pc}: ${kind} x${base} ${start}…${end} ${stride}`,
      ),
  );
}

test('a loop has a cursor for each base that it steps one way, or leaves alone', () => {
  const program: Program = [
    ['ld', { rd: A0, rs1: T0, imm: 8 }],
    ['sd', { rs2: A0, rs1: SP, imm: -16 }],
    ['lbu', { rd: A1, rs1: T1, imm: 0 }],
    ['addi', { rd: T0, rs1: T0, imm: 16 }],
    ['addi', { rd: T1, rs1: T1, imm: -1 }],
    ['bne', { rs1: A0, rs2: A1, imm: -20 }],
  ];
  expect(cursorsIn(program)).toEqual([
    '0: write x2 -16…-8 0',
    '0: read x5 8…16 16',
    '0: read x6 0…1 -1',
  ]);
});

test('a range takes in how far a lap may have stepped its base before an access', () => {
  const program: Program = [
    ['ld', { rd: A0, rs1: T0, imm: 0 }],
    ['beq', { rs1: A0, rs2: 0, imm: 8 }],
    ['addi', { rd: T0, rs1: T0, imm: 8 }],
    ['ld', { rd: A1, rs1: T0, imm: 8 }],
    ['addi', { rd: T0, rs1: T0, imm: 16 }],
    ['bne', { rs1: A0, rs2: A1, imm: -20 }],
  ];
  expect(cursorsIn(program)).toEqual(['0: read x5 0…24 24']);
});

test('of nested loops the outer has the cursors of bases left alone, the inner of those that it steps', () => {
  const program: Program = [
    ['ld', { rd: A0, rs1: SP, imm: 0 }],
    ['ld', { rd: A1, rs1: T0, imm: 0 }],
    ['addi', { rd: T0, rs1: T0, imm: 8 }],
    ['bne', { rs1: A0, rs2: A1, imm: -8 }],
    ['ld', { rd: A1, rs1: T1, imm: 0 }],
    ['addi', { rd: T1, rs1: T1, imm: 8 }],
    ['bne', { rs1: A0, rs2: A1, imm: -24 }],
  ];
  expect(cursorsIn(program)).toEqual(['0: read x2 0…8 0', '4: read x5 0…8 8']);
});

test('a base that is set, stepped both ways or out of line has none, nor has a loop with a call', () => {
  const loop = (...body: Program): Program => [
    ...body,
    ['bne', { rs1: A0, rs2: 0, imm: body.length * -4 }],
  ];
  const load = ['ld', { rd: A0, rs1: T0, imm: 0 }] as const;
  const step = (imm: number) => ['addi', { rd: T0, rs1: T0, imm }] as const;
  expect(cursorsIn(loop(load, step(8)))).toHaveLength(1);
  expect(cursorsIn(loop(load, ['add', { rd: T0, rs1: T0, rs2: T1 }]))).toEqual([]);
  expect(cursorsIn(loop(load, step(8), step(-16)))).toEqual([]);
  expect(cursorsIn(loop(load, step(4)))).toEqual([]);
  expect(cursorsIn(loop(load, ['jal', { rd: RA, imm: 64 }]))).toEqual([]);
});

test('a table is accessed at a bounded index from a base that is left alone', () => {
  const table = (...program: Program) =>
    cursorsIn([...program, ['bne', { rs1: A1, rs2: 0, imm: program.length * -4 }]]);
  const mask = ['andi', { rd: T0, rs1: A1, imm: 0x3f8 }] as const;
  const sum = ['add', { rd: T0, rs1: T0, rs2: S0 }] as const;
  const load = ['lw', { rd: A0, rs1: T0, imm: 4 }] as const;
  expect(table(mask, sum, load)).toEqual(['0: read x8 4…1024 0']);
  expect(table(mask, sum, load, ['sd', { rs1: T0, rs2: A0, imm: 16 }])).toEqual([
    '0: write x8 0…1040 0',
  ]);
  const scaled: Program = [
    ['srliw', { rd: T1, rs1: A1, imm: 24 }],
    ['addi', { rd: T1, rs1: T1, imm: 64 }],
    ['sh2add', { rd: T0, rs1: T1, rs2: S0 }],
  ];
  expect(table(...scaled, load)).toEqual(['0: read x8 260…1284 0']);
  // One whose index may be anything, or not aligned, or a table that is longer than a page, is none.
  expect(table(sum, load)).toEqual([]);
  expect(table(['andi', { rd: T0, rs1: A1, imm: 0x3fa }], sum, load)).toEqual([]);
  expect(table(mask, ['slli', { rd: T0, rs1: T0, imm: 3 }], sum, load)).toEqual([]);
  // Nor one whose base is set.
  expect(table(mask, sum, load, ['add', { rd: S0, rs1: S0, rs2: A0 }])).toEqual([]);
});

const ramBytes = 2 ** 15;

/** Runs a loop over RAM by `s0`, from `start` on, until it leaves RAM and traps for ever. */
function walk(engine: EngineName, start: number, body: Program): string {
  const machine = new Machine({ ramBytes, engine, hotAfter: 2 });
  const program: Program = [
    ['auipc', { rd: S0, imm: 0 }],
    ['lui', { rd: T0, imm: start >> 12 }],
    ['addi', { rd: T0, rs1: T0, imm: start & 0x7ff }],
    ['add', { rd: S0, rs1: S0, rs2: T0 }],
    ...body,
    ['add', { rd: A1, rs1: A1, rs2: A0 }],
    ['jal', { rd: 0, imm: (body.length + 1) * -4 }],
  ];
  const { view, ram } = machine.hart;
  for (let at = 0x1000; at < ramBytes; at += 4)
    view.setUint32(ram.byteOffset + at, at * 0x9e37, true);
  putWords(machine, wordsOf(program));
  const { kind } = machine.run({ maxInstructions: 10_000 });
  return `${kind} ${machine.instructions} ${machine.stateHash()}`;
}

const step = (imm: number) => ['addi', { rd: S0, rs1: S0, imm }] as const;
/** Bodies of loops that step `s0` by multiples of this. */
const bodies: Readonly<Record<string, (by: number) => Program>> = {
  'a step behind the accesses': (by) => [
    ['ld', { rd: A0, rs1: S0, imm: 0 }],
    ['sd', { rs2: A0, rs1: S0, imm: 24 }],
    ['lhu', { rd: A0, rs1: S0, imm: 2 }],
    step(by),
  ],
  'one access': (by) => [['ld', { rd: A0, rs1: S0, imm: 0 }], step(by)],
  'steps between accesses': (by) => [
    ['ld', { rd: A0, rs1: S0, imm: 0 }],
    step(by),
    ['sd', { rs2: A0, rs1: S0, imm: 8 }],
    step(by),
    ['lw', { rd: A0, rs1: S0, imm: -4 }],
  ],
  'a step that is not always made': (by) => [
    ['lw', { rd: A0, rs1: S0, imm: 0 }],
    ['andi', { rd: T1, rs1: A0, imm: 8 }],
    ['beq', { rs1: T1, rs2: 0, imm: 8 }],
    step(by),
    ['lw', { rd: T1, rs1: S0, imm: 4 }],
    ['add', { rd: A0, rs1: A0, rs2: T1 }],
    step(by),
  ],
  'a loop inside': (by) => [
    ['lw', { rd: A0, rs1: S0, imm: 0 }],
    ['addi', { rd: T1, rs1: 0, imm: 3 }],
    ['lw', { rd: T0, rs1: S0, imm: 4 }],
    step(by),
    ['addi', { rd: T1, rs1: T1, imm: -1 }],
    ['bne', { rs1: T1, rs2: 0, imm: -12 }],
    ['add', { rd: A0, rs1: A0, rs2: T0 }],
    step(by),
  ],
};

for (const [name, body] of Object.entries(bodies)) {
  test(`walks through pages end as the interpreter’s, with ${name}`, () => {
    for (const start of [0x1000, 0x1003, 0x77f8]) {
      for (const by of [24, -8, 504]) {
        expect(walk('translator', start, body(by)), `${start} by ${by}`).toBe(
          walk('interpreter', start, body(by)),
        );
      }
    }
  });
}
