/** What an object says when the linker may shorten its code. */

import { relocationName } from '@ireko/elf';
import { describe, expect, test } from 'vitest';
import { objectOf } from './assembling.ts';

function relocationsOf(source: string, relax: boolean): string[] {
  const text = objectOf(source, {}, { relax }).sections.find(({ name }) => name === '.text');
  return (text?.relocations ?? []).map(
    ({ offset, type, addend }) => `${offset} ${relocationName(type)?.slice(8)} ${addend}`,
  );
}

describe('a linker that may shorten code', () => {
  test('is told so beside each relocation that it can work on', () => {
    expect(relocationsOf('call f + 4\nj f', true)).toEqual([
      ...['0 CALL_PLT 4', '0 RELAX 4'],
      '8 JAL 0',
    ]);
  });

  test('is told nothing where the source forbids it', () => {
    expect(relocationsOf('call f', false)).toEqual(['0 CALL_PLT 0']);
    expect(relocationsOf('.option norelax\ncall f', true)).toEqual(['0 CALL_PLT 0']);
  });

  test('gets the most padding that code can need', () => {
    expect(relocationsOf('c.nop\n.align 4\nnop', true)).toEqual(['2 ALIGN 14']);
    expect(relocationsOf('.option norvc\nnop\n.align 4', true)).toEqual(['4 ALIGN 12']);
    expect(relocationsOf('c.nop\n.align 4', false)).toEqual([]);
  });

  test('gets no padding for an alignment that every instruction has', () => {
    expect(relocationsOf('c.nop\n.align 1\nnop', true)).toEqual([]);
  });

  test('decides how far labels around an alignment are apart', () => {
    expect(relocationsOf('a: .align 3\nb: .word b - a', true)).toContain('6 ADD32 0');
  });
});
