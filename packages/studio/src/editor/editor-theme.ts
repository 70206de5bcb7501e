/** How the editor looks: the page's colours, light or dark. */

import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const theme = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--page)' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { color: 'var(--quiet)', backgroundColor: 'var(--panel)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--active)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { background: 'var(--selection)' },
  '.cm-tooltip, .cm-panels': { color: 'var(--text)', backgroundColor: 'var(--panel)' },
  '.cm-tooltip': { border: '1px solid var(--edge)' },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--comment)' },
  { tag: tags.keyword, color: 'var(--keyword)' },
  { tag: tags.labelName, color: 'var(--label)', fontWeight: '600' },
  { tag: [tags.meta, tags.macroName, tags.operator], color: 'var(--directive)' },
  { tag: [tags.number, tags.string], color: 'var(--number)' },
  { tag: tags.atom, color: 'var(--register)' },
  { tag: tags.typeName, color: 'var(--csr)' },
]);

export const editorTheme: Extension = [theme, syntaxHighlighting(colours)];
