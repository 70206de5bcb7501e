import { describe, expect, test } from 'vitest';
import type { TextStore } from '../../src/programs/kept-texts.ts';
import { Library } from '../../src/programs/library.ts';
import { nameProblem, type OwnProgram, programOf } from '../../src/programs/own-program.ts';
import { withFile, withFileRenamed, withoutFile } from '../../src/programs/own-programs.ts';
import { fragmentOf, programIn } from '../../src/programs/program-link.ts';
import { readZip, writeZip } from '../../src/programs/zip.ts';
import { buildProgram } from '../../src/run/workbench.ts';

function storeOf(texts: Map<string, string> = new Map()): TextStore {
  return {
    get: (key) => texts.get(key),
    set: (key, text) => texts.set(key, text),
    delete: (key) => texts.delete(key),
    keys: () => texts.keys(),
  };
}

const hello = { name: 'hello', isOwn: false };
const mine = { name: 'mine', isOwn: true };
const program: OwnProgram = {
  name: 'mine',
  files: new Map([
    ['start.s', '.globl _start\n_start: j _start # ← é\n'],
    ['more.s', 'nop\n'],
  ]),
};

/** The executable of a program, on the bare machine. */
function imageOf(library: Library, which: { name: string; isOwn: boolean }): Uint8Array {
  const { edits } = library.chosen(which);
  const { boot } = buildProgram(library.program(which), edits, {
    layers: 0,
    copies: 1,
    technique: 'trap',
  });
  if (typeof boot === 'string') throw new Error(boot);
  return boot.image;
}

describe('programs of a user’s own', () => {
  test('begin as copies of examples, and are built like them', () => {
    const library = new Library(storeOf());
    expect(library.templates.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['hello', 'minimal-os', 'sbi-hello']),
    );
    for (const { name } of library.templates) {
      const copy = library.copyOf({ name, isOwn: false }, `my-${name}`);
      if (!copy) throw new Error(name);
      library.own.set(copy);
      const loaded = (which: { name: string; isOwn: boolean }) => imageOf(library, which).length;
      expect(loaded({ name: copy.name, isOwn: true })).toBeGreaterThan(1_000);
    }
    const own = library.program({ name: 'my-sbi-hello', isOwn: true });
    expect(own.machines(() => new Uint8Array())[0]?.firmware).toBeDefined();
  });

  test('an example of many images has no copy', () => {
    const library = new Library(storeOf());
    expect(library.copyOf({ name: 'monitor-io', isOwn: false }, 'mine')).toBeUndefined();
    expect(library.copyOf({ name: 'three-guests', isOwn: false }, 'mine')).toBeUndefined();
  });

  test('are linked as hello is if they have no script', () => {
    const { machines } = programOf({ name: 'a', files: ['a.s'] });
    machines((image) => {
      expect(image).toMatchObject({ script: 'examples/hello/hello.ld', sources: ['own/a/a.s'] });
      return new Uint8Array();
    });
  });

  test('are there on the next visit, with files that came, went and were renamed', () => {
    const texts = new Map<string, string>();
    const library = new Library(storeOf(texts));
    library.own.set(program);
    library.set('own/mine/more.s', 'ret\n');
    const changed = library.own.get('mine') ?? program;
    library.own.set(withFileRenamed(withFile(changed, 'a.inc', ''), 'more.s', 'less.s'));
    const next = new Library(storeOf(texts));
    expect([...(next.own.get('mine')?.files ?? [])]).toEqual([
      ['start.s', program.files.get('start.s')],
      ['less.s', 'ret\n'],
      ['a.inc', ''],
    ]);
    expect(next.textOf('own/mine/less.s')).toBe('ret\n');
    next.own.set(withoutFile(next.own.get('mine') ?? program, 'a.inc'));
    next.own.rename('mine', 'yours');
    expect(next.own.names).toEqual(['yours']);
    expect(next.has(mine)).toBe(false);
  });

  test('one that comes from elsewhere replaces none', () => {
    const { own } = new Library(storeOf());
    expect(own.add(program)).toBe('mine');
    expect(own.add(program)).toBe('mine');
    expect(own.add({ ...program, files: new Map([['start.s', 'nop']]) })).toBe('mine-2');
    expect(own.get('mine')).toEqual(program);
  });

  test.each(['', '.hidden', 'a/b', 'a b', 'taken'])('%j is no name', (name) => {
    expect(nameProblem(name, ['taken'])).toBeDefined();
  });
});

test('edits of examples are kept one by one, those of older visits too', () => {
  const texts = new Map([['ireko edits', JSON.stringify([['examples/hello/hello.s', 'nop']])]]);
  const one = new Library(storeOf(texts));
  const other = new Library(storeOf(texts));
  one.set('examples/hello/hello.ld', 'x');
  other.set('examples/hello/hello.s', 'ret');
  const next = new Library(storeOf(texts));
  expect(next.textOf('examples/hello/hello.ld')).toBe('x');
  expect(next.textOf('examples/hello/hello.s')).toBe('ret');
  next.set('examples/hello/hello.s', next.originalOf('examples/hello/hello.s'));
  expect(next.isEdited('examples/hello/hello.s')).toBe(false);
  expect([...texts.keys()]).toEqual(['ireko edit examples/hello/hello.ld']);
  expect(next.chosen(hello).edits.size).toBe(1);
});

describe('a program elsewhere', () => {
  test('is whole in a link', async () => {
    const fragment = await fragmentOf(program);
    expect(fragment).toMatch(/^#program=[\w-]+$/);
    expect(await programIn(fragment)).toEqual(program);
  });

  test('a damaged link has none', async () => {
    expect(await programIn('#hello')).toBeUndefined();
    expect(await programIn('#program=AAAA')).toBe('damaged');
    expect(await programIn((await fragmentOf(program)).slice(0, -9))).toBe('damaged');
    expect(await programIn(await fragmentOf({ ...program, name: '../x' }))).toBe('damaged');
  });

  test('is whole in an archive', async () => {
    expect(await readZip(writeZip(program.files))).toEqual(program.files);
    expect(await readZip(writeZip(program.files).slice(0, -30))).toBeUndefined();
    expect(await readZip(new Uint8Array(9))).toBeUndefined();
  });
});
