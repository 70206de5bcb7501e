import { expect, test } from 'vitest';
import { boardTree, deviceTreeAddress } from '../../src/board/board-tree.ts';
import { cells, flag, flatten, type Node, text } from '../../src/board/device-tree.ts';
import { ramBase, regions, virtioRegions } from '../../src/board/memory-map.ts';

/** Reads a flattened tree back, by the specification alone. */
const unflatten = (blob: Uint8Array): Node => {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.length);
  expect(view.getUint32(0)).toBe(0xd00d_feed);
  expect(view.getUint32(4)).toBe(blob.length);
  let at = view.getUint32(8);
  const strings = view.getUint32(12);
  const stringAt = (start: number): string => {
    let end = start;
    while (blob[end] !== 0) end++;
    return new TextDecoder().decode(blob.subarray(start, end));
  };
  const align = () => {
    at = (at + 3) & ~3;
  };
  const node = (): Node => {
    const name = stringAt(at);
    at += new TextEncoder().encode(name).length + 1;
    align();
    const properties: Record<string, Uint8Array> = {};
    const children: Node[] = [];
    for (;;) {
      const token = view.getUint32(at);
      at += 4;
      if (token === 2) return { name, properties, children };
      if (token === 1) children.push(node());
      else {
        expect(token).toBe(3);
        const length = view.getUint32(at);
        const key = stringAt(strings + view.getUint32(at + 4));
        properties[key] = blob.slice(at + 8, at + 8 + length);
        at += 8 + length;
        align();
      }
    }
  };
  expect(view.getUint32(at)).toBe(1);
  at += 4;
  const root = node();
  expect(view.getUint32(at)).toBe(9);
  return root;
};

test('a flattened tree reads back as it was', () => {
  const tree: Node = {
    name: '',
    properties: { a: cells(1, 0xffff_ffff), b: text('x', 'größe') },
    children: [
      { name: 'n@0', properties: { a: flag, c: Uint8Array.of(1, 2, 3) }, children: [] },
      { name: 'm', properties: {}, children: [{ name: 'k', properties: {}, children: [] }] },
    ],
  };
  expect(unflatten(flatten(tree))).toEqual(tree);
});

test('a property name stands once in the strings', () => {
  const named = (name: string): Node => ({ name, properties: { compatible: text('x') } });
  const blob = flatten({ name: '', properties: {}, children: [named('a'), named('b')] });
  const found = String.fromCharCode(...blob).split('compatible').length - 1;
  expect(found).toBe(1);
});

const board = (changes = {}): Node =>
  unflatten(flatten(boardTree({ ramBytes: 0x800_0000, isa: 'rv64imac', ...changes })));

const child = (node: Node, name: string): Node => {
  const found = node.children?.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no node ${name}`);
  return found;
};

test('the board tree tells the size of RAM', () => {
  const memory = child(board({ ramBytes: 0x1_8000_0000 }), 'memory@80000000');
  expect(memory.properties['reg']).toEqual(cells(0, 0x8000_0000, 1, 0x8000_0000));
});

test('the board tree names every device of the memory map at its address', () => {
  const soc = child(board(), 'soc');
  const addresses = soc.children?.map(({ name }) => Number.parseInt(name.split('@')[1] ?? '', 16));
  const mapped = [...Object.values(regions), ...virtioRegions].map(({ base }) => base);
  expect(addresses?.sort((a, b) => a - b)).toEqual(mapped.sort((a, b) => a - b));
});

test.each([
  [128, 0x87e0_0000],
  [8, 0x8060_0000],
  [1, 0x800f_e000],
  [2048, 0xbfe0_0000],
])('in %d MiB of RAM the tree goes to its top, aligned', (mebibytes, address) => {
  expect(deviceTreeAddress(mebibytes * 1024 * 1024, 0x1800)).toBe(address);
  expect(address).toBeGreaterThan(ramBase);
});
