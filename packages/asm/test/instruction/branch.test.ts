import { relocationName } from '@ireko/elf';
import { describe, expect, test } from 'vitest';
import { hexOf, objectOf } from '../assembling.ts';

function sizeOf(statement: string, distance: number): number {
  const object = objectOf(`${statement}\n.option norvc\n.skip ${distance}\ntarget: nop\n`);
  const text = object.sections.find(({ name }) => name === '.text');
  return (text?.data.length ?? 0) - distance - 4;
}

describe('a branch takes the shortest form that reaches', () => {
  test.each([
    ['beqz a0, target', 252, 2],
    ['beqz a0, target', 254, 4],
    ['beqz a0, target', 4090, 4],
    ['beqz a0, target', 4092, 6],
    ['beqz t0, target', 4092, 8],
    ['blt a0, a1, target', 4090, 4],
    ['blt a0, a1, target', 4092, 8],
    ['j target', 2044, 2],
    ['j target', 2046, 4],
    ['jal target', 10, 4],
  ])('%s over %d bytes takes %d', (statement, distance, size) => {
    expect(sizeOf(statement, distance)).toBe(size);
  });
});

test('a long branch jumps around a jump', () => {
  // bne a0, a1, .+8; j target
  expect(hexOf('target:\n.skip 5000\nbeq a0, a1, target\n').slice(10000)).toBe('6314b5006fe05fc7');
});

test.each(['beq a0, a1, elsewhere', 'beqz a0, elsewhere'])(
  '%s is a jump under the inverted condition, neither compressed',
  (statement) => {
    const object = objectOf(`${statement}\n`);
    const [text] = object.sections;
    expect(text?.data.length).toBe(8);
    expect(text?.relocations.map(({ offset, type }) => [offset, relocationName(type)])).toEqual([
      [4, 'R_RISCV_JAL'],
    ]);
  },
);

test('branches that depend on each other’s size settle', () => {
  const near = Array.from({ length: 60 }, (_, index) => `beqz a0, l${index}\nnop\n`).join('');
  const labels = Array.from({ length: 60 }, (_, index) => `l${index}: nop\n`).join('');
  const text = objectOf(near + labels).sections[0];
  expect(text?.data.length).toBe(60 * 6);
});

test('every branch keeps a relocation for the linker', () => {
  const [text] = objectOf('a: nop\nbeqz a0, a\nj a\nbgeu a0, a1, a\njal a\n').sections;
  expect(text?.relocations.map(({ type }) => relocationName(type))).toEqual([
    'R_RISCV_RVC_BRANCH',
    'R_RISCV_RVC_JUMP',
    'R_RISCV_BRANCH',
    'R_RISCV_JAL',
  ]);
});
