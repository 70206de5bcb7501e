/** `.riscv.attributes` of an executable: what any of its objects needs [psABI Attributes]. */

import {
  type Attributes,
  readAttributes,
  SHT_RISCV_ATTRIBUTES,
  TAG_RISCV_ARCH,
  writeAttributes,
} from '@ireko/elf';
import { inCanonicalOrder } from '../architecture.ts';
import type { InputSection } from './input.ts';

/** Replaces the objects' attribute sections by one, in the place of the first. */
export function mergeAttributes(inputs: readonly InputSection[]): InputSection[] {
  const isAttributes = (each: InputSection) => each.section.type === SHT_RISCV_ATTRIBUTES;
  const all = inputs.filter(isAttributes);
  const [first] = all;
  if (first === undefined) return [...inputs];
  const data = writeAttributes(merge(all.map((each) => readAttributes(each.section.data))));
  const merged = { ...first, section: { ...first.section, data, size: data.length }, data };
  return inputs.flatMap((each) => (each === first ? [merged] : isAttributes(each) ? [] : [each]));
}

function merge(all: readonly Attributes[]): Attributes {
  const merged = new Map<number, number | string>();
  for (const attributes of all) {
    for (const [tag, value] of attributes) {
      const before = merged.get(tag);
      if (before === undefined) merged.set(tag, value);
      else if (tag === TAG_RISCV_ARCH) merged.set(tag, mergeArch(`${before}`, `${value}`));
      else if (value > before) merged.set(tag, value);
    }
  }
  return merged;
}

/** The union of two ISA strings such as `rv64i2p1_m2p0_zicsr2p0`, in canonical order. */
export function mergeArch(a: string, b: string): string {
  const base = /^rv\d+/.exec(a)?.[0] ?? '';
  const extensions = new Map<string, string>();
  for (const part of [...a.slice(base.length).split('_'), ...b.slice(base.length).split('_')]) {
    const [, name = part, version = ''] = /^([a-z]+(?:\d+[a-z]+)*?)(\d+p\d+)?$/.exec(part) ?? [];
    if (name !== '' && !extensions.has(name)) extensions.set(name, version);
  }
  const names = [...extensions.keys()].sort(inCanonicalOrder);
  return base + names.map((name) => `${name}${extensions.get(name)}`).join('_');
}
