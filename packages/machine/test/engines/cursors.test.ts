import { expect, test } from 'vitest';
import { cursorsOf } from '../../src/engines/translator/cursors.ts';
import { analyse } from '../../src/engines/translator/flow.ts';
import { type EngineName, Machine } from '../../src/index.ts';
import { type Program, putWords, regionOf, wordsOf } from './program.ts';

const [RA, SP, T0, T1, S0, A0, A1] = [1, 2, 5, 6, 8, 10, 11];

/** The cursors of each loop, by the address of its header. */
function cursorsIn(program: Program): readonly string[] {
  return [...cursorsOf(analyse(regionOf(wordsOf(program)))).begin].flatMap(([header, cursors]) =>
    cursors.map(
      ({ kind, base, start, end, direction }) =>
        `${header.pc}: ${kind} x${base} ${start}…${end} ${direction}`,
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
    '0: read x5 8…16 1',
    '0: read x6 0…1 -1',
  ]);
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

const ramBytes = 2 ** 16;

/** Runs a loop over RAM that steps `s0` from `start` until it leaves RAM and traps for ever. */
function walk(engine: EngineName, start: number, step: number, accesses: Program): string {
  const machine = new Machine({ ramBytes, engine, hotAfter: 2 });
  const program: Program = [
    ['auipc', { rd: S0, imm: 0 }],
    ['lui', { rd: T0, imm: start >> 12 }],
    ['addi', { rd: T0, rs1: T0, imm: start & 0x7ff }],
    ['add', { rd: S0, rs1: S0, rs2: T0 }],
    ...accesses,
    ['add', { rd: A1, rs1: A1, rs2: A0 }],
    ['addi', { rd: S0, rs1: S0, imm: step }],
    ['jal', { rd: 0, imm: (accesses.length + 2) * -4 }],
  ];
  const { view, ram } = machine.hart;
  for (let at = 0x1000; at < ramBytes; at += 4)
    view.setUint32(ram.byteOffset + at, at * 0x9e37, true);
  putWords(machine, wordsOf(program));
  const { kind } = machine.run({ maxInstructions: 20_000 });
  return `${kind} ${machine.instructions} ${machine.stateHash()}`;
}

test('walks through pages, upwards and downwards, aligned and not, end as the interpreter’s', () => {
  const copy: Program = [
    ['ld', { rd: A0, rs1: S0, imm: 0 }],
    ['sd', { rs2: A0, rs1: S0, imm: 24 }],
    ['lhu', { rd: A0, rs1: S0, imm: 2 }],
  ];
  for (const start of [0x1000, 0x1003, 0xf7f8]) {
    for (const step of [24, -8, 504]) {
      expect(walk('translator', start, step, copy), `${start} by ${step}`).toBe(
        walk('interpreter', start, step, copy),
      );
    }
  }
});
