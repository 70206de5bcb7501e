import { expect, test } from 'vitest';
import { cursorsOf } from '../../src/engines/translator/cursors.ts';
import { analyse } from '../../src/engines/translator/flow.ts';
import { accessGroups } from '../../src/engines/translator/groups.ts';
import { type Program, regionOf, wordsOf } from './program.ts';

const [SP, T0, A0, A1] = [2, 5, 10, 11];

/** What each block's groups are like: block, kind, range, members there. */
function groupsOf(program: Program): readonly string[] {
  const flow = analyse(regionOf(wordsOf(program)));
  return [...accessGroups(flow, cursorsOf(flow))].flatMap(([block, members]) =>
    [...new Set(members.values())].map((group) => {
      const here = [...members].filter(([, each]) => each === group).map(([{ pc }]) => pc);
      return `${block.pc}: ${group.kind} ${group.start}…${group.end} of ${group.home.pc}: ${here}`;
    }),
  );
}

test('reads and writes with an unchanged base share a look, which is for writing', () => {
  const program: Program = [
    ['ld', { rd: A0, rs1: SP, imm: 8 }],
    ['sd', { rs2: A0, rs1: SP, imm: 16 }],
    ['addi', { rd: SP, rs1: SP, imm: 32 }],
    ['ld', { rd: A0, rs1: SP, imm: 0 }],
  ];
  expect(groupsOf(program)).toEqual(['0: write 8…24 of 0: 0,4']);
});

test('a group goes on into a block that is reached from one only, but does not become one that writes', () => {
  const program: Program = [
    ['ld', { rd: A0, rs1: SP, imm: 8 }],
    ['beq', { rs1: A0, rs2: 0, imm: 12 }],
    ['ld', { rd: A0, rs1: SP, imm: 16 }],
    ['sd', { rs2: A0, rs1: SP, imm: 24 }],
    ['ld', { rd: A1, rs1: SP, imm: 0 }],
  ];
  expect(groupsOf(program)).toEqual(['0: read 8…24 of 0: 0', '8: read 8…24 of 0: 8']);
});

test('where code is entered in the middle of an instruction, blocks that have the same end have groups of their own', () => {
  const program: Program = [
    ['beq', { rs1: A0, rs2: 0, imm: 6 }],
    // Its second half is c.nop.
    ['addi', { rd: T0, rs1: SP, imm: 0 }],
    ['sd', { rs2: A0, rs1: SP, imm: 0 }],
    ['sd', { rs2: A1, rs1: SP, imm: 8 }],
  ];
  const groups = groupsOf(program);
  expect(groups).toContain('4: write 0…16 of 4: 8,12');
  expect(groups).toContain('6: write 0…16 of 6: 8,12');
});
