import { type ElfFile, PT_LOAD, type Section } from '@ireko/elf';

/** Where a section is loaded, by the segment that it lies in; its address if it lies in none. */
export function loadAddress(file: ElfFile, { address: start, size }: Section): bigint {
  const segment = file.segments.find(
    (each) =>
      each.type === PT_LOAD &&
      start >= each.address &&
      start + BigInt(size) <= each.address + BigInt(each.memorySize),
  );
  return segment === undefined ? start : start - segment.address + segment.physicalAddress;
}
