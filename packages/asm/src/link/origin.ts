/** Where something in an object came from, for messages: the place there, and the source's line. */

import {
  type Debug,
  isTemporaryName,
  readDebug,
  type Section,
  STT_FUNC,
  type SymbolIndex,
  symbolAt,
  symbolIndex,
} from '@ireko/elf';
import type { Span } from '../diagnostic.ts';
import type { InputObject, InputSection } from './input.ts';

/** A place in an object, as messages name it: ``boot.o:(.text+0x1c), in `main` ``. */
export function placeName({ object, section }: InputSection, offset: number): string {
  const place = `${object.name}:(${section.name}+0x${offset.toString(16)})`;
  const found = symbolAt(namesIn(object, section), BigInt(offset));
  return found === undefined ? place : `${place}, in \`${found.symbol.name}\``;
}

/** The line of the source that a place came from, if the object tells it. */
export function lineSpan({ object, section }: InputSection, offset: number): Span | undefined {
  const found = debugOf(object).lineAt(BigInt(offset), section);
  return found?.line
    ? { file: found.file, line: found.line, column: 0, length: 0, text: '' }
    : undefined;
}

const debugs = new WeakMap<InputObject, Debug>();

function debugOf(object: InputObject): Debug {
  const known = debugs.get(object) ?? readDebug(object.file);
  debugs.set(object, known);
  return known;
}

const names = new WeakMap<Section, SymbolIndex>();

/** The functions of a section; all its names if none is marked as one. */
function namesIn(object: InputObject, section: Section): SymbolIndex {
  const known = names.get(section);
  if (known !== undefined) return known;
  const all = symbolIndex(object.file, section).filter(({ name }) => !isTemporaryName(name));
  const functions = all.filter(({ type }) => type === STT_FUNC);
  const index = functions.length > 0 ? functions : all;
  names.set(section, index);
  return index;
}
