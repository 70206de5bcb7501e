import { encode, instruction } from '@ireko/isa';
import { expect, test, vi } from 'vitest';
import { Machine } from '../../src/index.ts';
import { WebAssembly } from '../../src/wasm/webassembly.ts';

test('regions that would be what they are, though they lead to one another, are not made anew', () => {
  const made = vi.spyOn(WebAssembly, 'Module');
  const machine = new Machine({ ramBytes: 2 ** 16, engine: 'translator', hotAfter: 40 });
  // A loop longer than two regions.
  const body = 1300;
  const words = Array.from({ length: body }, (_, index) =>
    encode(instruction('addi'), { rd: 10 + (index % 5), rs1: 10, imm: index }),
  );
  words.push(encode(instruction('jal'), { rd: 0, imm: body * -4 }));
  const { view, ram } = machine.hart;
  for (const [index, word] of words.entries())
    view.setUint32(ram.byteOffset + index * 4, word, true);
  const run = (rounds: number) => {
    const before = made.mock.calls.length;
    machine.run({ maxInstructions: machine.instructions + rounds * words.length });
    return made.mock.calls.length - before;
  };
  expect(run(3000)).toBeGreaterThan(2);
  // One may yet go on where another was cut off.
  expect(run(5000)).toBeLessThan(3);
  made.mockRestore();
});
