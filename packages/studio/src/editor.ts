/** The editor: one file at a time, with its mistakes and its listing; of each file it keeps its place. */

import { type Diagnostic as Mark, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Extension, type Text } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type Diagnostic, formatDiagnostic, type ListedLine, type Span } from '@ireko/asm';
import { basicSetup } from 'codemirror';
import { assemblyLanguage } from './assembly-language.ts';
import { explanations } from './explanation.ts';
import { listingGutter, setListing } from './listing-gutter.ts';

/** A diagnostic with its place. */
type Placed = Diagnostic & { readonly span: Span };

export class Editor {
  readonly #view: EditorView;
  readonly #states = new Map<string, EditorState>();
  readonly #extensions: Extension;
  #file = '';

  /** @param changed is told the new text of the file that is shown, whenever the user changes it. */
  constructor(parent: HTMLElement, changed: (file: string, text: string) => void) {
    this.#extensions = [
      listingGutter,
      basicSetup,
      assemblyLanguage,
      explanations,
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (docChanged) changed(this.#file, state.doc.toString());
      }),
    ];
    this.#view = new EditorView({ parent });
  }

  /** The path of the file that is shown. */
  get file(): string {
    return this.#file;
  }

  /** Shows a file; one that was shown before as it was left, and any other with this text. */
  open(file: string, text: string): void {
    if (this.#file !== '') this.#states.set(this.#file, this.#view.state);
    this.#file = file;
    const extensions = this.#extensions;
    const state = this.#states.get(file) ?? EditorState.create({ doc: text, extensions });
    this.#view.setState(state);
  }

  /** Gives the file that is shown this text, as if the user had typed it. */
  replace(text: string): void {
    const { length } = this.#view.state.doc;
    this.#view.dispatch({ changes: { from: 0, to: length, insert: text } });
  }

  /** Shows what is wrong in the file, and what its lines became. */
  show(diagnostics: readonly Diagnostic[], lines: readonly ListedLine[]): void {
    const { state } = this.#view;
    const marks = diagnostics.filter((each) => isIn(each, this.#file)).map(markIn(state.doc));
    this.#view.dispatch({ effects: setListing.of(lines) });
    this.#view.dispatch(setDiagnostics(this.#view.state, marks));
  }

  /** Puts the cursor at a place of the file that is shown, in the middle of the screen. */
  goTo({ line, column }: Span): void {
    const anchor = offsetOf(this.#view.state.doc, line, column);
    const effects = EditorView.scrollIntoView(anchor, { y: 'center' });
    this.#view.dispatch({ selection: { anchor }, effects });
    this.#view.focus();
  }
}

function isIn(diagnostic: Diagnostic, file: string): diagnostic is Placed {
  return diagnostic.span?.file === file;
}

function markIn(text: Text): (diagnostic: Placed) => Mark {
  return (diagnostic) => {
    const { span, severity } = diagnostic;
    const from = offsetOf(text, span.line, span.column);
    const to = Math.min(from + Math.max(span.length, 1), text.length);
    return { from, to, severity, message: formatDiagnostic(diagnostic) };
  };
}

/** Where that is in the text, which may have changed since. */
function offsetOf(text: Text, line: number, column: number): number {
  const { from, to } = text.line(Math.min(line, text.lines));
  return Math.min(from + Math.max(column - 1, 0), to);
}
