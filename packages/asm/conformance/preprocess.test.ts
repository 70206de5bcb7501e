/** `.S` files: the macros that there are from the start, the text, the objects and the mistakes of gcc. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Abi, parseArchitecture } from '../src/architecture.ts';
import { preprocess } from '../src/preprocess/preprocess.ts';
import { targetMacros } from '../src/preprocess/target.ts';
import { Report, Source } from '../src/text/source.ts';
import { ourObject, view } from './oracle.ts';

const gcc = 'riscv64-unknown-elf-gcc';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cpp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a preprocessed file is assembled as gcc has it assembled', () => {
  const file = fileURLToPath(new URL('programs/preprocessed.S', import.meta.url));
  const object = join(folder, 'a.o');
  const options = ['-march=rv64imac_zicsr_zifencei', '-mabi=lp64', '-c', '-o', object];
  execFileSync(gcc, [...options, file]);
  expect(view(ourObject(file, { relax: true }))).toEqual(view(readFileSync(object)));
});

describe('macros that are there from the start are those of gcc:', () => {
  const targets = [
    ...['rv64gc lp64d', 'rv64gc lp64', 'rv64imac lp64', 'rv64i lp64', 'rv64gcv_zba_zbb lp64d'],
    ...['rv64gc_zve32x lp64d', 'rv32imac_zicsr ilp32', 'rv32gc ilp32d', 'rv32if ilp32f'],
    'rv32e ilp32e',
  ];
  test.each(targets)('%s', (target) => {
    const [architecture = '', abi = ''] = target.split(' ');
    const options = [`-march=${architecture}`, `-mabi=${abi}`, '-E', '-dM'];
    const told = execFileSync(gcc, [...options, '-x', 'assembler-with-cpp', '/dev/null']);
    const theirs = new Map(
      [...told.toString().matchAll(/^#define (\S+) ?(.*)$/gm)].map(([, name = '', body = '']) => [
        name,
        body,
      ]),
    );
    const ours = targetMacros(parseArchitecture(architecture).extensions, abi as Abi, false);
    expect(ours).toEqual(
      Object.fromEntries(Object.keys(ours).map((name) => [name, theirs.get(name)])),
    );
    const isForPrograms = (name: string) => /^__riscv|^__SIZEOF|^_?_?LP64/.test(name);
    expect([...theirs.keys()].filter(isForPrograms).filter((name) => !(name in ours))).toEqual([]);
  });
});

/** Sources by what they show; what is not `a.S` is included. */
const texts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'numbers without a sign': {
    'a.S':
      '#if 0xffffffff80000000 > 0x80000000 && -1 > 0u && (0 ? 0u : -1) > 0 && 1 << -1 == 0\nyes\n#endif\n',
  },
  'what decides nothing may divide by zero': {
    'a.S': '#if 0 && 1 / 0 || 1 || 1 % 0\n#if 1 ? 2 : 3 / 0\nyes\n#endif\n#endif\n',
  },
  'defined, in a macro too': {
    'a.S':
      '#define A 0\n#define HAS defined(A) && !defined B\n#if HAS\nyes\n#endif\n#if defined A\nA\n#endif\n',
  },
  __has_include: {
    'a.S':
      '#if __has_include("h.h") && !__has_include(<none.h>) && defined __has_include\nyes\n#endif\n',
    'h.h': '',
  },
  '#pragma once': {
    'a.S': '#include "h.h"\n#include "h.h"\nend\n',
    'h.h': '#pragma once\nonce\n',
  },
  '#include_next': {
    'a.S': '#include <h.h>\nend\n',
    'one/h.h': 'one\n#include_next <h.h>\n',
    'two/h.h': 'two\n',
  },
  'a call on several lines': {
    'a.S': '#define F(x, y) x + y\n#define G F\nF\n(1,\n2)\nG(3,\n4)\nF\nnot\nF(5, F(6,\n 7))\n',
  },
  'words that macros bring stay apart': {
    'a.S': '#define F(x) x\n#define E\nF(a)b\nF(1)F(2)\nF(a).5\nF(a)E F(b)\nx.F(w) F(.L)1\n',
  },
  'quotes without an end': {
    'a.S': "#define A 1\n# it's A /* here\nA 'A A // no\nA \"A\nA 'A' 'A\n.ascii \"a\\\nb\" A\n",
  },
  'dollars and dots': { 'a.S': '#define A 1\n$A .A \\A A$ %A\n' },
};

/** Words of the lines that are no remarks and not empty. */
const words = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '' && !line.startsWith('#'));

function write(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(folder, 'text-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

function ourText(root: string): { text: string; mistakes: number[] } {
  const file = join(root, 'a.S');
  const report = new Report();
  const read = (path: string) => {
    try {
      return readFileSync(path);
    } catch {
      return undefined;
    }
  };
  const includePaths = [join(root, 'one'), join(root, 'two')];
  const source = new Source(file, readFileSync(file, 'utf8'));
  const { text } = preprocess(source, { read, includePaths, defines: {}, report });
  return { text, mistakes: report.diagnostics.map(({ span }) => span?.line ?? 0) };
}

function theirText(root: string) {
  const args = ['-E', `-I${join(root, 'one')}`, `-I${join(root, 'two')}`, join(root, 'a.S')];
  const { stdout, stderr } = spawnSync(gcc, args, { encoding: 'utf8' });
  const lines = [...stderr.matchAll(/:(\d+):\d+: (?:fatal )?error:/g)].map(([, line]) =>
    Number(line),
  );
  return { text: stdout, mistakes: lines };
}

describe('the text is that of gcc -E:', () => {
  test.each(Object.entries(texts))('%s', (_, files) => {
    const root = write(files);
    const theirs = theirText(root);
    expect(theirs.mistakes).toEqual([]);
    expect(words(ourText(root).text)).toEqual(words(theirs.text));
    expect(ourText(root).mistakes).toEqual([]);
  });
});

describe('mistakes are where gcc has them:', () => {
  test.each([
    ['too few arguments', '\n#define F(x, y) x y\nF(1)\n'],
    ['too many arguments', '#define F(x) x\n\nF(1, 2)\n#define N() x\nN(1)\nN()\nF()\n'],
    ['arguments without an end', '#define F(x) x\nnop\nF(1\n'],
    ['a division by zero', '\n#if 1 / 0\n#endif\n'],
    ['defined without a name', '#if defined\n#endif\n\n#if defined(\n#endif\n'],
    ['a missing file', '\n#include "none.h"\n'],
    ['#error', '\n#error no\n\n#error again\n'],
  ])('%s', (_, text) => {
    const root = write({ 'a.S': text });
    expect(ourText(root).mistakes).toEqual(theirText(root).mistakes);
  });
});
