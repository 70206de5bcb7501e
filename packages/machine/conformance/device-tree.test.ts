/** The flattened device tree, read by `dtc` and compared with the one that QEMU makes. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boardTree } from '../src/board/board-tree.ts';
import { flatten } from '../src/board/device-tree.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ireko-device-tree-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ramBytes = 128 * 1024 * 1024;
const tree = (harts = 1): Uint8Array =>
  flatten(boardTree({ ramBytes, harts, isa: 'rv64imac_zicsr_zifencei' }));

const source = (blob: Uint8Array): { readonly text: string; readonly complaints: string } => {
  const { stdout, stderr, status } = spawnSync('dtc', ['-I', 'dtb', '-O', 'dts'], {
    input: blob,
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  return { text: stdout, complaints: stderr };
};

/** Every property as one line: the path of its node, its name and its value. */
const properties = (text: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  const path: string[] = [];
  for (const line of text.split('\n').map((part) => part.trim())) {
    const node = /^(\S+) \{$/.exec(line);
    const property = /^([^\s=]+)(?: = (.*))?;$/.exec(line);
    if (node?.[1]) path.push(node[1]);
    else if (line === '};') path.pop();
    else if (property?.[1]) found.set([...path, property[1]].join(' '), property[2] ?? '');
  }
  return found;
};

test('dtc reads the tree and has only the complaint that it has of QEMU’s', () => {
  const complaints = source(tree())
    .complaints.split('\n')
    .filter((line) => line !== '');
  expect(complaints.every((line) => line.includes('Missing #address-cells'))).toBe(true);
});

test.each([1, 3])(
  'with %d harts every property is QEMU’s, but for the harts and the name',
  (harts) => {
    const file = join(folder, 'qemu.dtb');
    const machine = ['-machine', `virt,dumpdtb=${file}`, '-m', '128M', '-smp', String(harts)];
    execFileSync('qemu-system-riscv64', [...machine, '-display', 'none', '-bios', 'none'], {
      stdio: 'ignore',
    });
    const qemu = properties(source(readFileSync(file)).text);
    const ours = properties(source(tree(harts)).text);
    expect(ours.size).toBeGreaterThan(70);
    const differing = [...ours].filter(([name, value]) => qemu.get(name) !== value);
    const ofHarts = Array.from({ length: harts }, (_, hart) => [
      `/ cpus cpu@${hart} mmu-type`,
      `/ cpus cpu@${hart} riscv,cbom-block-size`,
      `/ cpus cpu@${hart} riscv,cboz-block-size`,
      `/ cpus cpu@${hart} riscv,isa`,
    ]);
    expect(differing.map(([name]) => name).sort()).toEqual([...ofHarts.flat(), '/ model']);
  },
);
