/** Two programs as one: their guests are side by side, each with disks of its own. */

import { diskCount, filesOf } from '../run/workbench.ts';
import type { Program } from './programs.ts';

/** Where a guest's name is taken, its number goes behind so much of it: the VMM has room for 15 characters. */
const numberedLength = 13;

export function sideBySide(one: Program, other: Program): Program {
  const files = [one, other].flatMap((each) => filesOf(each, { layers: 0 }));
  return {
    name: `${one.name} beside ${other.name}`,
    about: `${one.about}, beside ${other.about}`,
    files: [...new Set(files)],
    machines(build) {
      const first = one.machines(build);
      const names = new Set(first.map(({ name }) => name));
      const disks = diskCount(first);
      const second = other.machines(build).map((machine) => ({
        ...machine,
        name: names.has(machine.name) ? `${machine.name.slice(0, numberedLength)}-2` : machine.name,
        disks: (machine.disks ?? []).map((part) => ({ ...part, disk: (part.disk ?? 0) + disks })),
      }));
      return [...first, ...second];
    },
  };
}
