/** The line whose instruction comes next, while a run stands still. */

import { type Extension, StateEffect, type StateEffectType, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';

const mark = Decoration.line({ class: 'next-line' });

/** Marks the line with this number; 0 marks none. */
export const setNextLine: StateEffectType<number> = StateEffect.define<number>();

const nextLineField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, { changes, effects, newDoc }) {
    const found = effects.find((effect) => effect.is(setNextLine));
    if (!found?.is(setNextLine)) return before.map(changes);
    const isLine = found.value >= 1 && found.value <= newDoc.lines;
    return isLine ? Decoration.set(mark.range(newDoc.line(found.value).from)) : Decoration.none;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const nextLine: Extension = nextLineField;
