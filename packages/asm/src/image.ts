/**
 * Images: programs of several sources, from their description to an executable, in memory.
 *
 * The same description is followed with GNU as and ld in the conformance tests.
 */

import type { DwarfVersion } from './debug/line.ts';
import type { Diagnostic } from './diagnostic.ts';
import { link } from './link/link.ts';
import { ObjectCache } from './object-cache.ts';
import { textOf } from './text/literal.ts';
import type { ReadFile } from './text/source.ts';

/** The recipe of an image. All paths are relative to the repository's root. */
export interface Image {
  /** Its file's name without `.elf`. */
  readonly name: string;
  /** Assembly files in link order; each becomes one object. */
  readonly sources: readonly string[];
  /** The linker script. */
  readonly script: string;
  /** Folders where `.include` and `.incbin` look. */
  readonly includePaths: readonly string[];
  /** Images to build first; `.incbin` finds each as `name.elf`. */
  readonly needs: readonly Image[];
}

/** What building gave. */
export interface BuiltImage {
  /** The executable; undefined if there is an error among the diagnostics. */
  readonly elf: Uint8Array | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Builds an image and those that it needs, each once.
 * @param objects objects of builds before, for who builds again or builds much of the same sources
 * @param debug describe its lines for debuggers, in this version of DWARF: what is loaded stays the same, for of
 *   the images that it needs, which it may hold whole, nothing is described
 */
export function buildImage(
  image: Image,
  read: ReadFile,
  objects: ObjectCache = new ObjectCache(),
  debug?: DwarfVersion,
): BuiltImage {
  return build(image, read, objects, new Map(), debug);
}

function build(
  image: Image,
  read: ReadFile,
  objects: ObjectCache,
  built: Map<Image, BuiltImage>,
  debug?: DwarfVersion,
): BuiltImage {
  const before = built.get(image);
  if (before) return before;
  const needed = image.needs.map((need) => build(need, read, objects, built));
  const failed = needed.filter(({ elf }) => !elf);
  const result =
    failed.length > 0
      ? { elf: undefined, diagnostics: failed.flatMap(({ diagnostics }) => diagnostics) }
      : buildAlone(image, withNeeds(image, needed, read), objects, debug);
  built.set(image, result);
  return result;
}

/** Files as the image sees them: the executables that it needs, then everything else. */
function withNeeds(image: Image, needed: readonly BuiltImage[], read: ReadFile): ReadFile {
  const executables = new Map(
    image.needs.map(({ name }, index) => [`${name}.elf`, needed[index]?.elf]),
  );
  return (path) => executables.get(path) ?? read(path);
}

/**
 * All objects of an image pass numbers in integer registers, and the linker moves nothing. Some
 * write read-only CSRs to see that it traps.
 */
const modes = { abi: 'lp64', relax: false, csrCheck: false } as const;

function buildAlone(
  image: Image,
  read: ReadFile,
  cache: ObjectCache,
  debug: DwarfVersion | undefined,
): BuiltImage {
  const { sources, includePaths, script } = image;
  const assemblies = sources.map((source) =>
    cache.assemble(source, read, { ...modes, includePaths, ...(debug && { debug }) }),
  );
  const diagnostics = assemblies.flatMap((assembly) => assembly.diagnostics);
  const objects = assemblies.flatMap(({ object }, index) =>
    object ? [{ name: `${sources[index]}`.replace(/\.s$/, '.o'), bytes: object }] : [],
  );
  if (objects.length < sources.length) return { elf: undefined, diagnostics };
  const text = read(script);
  if (!text) return { elf: undefined, diagnostics: [...diagnostics, noScript(script)] };
  const linked = link(objects, { name: script, text: textOf(text) }, {});
  return { elf: linked.elf, diagnostics: [...diagnostics, ...linked.diagnostics] };
}

function noScript(script: string): Diagnostic {
  return {
    code: 'file-not-found',
    severity: 'error',
    message: `cannot read the linker script \`${script}\``,
    span: undefined,
    expansion: [],
  };
}
