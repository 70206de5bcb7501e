import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boardTree } from '../../src/board/board-tree.ts';
import { withChosen } from '../../src/board/chosen.ts';
import { cells, flatten, type Node, text } from '../../src/board/device-tree.ts';
import { unflatten } from '../../src/board/device-tree-reader.ts';

const board = boardTree({ ramBytes: 0x800_0000, isa: 'rv64imac' });

/** The same tree with all that may be left out written down. */
const spelt = ({ name, properties, children = [] }: Node): Node => ({
  name,
  properties: { ...properties },
  children: children.map(spelt),
});

test('what is flattened is read back, reservations too', () => {
  const reservations = [{ address: 0x8000_0000n, length: 2n ** 40n }];
  const read = unflatten(flatten(board, reservations));
  expect(read).not.toBeTypeOf('string');
  if (typeof read === 'string') return;
  expect(read.reservations).toEqual(reservations);
  expect(spelt(read.root)).toEqual(spelt(board));
});

describe('a tree is refused', () => {
  const good = flatten(board);
  const word = (at: number, value: number) => {
    const bytes = good.slice();
    new DataView(bytes.buffer).setUint32(at, value);
    return bytes;
  };
  test.each([
    ['of nothing', new Uint8Array(0), /not a flattened/],
    ['that is source text', text('/dts-v1/; / { };'), /not a flattened.*dtc/],
    ['cut off in its header', good.slice(0, 20), /ends inside/],
    ['cut off later', good.slice(0, 400), /has 400 bytes/],
    ['of an old version', word(20, 3), /version 3/],
    ['whose structure is elsewhere', word(8, 2 ** 31), /lie outside/],
    ['whose strings are elsewhere', word(12, 2 ** 31), /lie outside/],
    ['that begins with no node', word(56, 9), /begin with a node/],
  ])('%s', (_, bytes, why) => {
    expect(unflatten(bytes)).toMatch(why);
  });

  test('whose nodes are nested without end', () => {
    let root: Node = { name: 'leaf', properties: {} };
    for (let depth = 0; depth < 100; depth++)
      root = { name: 'n', properties: {}, children: [root] };
    expect(unflatten(flatten(root))).toMatch(/deeper/);
  });

  test('or read, whatever bytes of it are changed, but never fails otherwise', () => {
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = good.slice();
        for (const [at, value] of changes) bytes[at] = value;
        const read = unflatten(bytes);
        expect(typeof read === 'string' || read.root.name !== undefined).toBe(true);
      }),
    );
  });
});

describe('what is chosen', () => {
  const chosen = (root: Node) =>
    root.children?.filter(({ name }) => name === 'chosen').map(({ properties }) => properties);
  const told = { bootArguments: 'quiet', initialRamDisk: { start: 0x8400_0000, end: 0x8400_0100 } };
  const expected = {
    bootargs: text('quiet'),
    'linux,initrd-start': cells(0x8400_0000),
    'linux,initrd-end': cells(0x8400_0100),
  };

  test('joins what the tree tells already', () => {
    const before = chosen(board)?.[0];
    expect(before).toHaveProperty('stdout-path');
    expect(chosen(withChosen(board, told))).toEqual([{ ...before, ...expected }]);
  });

  test('makes its node where there is none', () => {
    expect(chosen(withChosen({ name: '', properties: {} }, told))).toEqual([expected]);
  });

  test('changes nothing when it is nothing', () => {
    expect(withChosen(board, {})).toBe(board);
  });
});
