/**
 * What a file's code is for: the extensions and the privileged specification that its attributes name,
 * or, from a place on, a mapping symbol such as `$xrv64gcv` [psABI "mapping symbol", "attributes"].
 */

import {
  type ElfFile,
  readAttributes,
  type Section,
  TAG_RISCV_ARCH,
  TAG_RISCV_PRIV_SPEC,
  TAG_RISCV_PRIV_SPEC_MINOR,
} from '@ireko/elf';
import { type Decoded, extensionsOf } from '@ireko/isa';
import { type Extensions, parseArchitecture } from '../architecture.ts';

/** Where the extensions change. */
interface Change {
  readonly address: bigint;
  readonly extensions: Extensions;
}

/** See the head of this file. Extensions are undefined where nothing is known of them. */
export class Target {
  readonly #usual: Extensions | undefined;
  readonly #changes: ReadonlyMap<Section, readonly Change[]>;
  /** The program is for a privileged specification before 1.12. */
  readonly isOld: boolean;

  constructor(file: ElfFile) {
    const section = file.sections.find(({ name }) => name === '.riscv.attributes');
    const attributes = section ? readAttributes(section.data) : new Map();
    this.#usual = extensionsIn(String(attributes.get(TAG_RISCV_ARCH) ?? ''));
    const [major, minor] = [TAG_RISCV_PRIV_SPEC, TAG_RISCV_PRIV_SPEC_MINOR].map((tag) =>
      Number(attributes.get(tag) ?? 0),
    );
    this.isOld = major === 1 && (minor ?? 0) < 12;
    const marks = file.symbols.filter(({ name }) => name.startsWith('$x'));
    marks.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
    const changes = new Map<Section, Change[]>();
    for (const { name, value, section: place } of marks) {
      const extensions = extensionsIn(name.slice('$x'.length));
      if (!extensions || typeof place === 'string') continue;
      const list = changes.get(place) ?? [];
      list.push({ address: value, extensions });
      changes.set(place, list);
    }
    this.#changes = changes;
  }

  /** The extensions in force at an address. */
  extensionsAt(section: Section, address: bigint): Extensions | undefined {
    const change = this.#changes.get(section)?.findLast((each) => each.address <= address);
    return change?.extensions ?? this.#usual;
  }
}

const parsed = new Map<string, Extensions | undefined>();

function extensionsIn(text: string): Extensions | undefined {
  if (!parsed.has(text)) {
    const { extensions, problem } = parseArchitecture(text);
    parsed.set(text, problem === undefined ? extensions : undefined);
  }
  return parsed.get(text);
}

/**
 * Whether these extensions have an instruction, and what it expands to if it is compressed; all have,
 * if nothing is known of them.
 */
export function isAvailable({ instruction }: Decoded, extensions: Extensions | undefined): boolean {
  if (extensions === undefined || instruction.extension === 'privileged') return true;
  const expanded = instruction.expansion?.instruction ?? instruction;
  return [instruction, expanded].every((needed) =>
    extensionsOf({ instruction: needed }).some((all) => all.every((each) => extensions.has(each))),
  );
}
