/**
 * A look into a running monitor from outside: its variables by name, its process table by the fields of
 * `kernel/process.inc`, and what its page tables allow.
 */
import { readFileSync } from 'node:fs';
import { readElf } from '../../elf/src/index.ts';
import type { Machine } from '../../machine/src/index.ts';

const processInc = readFileSync(`${import.meta.dirname}/../kernel/process.inc`, 'utf8');

/** Offsets of the fields of a process's record, by name; P_BYTES is its size. */
const offsets: ReadonlyMap<string, number> = (() => {
  const found = new Map<string, number>();
  let offset = 0;
  for (const [, name = '', size = ''] of processInc.matchAll(/^ +field +(\w+), +([\d *]+)/gm)) {
    if (name === 'AREA_START') break;
    found.set(name, offset);
    offset += size.split('*').reduce((product, factor) => product * Number(factor), 1);
  }
  return found;
})();

/** The states of a process by number, as `process.inc` names them. */
export const states: readonly string[] = [
  ...processInc
    .slice(processInc.indexOf('# The states'))
    .matchAll(/^ +\.equ +(\w+), +\d+(?: +#|$)/gm),
].map(([, name = '']) => name);

/** A page, or a larger piece, that an address space has. */
export interface Mapping {
  readonly address: number;
  readonly bytes: number;
  /** Where it is in memory. */
  readonly physical: number;
  readonly flags: { readonly read: boolean; readonly write: boolean; readonly execute: boolean };
  /** May U-mode use it? */
  readonly user: boolean;
}

/** What can be seen of a monitor. */
export interface View {
  /** The address of a label. */
  address(label: string): number;
  /** A static doubleword, by its label. */
  variable(label: string): number;
  /** Static bytes, by their label. */
  bytes(label: string, count: number): Uint8Array;
  /** A field of the record at an address, by the field's name. */
  record(address: number): (field: string) => number;
  /** All records that are in use, the monitor's own first: a field of one by its name. */
  processes(): readonly ((field: string) => number)[];
  /** What an address space maps, in the order of addresses; 0 is the root of none. */
  mappings(root: number): readonly Mapping[];
}

const PAGE = 4096;
const [V, R, W, X, U] = [1, 2, 4, 8, 16];

/** @param image the executable that `machine` runs. */
export function view(machine: Machine, image: Uint8Array): View {
  const elf = readElf(image);
  if ('problem' in elf) throw new Error(elf.problem);
  const labels = new Map(elf.symbols.map(({ name, value }) => [name, Number(value)]));
  const at = (label: string) => {
    const address = labels.get(label);
    if (address === undefined) throw new Error(`no label ${label}`);
    return address;
  };
  const read = (address: number): number => {
    const bytes = machine.bytes(address, address + 8);
    if (!bytes) throw new Error(`nothing at ${address.toString(16)}`);
    return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true));
  };
  const size = offsets.get('P_BYTES') as number;

  function* walk(table: number, level: number, base: number): Generator<Mapping> {
    const bytes = PAGE * 512 ** level;
    for (let index = 0; index < 512; index++) {
      const entry = read(table + 8 * index);
      if ((entry & V) === 0) continue;
      const address = base + index * bytes;
      const target = Math.floor(entry / 2 ** 10) * PAGE;
      if ((entry & (R | W | X)) === 0) {
        yield* walk(target, level - 1, address);
        continue;
      }
      const has = (bit: number) => (entry & bit) !== 0;
      const flags = { read: has(R), write: has(W), execute: has(X) };
      yield { address, bytes, physical: target, flags, user: has(U) };
    }
  }

  const record = (address: number) => (field: string) =>
    read(address + (offsets.get(field) ?? Number.NaN));

  return {
    address: at,
    record,
    variable: (label) => read(at(label)),
    bytes: (label, count) => machine.bytes(at(label), at(label) + count) ?? new Uint8Array(0),
    processes() {
      const start = at('process_table');
      const count = (read(at('records_end')) - start) / size;
      return Array.from({ length: count }, (_, index) => start + index * size)
        .map(record)
        .filter((field) => field('P_STATE') !== 0);
    },
    mappings: (root) => (root === 0 ? [] : [...walk(root, 2, 0)]),
  };
}
