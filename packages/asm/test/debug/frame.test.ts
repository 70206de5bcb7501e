/** Call frame information: what `.eh_frame` holds, and what is wrong with directives. */

import { relocationName } from '@ireko/elf';
import { describe, expect, test } from 'vitest';
import { complaintsOf, hexOf, objectOf } from '../assembling.ts';

const procedure = (body: string) => `.cfi_startproc\n${body}\n.cfi_endproc`;
/** What stands behind the first entry and a description's addresses. */
const stepsOf = (body: string) => hexOf(procedure(body), '.eh_frame').slice(2 * 0x25);

describe('a procedure’s description', () => {
  test('moves on in bytes of code between steps', () => {
    expect(stepsOf('nop\n.cfi_def_cfa_offset 32\nnop\n.cfi_offset ra, -8')).toMatch(
      /^420e20428102/,
    );
    expect(stepsOf('.zero 300\n.cfi_restore 8')).toMatch(/^032c01c8/);
  });

  test('remembers the offset together with the state', () => {
    const body = `nop\n.cfi_def_cfa_offset 16\n.cfi_remember_state\n.cfi_def_cfa_offset 0
      .cfi_restore_state\n.cfi_adjust_cfa_offset 8`;
    expect(stepsOf(body)).toMatch(/^420e100a0e000b0e18/);
  });

  test('leaves a distance that a linker may change to the linker', () => {
    const source = procedure('call f\n.cfi_def_cfa_offset 16');
    const frame = objectOf(source).sections.find(({ name }) => name === '.eh_frame');
    const types = frame?.relocations.map(({ type }) => relocationName(type)?.slice(8));
    expect(types).toEqual(['32_PCREL', 'ADD32', 'SUB32', 'SET6', 'SUB6']);
  });
});

test('procedures that begin alike share an entry', () => {
  const two = `${procedure('nop')}\n${procedure('nop')}`;
  expect(hexOf(two, '.eh_frame').match(/7a5200/g)).toHaveLength(1);
  const unlike = `${procedure('nop')}\n${procedure('.cfi_signal_frame')}`;
  expect(hexOf(unlike, '.eh_frame')).toContain('7a525300');
});

test('directives outside of a procedure, and procedures without an end, are mistakes', () => {
  expect(complaintsOf('.cfi_offset 1, -8')).toEqual([
    '1:1 there is no .cfi_startproc before this place',
  ]);
  expect(complaintsOf('nop\n.cfi_startproc')).toEqual(['2:1 this procedure has no .cfi_endproc']);
  expect(complaintsOf('.cfi_startproc\n.cfi_startproc\n.cfi_endproc')).toEqual([
    '2:1 the procedure before has no .cfi_endproc',
  ]);
  expect(complaintsOf(procedure('.cfi_undefined q9'))).toEqual(['2:16 `q9` is not a register']);
});

test('a distance from where it stands, in a table that a compiler wrote, counts with the table', () => {
  const source = '.section .eh_frame, "a"\n.4byte f - .\n.4byte f - 8\n.text\nf: nop\n';
  const frames = objectOf(source).sections.find(({ name }) => name === '.eh_frame');
  expect(frames?.relocations.map(({ type }) => relocationName(type))).toEqual([
    'R_RISCV_32_PCREL',
    'R_RISCV_32',
  ]);
});

test('each subsection has a procedure of its own, and .cfi_sections holds from where it stands on', () => {
  const source = `.cfi_startproc\nnop\n.subsection 1\n.cfi_startproc\nnop\n.cfi_endproc
.previous\n.cfi_endproc\n.cfi_sections ".debug_frame"\n.cfi_startproc\nnop\n.cfi_endproc\n`;
  const lengthOf = (name: string) => hexOf(source, name).length / 2;
  expect(lengthOf('.eh_frame')).toBe(80);
  expect(lengthOf('.debug_frame')).toBe(40);
});

test('the version of what is written can be chosen, and sections can end where they end', () => {
  const source = '.cfi_startproc\nnop\n.cfi_endproc\n.data\n.balign 8\n.byte 1\n';
  const beginning = (frameVersion: 1 | 3 | 4) => {
    const { sections } = objectOf(source, {}, { frameVersion });
    return [...(sections.find(({ name }) => name === '.eh_frame')?.data.subarray(8, 17) ?? [])];
  };
  const [z, R] = [...'zR'].map((letter) => letter.charCodeAt(0));
  expect(beginning(1)).toEqual([1, z, R, 0, 1, 0x7c, 1, 1, 0x1b]);
  expect(beginning(3)).toEqual([3, z, R, 0, 1, 0x7c, 1, 1, 0x1b]);
  expect(beginning(4)).toEqual([4, z, R, 0, 8, 0, 1, 0x7c, 1]);
  const sizeOf = (padSections: boolean) => {
    const text = '.option norelax\n.balign 16\nnop\n.byte 1\n';
    return objectOf(text, {}, { padSections }).sections.find(({ name }) => name === '.text')?.size;
  };
  expect([sizeOf(true), sizeOf(false)]).toEqual([16, 3]);
});
