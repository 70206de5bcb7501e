/** Promises about the assembly sources that a reader relies on. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { images } from '../src/index.ts';

const packageFolder = `${import.meta.dirname}/..`;
const repository = `${packageFolder}/../..`;

const kernel = readdirSync(`${packageFolder}/kernel`).map((name) => ({
  name,
  text: readFileSync(`${packageFolder}/kernel/${name}`, 'utf8'),
}));

test('the kernel keeps its budget: at most 4000 lines of code', () => {
  const code = kernel
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => !/^\s*(#|$)/.test(line) && !/^\s*\.(include|equ)\b/.test(line));
  expect(code.length).toBeLessThanOrEqual(4000);
});

test('no kernel file is longer than 330 lines', () => {
  for (const { name, text } of kernel) expect(text.split('\n').length, name).toBeLessThan(331);
});

test('every global routine of the kernel has a contract above it', () => {
  for (const { name, text } of kernel) {
    const code = text.split(/^\s*\.(?:data|bss|section \.rodata)$/m)[0] ?? '';
    const globals = [...text.matchAll(/^\s*\.globl\s+(.*)$/gm)].flatMap(([, list = '']) =>
      list.split(', '),
    );
    for (const label of globals) {
      if (!new RegExp(`^${label}:`, 'm').test(code)) continue; // a variable
      const contract = new RegExp(`^# (\\w+, )*${label}(, \\w+)*: `, 'm');
      expect(text, `${name}: ${label}`).toMatch(contract);
    }
  }
});

test('every source of every image exists, and every kernel source is in every image', () => {
  const sources = kernel.filter(({ name }) => name.endsWith('.s')).map(({ name }) => name);
  for (const image of images) {
    for (const { sources, script } of [image, ...image.needs]) {
      for (const path of [...sources, script]) readFileSync(`${repository}/${path}`);
    }
    const used = image.sources.filter((path) => path.includes('/kernel/'));
    expect(used.map((path) => path.split('/').at(-1)).sort()).toEqual(sources.sort());
  }
});
