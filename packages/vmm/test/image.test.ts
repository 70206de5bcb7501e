import { readElf } from '@ireko/elf';
import { expect, test } from 'vitest';
import { type VirtualMachine, vmmImage } from '../src/index.ts';
import { build, buildVmm, minimalOs, vm } from './boot.ts';

const good = vm('a', minimalOs);
const vmm = buildVmm([good]);

/** The problems of running these together. */
function problems(...vms: readonly VirtualMachine[]): readonly string[] {
  const made = vmmImage(vms);
  return 'problems' in made ? made.problems : [];
}

/** The kernel with one byte changed. */
const patched = (at: number, byte: number): Uint8Array =>
  good.kernel.map((old, index) => (index === at ? byte : old));

test('a good machine has no problem', () => {
  expect(problems(good)).toEqual([]);
});

test.each<[string, Partial<VirtualMachine>, string]>([
  ['a file cut short', { kernel: build(minimalOs).subarray(0, 70) }, 'minimal-os.elf: '],
  [
    'another machine',
    { kernel: patched(18, 62) },
    'minimal-os.elf: it is not for RISC-V; name an ELF64',
  ],
  ['an object', { kernel: patched(16, 1) }, 'minimal-os.elf: it is not an executable; link it'],
  ['an entry elsewhere', { kernel: patched(27, 0x10) }, 'minimal-os.elf: the entry 0x10'],
  ['a name too long', { name: 'a-name-that-is-much-too-long' }, 'the name a-name-'],
  ['a name with a blank', { name: 'a b' }, "the name 'a b' is not made of"],
  ['odd memory', { memoryBytes: 3 << 20 }, 'a: memory of 3145728 bytes; give it a multiple of 2M'],
  ['no memory', { memoryBytes: 0 }, 'a: memory of 0 bytes'],
  ['no weight', { weight: 0 }, 'a: a weight of 0'],
  ['no sectors', { disks: [{ startSector: 0, sectors: 0 }] }, 'a: a disk of 0 sectors'],
])('%s is one line that says what to do', (_, wrong, beginning) => {
  const [problem, ...others] = problems({ ...good, ...wrong });
  expect(problem?.slice(0, beginning.length)).toBe(beginning);
  expect(problem).toMatch(/^[^\n]*; [^\n]*$/);
  expect(others).toEqual([]);
});

test('a kernel larger than its memory says how much it needs', () => {
  // The VMM itself is a kernel: with a bss grown to 3 MiB it does not fit into 2.
  const elf = readElf(vmm);
  if ('problem' in elf) throw new Error(elf.problem);
  const at = programHeader(vmm, elf.segments.length - 1);
  const kernel = vmm.slice();
  new DataView(kernel.buffer).setBigUint64(at + 40, 3n << 20n, true);
  expect(problems({ ...good, kernel, file: 'big.elf' })).toEqual([
    'big.elf: larger than the memory of a; give it at least 6M',
  ]);
});

test('an initial RAM disk that does not fit says how much memory is needed', () => {
  const initialRamDisk = new Uint8Array(3 << 20);
  expect(problems({ ...good, initialRamDisk })).toEqual([
    'minimal-os.elf: larger than the memory of a; give it at least 10M',
  ]);
});

/** Where a program header is in a file. */
const programHeader = (bytes: Uint8Array, index: number): number =>
  Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(32, true)) + 56 * index;

test('two machines cannot have the same name', () => {
  expect(problems(good, good)).toEqual([
    'two virtual machines are named a; give each a name of its own',
  ]);
});

test('no machine at all is a mistake', () => {
  expect(problems()).toEqual(['no virtual machine to run; name at least one']);
});

test('equal kernels are in the image once', () => {
  const one = vmmImage([good]);
  const two = vmmImage([good, { ...good, name: 'b' }]);
  if ('problems' in one || 'problems' in two) throw new Error('unexpected problems');
  expect([...two.files.keys()]).toEqual([...one.files.keys()]);
});

test.each(['current_vm', 'vm_ring', 'VM_NAME', 'VM_MODE', 'VM_INDEX', 'VM_NEXT', 'VM_STATE'])(
  'instruments find %s among the symbols',
  (name) => {
    const elf = readElf(vmm);
    if ('problem' in elf) throw new Error(elf.problem);
    const values = new Set(
      elf.symbols.filter((symbol) => symbol.name === name).map((s) => s.value),
    );
    expect(values.size).toBe(1);
  },
);
