/** Virtual machines side by side on one VMM. */

import type { VirtualMachine } from '@ireko/vmm';

/** Letters of a name for which the VMM has room. */
const longestName = 15;

/** The machines of all lists: whose name is taken gets a number, and each list has disks of its own. */
export function joined(lists: readonly (readonly VirtualMachine[])[]): readonly VirtualMachine[] {
  const names = new Set<string>();
  let before = 0;
  return lists.flatMap((list) => {
    const first = before;
    before += diskCount(list);
    return list.map(({ name, disks = [], ...rest }) => {
      const own = freeName(name, names);
      names.add(own);
      return {
        ...rest,
        name: own,
        disks: disks.map((part) => ({ ...part, disk: first + (part.disk ?? 0) })),
      };
    });
  });
}

function freeName(name: string, names: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; names.has(free); number++) {
    const suffix = `-${number}`;
    free = name.slice(0, longestName - suffix.length) + suffix;
  }
  return free;
}

/** How many disks a computer with these machines has, at least one. */
export const diskCount = (machines: readonly VirtualMachine[]): number =>
  1 + Math.max(0, ...machines.flatMap(({ disks = [] }) => disks.map(({ disk = 0 }) => disk)));
