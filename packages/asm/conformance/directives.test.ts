/** Every directive, and programs of a compiler: the object of GNU as. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mnemonics, otherForms } from '@ireko/isa';
import { describe, expect, test } from 'vitest';
import type { Abi } from '../src/architecture.ts';
import { directives } from '../src/directives/table.ts';
import { pseudoMnemonics } from '../src/instruction/instruction.ts';
import { conditionDirectives } from '../src/macro/condition.ts';
import { objdump } from '../src/tools/objdump.ts';
import { fuzzArchitecture } from '../test/random-assembly.ts';
import { bothObjects, gnuObject, ourObject, view } from './oracle.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

describe.each([
  ['for good', false],
  ['for a linker that shortens code', true],
])('%s', (_, relax) => {
  test.each(readdirSync(path('programs/directives')))('%s', (name) => {
    const file = path(`programs/directives/${name}`);
    const options = { relax, includePaths: [path('programs')] };
    expect(view(ourObject(file, options))).toEqual(view(gnuObject(file, options)));
  });

  test.each(['directives', 'macros', 'relocations', 'branches', 'relaxation', 'frames', 'lines'])(
    '%s.s',
    (name) => {
      const file = path(`programs/${name}.s`);
      expect(view(ourObject(file, { relax }))).toEqual(view(gnuObject(file, { relax })));
    },
  );
});

test('each directive stands in one of these files', () => {
  const folder = (name: string) => readdirSync(path(name)).map((file) => path(`${name}/${file}`));
  const files = [...folder('programs'), ...folder('programs/directives')];
  const sources = files.filter((file) => file.endsWith('.s'));
  const text = sources.map((file) => readFileSync(file, 'utf8').toLowerCase()).join('\n');
  const used = new Set(text.match(/(?<![\w.])\.[\w.]+/g));
  const known = [...directives.keys(), ...conditionDirectives];
  expect(known.filter((name) => !used.has(name) && !elsewhere.includes(name))).toEqual([]);
});

describe('families of instructions', () => {
  const folder = path('programs/instructions');
  const architecture = fuzzArchitecture;

  test.each(readdirSync(folder))('%s', (name) => {
    const options = { architecture, relax: true };
    const file = `${folder}/${name}`;
    expect(view(ourObject(file, options))).toEqual(view(gnuObject(file, options)));
  });

  test.each(readdirSync(folder))('%s is disassembled as by GNU objdump', (name) => {
    const work = mkdtempSync(join(tmpdir(), 'families-'));
    const file = join(work, 'family.o');
    writeFileSync(file, gnuObject(`${folder}/${name}`, { architecture, relax: true }));
    const shown = objdump(file, readFileSync(file), { disassemble: true, relocations: true });
    const gnu = execFileSync('riscv64-unknown-elf-objdump', ['-dr', file], { encoding: 'utf8' });
    rmSync(work, { recursive: true });
    expect('text' in shown && shown.text.split('\n')).toEqual(gnu.split('\n'));
  });

  test('each mnemonic stands in one of these files', () => {
    const sources = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
    const used = new Set(sources.join('\n').match(/(?<=^(?:\w+:)? *)[a-z][\w.]*/gm));
    // What only registers of 32 bits have stands in extensions.test.ts.
    const others = [...otherForms()].filter(([, forms]) => forms.some(({ xlen }) => xlen !== 32));
    const known = [...mnemonics(), ...others.map(([name]) => name), ...pseudoMnemonics];
    expect(known.filter((name) => !used.has(name) && !newer.test(name))).toEqual([]);
  });
});

/** What GNU as 2.40 does not know. */
const newer = /^(czero\..*|lga|fcvt\.(h\.q|q\.h))$/;

/** What GNU as warns of here, or puts into an attribute that says nothing of RISC-V. */
const elsewhere = ['.linkonce', '.gnu_attribute', '.nops'];

test.each([
  ['nops', '        nop\n', 4000],
  ['calls', '        call    f\n        li      a0, 0x12345\n', 700],
  ['branches', '        beq     a0, a1, 1f\n1:      c.nop\n        la      a0, f\n', 500],
  ['alignment', '        .balign 16\n        c.nop\n        .word   1, 2\n', 300],
])('call frame information of thousands of instructions: %s', (_, code, times) => {
  const lines = `${code}        .cfi_remember_state\n`.repeat(times);
  const source = `f:      .cfi_startproc\n${lines}        .cfi_endproc\n`;
  for (const architecture of ['rv64gc', 'rv64g']) {
    const both = bothObjects(
      architecture === 'rv64g' ? source.replaceAll('c.nop', 'nop') : source,
      {
        ...{ relax: true, architecture },
      },
    );
    expect(view(both.ours)).toEqual(view(both.gnu));
  }
});

const gcc = 'riscv64-unknown-elf-gcc';
const architectures = ['rv64imac_zicsr_zifencei lp64', 'rv64g lp64d', 'rv64imafc_zicsr lp64f'];

describe('what gcc writes', () => {
  const levels = [
    ...['-O0', '-O1', '-O2', '-O3', '-Os', '-O2 -fPIC', '-O0 -fpic'],
    ...['-O2 -fasynchronous-unwind-tables', '-O2 -g', '-O0 -g', '-Os -g -fpic -gdwarf-4'],
    '-O2 -mno-relax -ffunction-sections',
  ];
  test.each(architectures.flatMap((isa) => levels.map((level) => [isa, level] as const)))(
    '%s %s',
    (isa, level) => {
      const [architecture = '', abi = 'lp64'] = isa.split(' ');
      const options = [`-march=${architecture}`, `-mabi=${abi}`, '-ffreestanding', '-S', '-o-'];
      const args = [...options, ...level.split(' '), path('programs/program.c')];
      const source = execFileSync(gcc, args, { encoding: 'utf8' });
      for (const relax of [false, true]) {
        const both = bothObjects(source, { relax, architecture, abi: abi as Abi });
        expect(view(both.ours)).toEqual(view(both.gnu));
      }
    },
  );
});
