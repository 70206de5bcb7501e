/** What `npm start` shows: three unmodified guests, the same numbers each time. */

import { MemoryDisk } from '@ireko/machine';
import { makeDisk, monitorCompute, monitorIo, processOutput } from '@ireko/monitor';
import { beforeAll, describe, expect, test } from 'vitest';
import { build } from '../src/repository.ts';
import { ireko, type Result } from './command-line.ts';
import { expected } from './examples/expected.ts';
import { runGuest } from './guest.ts';

let first: Result;
let second: Result;

beforeAll(async () => {
  [first, second] = await Promise.all([ireko(['demo']), ireko(['demo'])]);
}, 40_000);

/** What a guest printed, without its name. */
const linesOf = (name: string): string =>
  first.stdout
    .split('\n')
    .filter((line) => line.startsWith(`${name}| `))
    .map((line) => `${line.slice(name.length + 2)}\n`)
    .join('');

test('the demo ends by itself, with status 0 and nothing on stderr', () => {
  expect(first).toMatchObject({ status: 0, stderr: '' });
});

test('a second demo prints the same, to the last digit', () => {
  expect(second).toEqual(first);
});

describe('a guest in the demo prints what it prints on the bare machine:', () => {
  test.each([
    ['compute', monitorCompute],
    ['io', monitorIo],
  ])('%s, process by process', (name, image) => {
    const disk = new MemoryDisk(makeDisk());
    const bare = runGuest(build(image), { disk });
    expect(bare.status).toBe(0);
    expect(processOutput(linesOf(name))).toBe(processOutput(bare.console));
  });

  test('minimal', () => {
    expect(linesOf('minimal')).toBe(expected['minimal-os']);
  });
});

test('every guest is reported to have passed', () => {
  for (const name of ['compute', 'io', 'minimal'])
    expect(first.stdout).toContain(`vmm: ${name} ended, status 0\n`);
});
