import { type ElfFile, PT_LOAD, PT_TLS, type Section, SHF_TLS } from '@ireko/elf';

/**
 * Where a section is loaded, by the segment that it lies in, of thread-local data by its own; its
 * address if it lies in none.
 */
export function loadAddress(file: ElfFile, { address: start, size, flags }: Section): bigint {
  const kind = flags & SHF_TLS ? PT_TLS : PT_LOAD;
  const segment = file.segments.find(
    (each) =>
      each.type === kind &&
      start >= each.address &&
      start + BigInt(size) <= each.address + BigInt(each.memorySize),
  );
  return segment === undefined ? start : start - segment.address + segment.physicalAddress;
}
