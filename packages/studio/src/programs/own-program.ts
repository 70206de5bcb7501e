/**
 * A program of the user's own: a name and files. What is built of them their names say: all `.s` are assembled, in
 * their order, and linked by the `.ld`, or as `hello` is if there is none; `firmware.s` by `firmware.ld` is what the
 * computer begins with, below the rest. So a folder of files is a program, and the other way round.
 */

import type { Image } from '@ireko/asm';
import { hello } from '@ireko/cli/examples';
import type { Build, Program } from './programs.ts';

export interface OwnProgram {
  readonly name: string;
  /** The texts by the files' names, in the order in which they are linked. */
  readonly files: ReadonlyMap<string, string>;
}

const root = 'own/';
const memoryBytes = 16 * 2 ** 20;
const firmwareName = 'firmware';

/** The path of a file, as the editor and the assembler have it. */
export const ownPath = (program: string, file: string): string => `${root}${program}/${file}`;

/** The file's name, if a path is that of a file of a user's program. */
export function ownFile(path: string): string | undefined {
  return path.startsWith(root) ? path.slice(path.lastIndexOf('/') + 1) : undefined;
}

/** Whether a file is part of what the computer begins with, below the rest. */
export const isFirmware = (path: string): boolean =>
  path.slice(path.lastIndexOf('/') + 1).startsWith(`${firmwareName}.`);

/** What is wrong with the name of a program or a file; undefined: nothing. */
export function nameProblem(name: string, others: Iterable<string> = []): string | undefined {
  if (!/^[\w][\w.-]*$/.test(name))
    return 'a name has letters, digits, dots, hyphens and underscores, and begins with none of the signs';
  return [...others].includes(name) ? `there is a ${name} already` : undefined;
}

/** The program as something to run. */
export function programOf({
  name,
  files,
}: Pick<OwnProgram, 'name'> & { readonly files: readonly string[] }): Program {
  const firmware = imageOf(name, firmwareName, files.filter(isFirmware));
  const kernel = imageOf(
    name,
    name,
    files.filter((file) => !isFirmware(file)),
  );
  return {
    name,
    about: 'your own',
    files: files.map((file) => ownPath(name, file)),
    machines: (build: Build) => [
      {
        name: vmName(name),
        ...(firmware.sources.length > 0 && { firmware: build(firmware) }),
        kernel: build(kernel),
        file: name,
        memoryBytes,
        disks: [{}],
      },
    ],
  };
}

function imageOf(program: string, name: string, files: readonly string[]): Image {
  const named = (suffix: string) =>
    files.filter((file) => file.endsWith(suffix)).map((file) => ownPath(program, file));
  const [script = hello.script] = named('.ld');
  return { name, sources: named('.s'), script, includePaths: [`${root}${program}`], needs: [] };
}

/** What a virtual machine can be called: the VMM has room for so many characters. */
const vmName = (name: string): string => name.slice(0, 15);
