/** The editor: one file at a time, with its mistakes, its listing, breakpoints and costs; of each file it keeps its place. */

import { type Diagnostic as Mark, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Extension, type StateEffect, type Text } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type Diagnostic, formatDiagnostic, type ListedLine, type Span } from '@ireko/asm';
import { basicSetup } from 'codemirror';
import type { CodeLine } from '../run/code-map.ts';
import type { LineCosts } from '../views/line-costs.ts';
import { assemblyLanguage } from './assembly-language.ts';
import { breakpointLines, breakpointMargin, toggleHere } from './breakpoints.ts';
import { costMarks, setCosts } from './cost-marks.ts';
import { editorTheme } from './editor-theme.ts';
import { explanations } from './explanation.ts';
import { listingGutter, setListing } from './listing-gutter.ts';
import { nextLine, setNextLine } from './next-line.ts';

/** A diagnostic with its place. */
type Placed = Diagnostic & { readonly span: Span };

/** What the editor tells. */
export interface EditorEvents {
  /** The user has changed the text of the file that is shown. */
  changed(file: string, text: string): void;
  /** Breakpoints have come, gone, or moved with their lines. */
  breakpoints(): void;
}

/** What is shown of a run in the sources. */
export interface Shown {
  /** What comes next. */
  readonly next: CodeLine | undefined;
  readonly costs: readonly LineCosts[];
}

/** A file that was shown, as it was left. */
interface Left {
  readonly state: EditorState;
  /** How far it was scrolled. */
  readonly scroll: StateEffect<unknown>;
}

export class Editor {
  readonly #view: EditorView;
  readonly #left = new Map<string, Left>();
  readonly #extensions: Extension;
  #file = '';
  #shown: Shown = { next: undefined, costs: [] };

  constructor(parent: HTMLElement, events: EditorEvents) {
    this.#extensions = [
      breakpointMargin,
      listingGutter,
      basicSetup,
      editorTheme,
      assemblyLanguage,
      explanations,
      nextLine,
      costMarks,
      EditorView.contentAttributes.of({ 'aria-label': 'Source' }),
      EditorView.updateListener.of(({ docChanged, startState, state }) => {
        if (docChanged) events.changed(this.#file, state.doc.toString());
        if (`${breakpointLines(startState)}` !== `${breakpointLines(state)}`) events.breakpoints();
      }),
    ];
    this.#view = new EditorView({ parent });
  }

  /** The path of the file that is shown. */
  get file(): string {
    return this.#file;
  }

  /** The line of the cursor. */
  get line(): CodeLine {
    const { doc, selection } = this.#view.state;
    return { file: this.#file, line: doc.lineAt(selection.main.head).number };
  }

  /** All breakpoints, of all files that were shown. */
  get breakpoints(): readonly CodeLine[] {
    const states = new Map([...this.#left].map(([file, { state }]) => [file, state] as const));
    if (this.#file !== '') states.set(this.#file, this.#view.state);
    return [...states].flatMap(([file, state]) =>
      breakpointLines(state).map((line) => ({ file, line })),
    );
  }

  toggleBreakpoint(): void {
    toggleHere(this.#view);
  }

  /** Shows a file; one that was shown before as it was left, and any other with this text. */
  open(file: string, text: string): void {
    const view = this.#view;
    if (this.#file !== '')
      this.#left.set(this.#file, { state: view.state, scroll: view.scrollSnapshot() });
    this.#file = file;
    const extensions = this.#extensions;
    const left = this.#left.get(file);
    view.setState(left?.state ?? EditorState.create({ doc: text, extensions }));
    if (left) view.dispatch({ effects: left.scroll });
    else view.scrollDOM.scrollTo(0, 0);
    this.#mark();
  }

  /** A file may be another one: what is shown and kept of it is forgotten. */
  forget(file: string): void {
    this.#left.delete(file);
    if (this.#file === file) this.#file = '';
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

  /** Shows where a run stands, and what it cost. */
  showRun(shown: Shown): void {
    this.#shown = shown;
    this.#mark();
  }

  /** Puts the cursor at a place of the file that is shown, in the middle of the screen. */
  goTo({ line, column }: Pick<Span, 'line' | 'column'>): void {
    const anchor = offsetOf(this.#view.state.doc, line, column);
    const effects = EditorView.scrollIntoView(anchor, { y: 'center' });
    this.#view.dispatch({ selection: { anchor }, effects });
    this.#view.focus();
  }

  /** Has a line be seen, without moving the cursor. */
  reveal(line: number): void {
    const at = offsetOf(this.#view.state.doc, line, 1);
    const margin = this.#view.dom.clientHeight / 4;
    this.#view.dispatch({
      effects: EditorView.scrollIntoView(at, { y: 'nearest', yMargin: margin }),
    });
  }

  #mark(): void {
    const { next, costs } = this.#shown;
    const line = next?.file === this.#file ? next.line : 0;
    const own = costs.filter(({ file }) => file === this.#file);
    this.#view.dispatch({ effects: [setNextLine.of(line), setCosts.of(own)] });
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
