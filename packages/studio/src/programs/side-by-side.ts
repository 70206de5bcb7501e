/** Two programs as one. */

import { joined } from '../run/machines.ts';
import { filesOf } from '../run/workbench.ts';
import type { Program } from './programs.ts';

/** Both, with their guests side by side. */
export function sideBySide(one: Program, other: Program): Program {
  const files = [one, other].flatMap((each) => filesOf(each, { layers: 0 }));
  return {
    name: `${one.name} beside ${other.name}`,
    about: `${one.about}, beside ${other.about}`,
    files: [...new Set(files)],
    machines: (build) => joined([one.machines(build), other.machines(build)]),
  };
}
