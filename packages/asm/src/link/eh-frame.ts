/**
 * `.eh_frame`: how to unwind the stack, function by function [LSB Exception Frames]. Each object
 * has its own; joined they should speak only of code that is there, and say once what functions
 * have in common. As GNU ld does, FDEs of functions that were left out are left out, CIEs that no
 * FDE needs as well, and of equal CIEs all but the first.
 *
 *   CIE   length, 0,             what functions have in common
 *   FDE   length, way to CIE,    address, size, instructions
 *   end   length 0
 */

import { type ElfSymbol, Relocations } from '@ireko/elf';
import { type Frame, framesOf, functionOf, WORD } from './frame-reader.ts';
import { type InputSection, isGlobal, type Place } from './input.ts';
import type { OutputSection } from './output.ts';

/** Joins the `.eh_frame` sections of each output section. */
export function joinFrames(
  outputs: readonly OutputSection[],
  isLeftOut: (symbol: ElfSymbol, user: InputSection) => boolean,
): void {
  for (const { contents } of outputs) {
    const inputs = contents.flatMap((each) => (each.kind === 'section' ? [each.input] : []));
    const parsed = inputs.map((input) => ({ input, frames: framesOf(input) }));
    if (parsed.some(({ frames }) => frames === undefined)) continue;
    const known = new Map<string, Place>();
    parsed.forEach(({ input, frames = [] }, i) => {
      const isLast = i === parsed.length - 1;
      joinSection(input, frames, known, isLast, (symbol) => isLeftOut(symbol, input));
    });
  }
}

function joinSection(
  input: InputSection,
  frames: readonly Frame[],
  known: Map<string, Place>,
  isLast: boolean,
  isLeftOut: (symbol: ElfSymbol) => boolean,
): void {
  const kept = frames.filter((each) => {
    const symbol = functionOf(each);
    return each.kind === 'fde' && (symbol === undefined || !isLeftOut(symbol));
  });
  const needed = new Set(kept.map(({ cie }) => cie));
  const places = new Map<Frame, Place>();
  const stored: { readonly frame: Frame; readonly offset: number }[] = [];
  let size = 0;
  for (const frame of frames) {
    const text = frame.kind === 'cie' ? cieText(frame, input) : undefined;
    const before = text === undefined ? undefined : known.get(text);
    if (before !== undefined) places.set(frame, before);
    const isKept =
      frame.kind === 'fde'
        ? kept.includes(frame)
        : frame.kind === 'end'
          ? isLast
          : needed.has(frame) && before === undefined;
    if (!isKept) continue;
    const place = { input, offset: size };
    places.set(frame, place);
    if (text !== undefined) known.set(text, place);
    stored.push({ frame, offset: size });
    size += sizeOf(frame);
  }
  rewrite(input, frames, stored, places, isLast ? size : paddedSize(size, input));
}

/** Without its padding, and then a multiple of four. */
function sizeOf({ start, end }: Frame): number {
  return Math.ceil((end - start) / WORD) * WORD;
}

/** Zeros between sections would end the list, so the last entry is made longer. */
function paddedSize(size: number, { section: { align } }: InputSection): number {
  return size === 0 ? 0 : Math.ceil(size / align) * align;
}

function rewrite(
  input: InputSection,
  frames: readonly Frame[],
  stored: readonly { readonly frame: Frame; readonly offset: number }[],
  places: ReadonlyMap<Frame, Place>,
  size: number,
): void {
  const data = new Uint8Array(size);
  const view = new DataView(data.buffer);
  stored.forEach(({ frame, offset }, i) => {
    data.set(input.section.data.subarray(frame.start, frame.end), offset);
    const next = stored[i + 1]?.offset ?? size;
    if (frame.kind !== 'end') view.setUint32(offset, next - offset - WORD, true);
  });
  input.data = data;
  input.relocations = Relocations.from(
    stored.flatMap(({ frame, offset }) =>
      frame.relocations.map((each) => ({ ...each, offset: each.offset - frame.start + offset })),
    ),
  );
  input.distances = stored.flatMap(({ frame: { cie }, offset }) => {
    const from = cie && places.get(cie);
    return from === undefined ? [] : [{ offset: offset + WORD, from }];
  });
  input.merged = (offset) => {
    const frame = frames.find(({ start, end }) => offset >= start && offset < end);
    const place = frame && places.get(frame);
    if (frame === undefined || place === undefined) return { input, offset: data.length };
    return { input: place.input, offset: place.offset + offset - frame.start };
  };
}

/** Two CIEs are equal whose bytes are, and what is to be patched in them. */
function cieText({ start, end, relocations }: Frame, { section, object }: InputSection): string {
  const bytes = section.data.subarray(start, end).join();
  const patches = relocations.map(({ offset, type, symbol, addend }) => {
    const named = symbol && isGlobal(symbol) ? symbol.name : `${object.name} ${symbol?.value}`;
    return `${offset - start} ${type} ${named} ${addend}`;
  });
  return [bytes, ...patches].join('; ');
}
