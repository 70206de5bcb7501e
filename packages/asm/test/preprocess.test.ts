/** The C preprocessor: what it makes of a text, and where it says mistakes are. */

import { describe, expect, test } from 'vitest';
import { parseArchitecture } from '../src/architecture.ts';
import { assemble } from '../src/assemble.ts';
import { preprocess } from '../src/preprocess/preprocess.ts';
import { targetMacros } from '../src/preprocess/target.ts';
import { Report, Source } from '../src/text/source.ts';

type Files = Readonly<Record<string, string>>;

function run(text: string, files: Files = {}, defines: Files = {}) {
  const report = new Report();
  const bytes = (path: string) =>
    files[path] === undefined ? undefined : new TextEncoder().encode(files[path]);
  const options = { read: bytes, includePaths: ['inc', 'more'], defines, report };
  const { text: result, origins } = preprocess(new Source('dir/a.S', text), options);
  const complaints = report.diagnostics.map(
    ({ span, message }) => `${span?.file}:${span?.line} ${message}`,
  );
  return { lines: result.split('\n').filter((line) => line.trim() !== ''), origins, complaints };
}

describe('macros', () => {
  test.each([
    ['object-like', '#define A 5\nli a0, A', 'li a0, 5'],
    ['with arguments', '#define F(x, y) x + y\nli a0, F(1, (2, 3))', 'li a0, 1 + (2, 3)'],
    ['not called', '#define F(x) x\n.word F', '.word F'],
    ['made of macros', '#define A B\n#define B 7\nA', '7'],
    ['of themselves', '#define A A + B\n#define B A\nA', 'A + A'],
    ['pasted', '#define P(a, b) a##b\nP(x, 1): P(, y)', 'x1: y'],
    ['as strings', '#define S(x) #x\nS(a  "b")', '"a \\"b\\""'],
    ['of any number', '#define V(...) .word __VA_ARGS__\nV(1, 2)', '.word 1, 2'],
    ['forgotten', '#define A 1\n#undef A\nA', 'A'],
    ['in strings', '#define A 1\n.asciz "A"', '.asciz "A"'],
    ['over lines', '#define F(x) x\nF(1 +\n2)', '1 + 2'],
    ['whose arguments begin in the next line', '#define F(x) x\n#define G F\nG\n(2)', '2'],
    ['beside words', '#define F(x) x\nF(a)b', 'a b'],
    ['behind a dollar', '#define A 1\n$A', '$1'],
  ])('%s', (_, text, expected) => {
    expect(run(text).lines).toEqual([expected]);
  });

  test('with another number of arguments are mistakes', () => {
    expect(run('#define F(x, y) x\nF(1)\nF(1, 2, 3)\nF(1').complaints).toEqual([
      'dir/a.S:2 `F` has 2 parameters, and 1 arguments are given',
      'dir/a.S:3 `F` has 2 parameters, and 3 arguments are given',
      'dir/a.S:4 the arguments of `F` have no end: `)` is missing',
    ]);
  });

  test('that multiply themselves end in a mistake', () => {
    const levels = Array.from({ length: 30 }, (_, n) => `#define A${n + 1} A${n} A${n}`);
    expect(run([...levels, 'A30'].join('\n')).complaints).toEqual([
      'dir/a.S:31 a macro here becomes too large',
    ]);
  });
});

