/** `ar`: archives made, listed and taken apart, as GNU ar does with `D` (no dates, no owners). */

import { type Member, readArchive, writeArchive } from '@ireko/elf';

/** The answer of a tool that works on archives, or why there is none. */
export type ArchiveResult<T> = { readonly result: T } | { readonly problem: string };

/** `ar r`: puts files into an archive, in the place of members of their names. */
export function addMembers(
  archive: Uint8Array | undefined,
  files: readonly Member[],
): ArchiveResult<Uint8Array> {
  const before = archive === undefined ? { members: [] } : readArchive(archive);
  if ('problem' in before) return before;
  const members = [...before.members];
  for (const file of files) {
    const at = members.findIndex(({ name }) => name === file.name);
    if (at < 0) members.push(file);
    else members[at] = file;
  }
  return { result: writeArchive(members) };
}

/** `ar d`: the archive without the members of these names. */
export function removeMembers(
  archive: Uint8Array,
  names: readonly string[],
): ArchiveResult<Uint8Array> {
  const read = readArchive(archive);
  if ('problem' in read) return read;
  return { result: writeArchive(read.members.filter(({ name }) => !names.includes(name))) };
}

/** `ar t`: the members' names. */
export function listMembers(archive: Uint8Array): ArchiveResult<readonly string[]> {
  const read = readArchive(archive);
  return 'problem' in read ? read : { result: read.members.map(({ name }) => name) };
}

/** `ar x` and `ar p`: members by name, all if none is named. */
export function extractMembers(
  archive: Uint8Array,
  names: readonly string[],
): ArchiveResult<readonly Member[]> {
  const read = readArchive(archive);
  if ('problem' in read) return read;
  const missing = names.find((name) => !read.members.some((each) => each.name === name));
  if (missing !== undefined) return { problem: `no member \`${missing}\`` };
  const wanted = (name: string) => names.length === 0 || names.includes(name);
  return { result: read.members.filter(({ name }) => wanted(name)) };
}