describe('conditions', () => {
  test.each([
    ['#if 1 + 2 * 3 == 7', true],
    ['#if defined(A) && !defined B', true],
    ['#if A > 4 ? 0 : 1', false],
    ['#if NOTHING', false],
    ['#if 0x10UL >> 4 == 1', true],
    ['#if 0xffffffff80000000 > 0x80000000', true],
    ['#if -1 > 0u', true],
    ['#if 0 && 1 / 0', false],
    ['#if __has_include(<f.h>)', true],
    ['#if __has_include("g.h")', false],
    ['#ifdef A', true],
    ['#ifndef A', false],
  ])('%s', (condition, holds) => {
    const text = `#define A 5\n${condition}\nyes\n#else\nno\n#endif`;
    expect(run(text, { 'inc/f.h': '' }).lines).toEqual([holds ? 'yes' : 'no']);
  });

  test('may have `defined` in a macro', () => {
    expect(run('#define A 0\n#define HAS defined(A)\n#if HAS\nyes\n#endif').lines).toEqual(['yes']);
  });

  test('nest, and of all branches at most one counts', () => {
    const text = '#if 0\n#if 1\na\n#endif\n#elif 1\nb\n#elif 1\nc\n#else\nd\n#endif';
    expect(run(text).lines).toEqual(['b']);
  });

  test('that are wrong are reported where they stand', () => {
    expect(run('#if (1\n#endif').complaints).toEqual(['dir/a.S:1 #if: `)` is missing']);
    expect(run('#if 1').complaints).toEqual(['dir/a.S:1 #endif is missing']);
    expect(run('#endif').complaints).toEqual(['dir/a.S:1 #endif without an #if before it']);
  });
});

describe('files', () => {
  test('in quotes are looked for beside the file, then in the include paths', () => {
    const files = { 'dir/x.h': 'near', 'inc/x.h': 'far', 'inc/y.h': 'y' };
    const text = '#include "x.h"\n#include <x.h>\n#include "y.h"';
    expect(run(text, files).lines).toEqual(['near', 'far', 'y']);
  });

  test('are read once if they say so, and another of the name is found behind them', () => {
    const files = { 'inc/x.h': '#pragma once\na\n#include_next <x.h>', 'more/x.h': 'b' };
    expect(run('#include <x.h>\n#include <x.h>', files).lines).toEqual(['a', 'b']);
  });

  test('that are missing, or include themselves without end, are mistakes', () => {
    expect(run('\n#include "z.h"').complaints).toEqual(['dir/a.S:2 cannot read `z.h`']);
    const { complaints } = run('#include "l.h"', { 'dir/l.h': '#include "l.h"' });
    expect(complaints).toEqual(['dir/l.h:1 #include is nested more than 100 deep']);
  });
});

test('of what the preprocessor refuses, nothing is assembled', () => {
  const text = new TextEncoder().encode('#include "none.h"\nfoo MACRO\n');
  const { diagnostics } = assemble('a.S', (path) => (path === 'a.S' ? text : undefined));
  expect(diagnostics.map(({ message }) => message)).toEqual(['cannot read `none.h`']);
});

test('the target is told in macros', () => {
  const { extensions } = parseArchitecture('rv64gc_zba');
  expect(targetMacros(extensions, 'lp64d', false)).toMatchObject({
    ...{ __SIZEOF_LONG__: '8', __LONG_MAX__: '0x7fffffffffffffffL', __riscv_xlen: '64' },
    ...{ __riscv_flen: '64', __riscv_float_abi_double: '1', __riscv_zba: '1000000' },
  });
  expect(targetMacros(parseArchitecture('rv32e').extensions, 'ilp32e', true)).toMatchObject({
    ...{ __SIZEOF_LONG__: '4', __riscv_e: '1009000', __riscv_abi_rve: '1', __PIC__: '2' },
  });
});

test('a mistake of the assembly is shown where it was written', () => {
  const files: Files = {
    'a.S': '#include "b.h"\n#define BAD lw a0\nnop\n  BAD // here\n',
    'b.h': '/* two\nlines */\n.macro m\nnop\nfoo\n.endm\nm\n',
  };
  const { diagnostics } = assemble('a.S', (path) =>
    files[path] === undefined ? undefined : new TextEncoder().encode(files[path]),
  );
  const places = diagnostics.map(({ span }) => `${span?.file}:${span?.line}`);
  expect(places).toEqual(['b.h:5', 'a.S:4']);
});
