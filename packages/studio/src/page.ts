/**
 * The page: a program is chosen, its files are edited, and it runs on the bare machine or on VMMs, from where it
 * is looked into. What takes time is the worker's; the page shows, and asks.
 */

import { techniques } from '@ireko/vmm';
import { Editor } from './editor/editor.ts';
import { showProblems } from './editor/problems.ts';
import type { Reply, Request } from './messages.ts';
import { showFiles } from './programs/file-list.ts';
import { browserStore } from './programs/kept-texts.ts';
import { Library, type ProgramName } from './programs/library.ts';
import { isFirmware, type OwnProgram } from './programs/own-program.ts';
import { programIn } from './programs/program-link.ts';
import { ProgramMenu } from './programs/program-menu.ts';
import { type Program, programs } from './programs/programs.ts';
import { sideBySide } from './programs/side-by-side.ts';
import type { CodeLine } from './run/code-map.ts';
import type { Move } from './run/session.ts';
import { filesOf, type Stack } from './run/workbench.ts';
import { Console } from './views/console.ts';
import { RunView } from './views/run-view.ts';
import { type Action, Commands } from './widgets/commands.ts';
import { element, make } from './widgets/dom.ts';
import { makeSplitter } from './widgets/splitter.ts';

/** How long the user does not type until what is typed is assembled, in milliseconds. */
const pause = 150;

/** What a program can be on: its number of VMMs is the place in the list. */
const layers = ['the bare machine', 'a VMM', 'a VMM on a VMM', 'a VMM on a VMM on a VMM'];

/** How often each guest can be there, unless another program is beside it. */
const copies = ['once', 'twice', 'three times'];

/** Where the browser keeps what programs were on. */
const stackKey = 'ireko stack';

const choice = {
  program: element('program', HTMLSelectElement),
  layers: element('layers', HTMLSelectElement),
  technique: element('technique', HTMLSelectElement),
  copies: element('copies', HTMLSelectElement),
};
const undoButton = element('undo', HTMLButtonElement);

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const ask = (request: Request): void => worker.postMessage(request);

const library = new Library(browserStore);
let current: ProgramName = { name: 'hello', isOwn: false };
/** What is beside it. */
let other: ProgramName | undefined;
let checking: number | undefined;

const editor = new Editor(element('editor', HTMLElement), {
  changed(file, text) {
    keep(file, text);
    view.sourcesChanged();
    listFiles();
    clearTimeout(checking);
    checking = window.setTimeout(check, pause);
  },
  breakpoints: () => ask({ kind: 'breakpoints', lines: editor.breakpoints }),
});
const terminal = new Console(element('console', HTMLElement), (bytes) =>
  ask({ kind: 'type', bytes }),
);
const commands = new Commands(element('commands', HTMLElement), act);
const view = new RunView({
  editor,
  open,
  textOf: ({ file, line }) => library.textOf(file).split('\n')[line - 1] ?? '',
  move: (move) => go(move),
  change(place, text) {
    if (view.hasRun && commands.state !== 'running') ask({ kind: 'change', place, text });
  },
  watch(place, length, on) {
    if (commands.state === 'running') view.say('Pause to watch memory');
    else {
      if (!view.hasRun) begin({ kind: 'instructions', instructions: 0 });
      ask({ kind: 'watch', place, length, on });
    }
  },
  unwatch: (index) => ask({ kind: 'unwatch', index }),
  address: (address) => ask({ kind: 'memory', address }),
});

new ProgramMenu({
  library,
  program: () => current,
  file: () => editor.file,
  show(program, path) {
    for (const file of library.program(program).files ?? []) editor.forget(file);
    choose(program, path);
  },
  say: (text) => view.say(text),
});

/** Keeps a text; where the browser has no room, the user is to know. */
function keep(file: string, text: string): void {
  try {
    library.set(file, text);
  } catch (error) {
    view.say(`not kept: ${error}`);
  }
}

function stack(): Stack {
  const technique = techniques[choice.technique.selectedIndex] ?? 'trap';
  return {
    layers: choice.layers.selectedIndex,
    copies: other ? 1 : choice.copies.selectedIndex + 1,
    technique,
  };
}

/** Has the stack be the one of the visit before. */
function restoreStack(): void {
  const kept = JSON.parse(browserStore.get(stackKey) ?? '[]');
  const [layer = 0, technique = 'trap', count = 1, beside] = kept;
  choice.layers.selectedIndex = layer;
  other = typeof beside === 'string' ? namedBy(beside) : undefined;
  listCompany(copies[count - 1]);
  choice.technique.selectedIndex = Math.max(0, techniques.indexOf(technique));
}

function keepStack(): void {
  const { layers: layer, technique, copies: count } = stack();
  const beside = other && tagOf(other);
  browserStore.set(stackKey, JSON.stringify([layer, technique, count, beside]));
}

function chosen() {
  const { program, edits } = library.chosen(current);
  if (!other) return { program, edits, stack: stack() };
  const { program: beside, edits: more } = library.chosen(other);
  return { program, beside, edits: new Map([...edits, ...more]), stack: stack() };
}

/** What is to run. */
function program(): Program {
  const one = library.program(current);
  return other ? sideBySide(one, library.program(other)) : one;
}

function check(): void {
  ask({ kind: 'check', file: editor.file, ...chosen() });
}

function listFiles(): void {
  undoButton.disabled = !library.isEdited(editor.file);
  const files = filesOf(program(), stack());
  const list = element('files', HTMLElement);
  showFiles(list, files, editor.file, (file) => library.isEdited(file), open);
}

function open(file: string): void {
  if (file === editor.file) return;
  editor.open(file, library.textOf(file));
  listFiles();
  check();
}

/** A program of several guests needs a VMM, and techniques are VMMs'. @param path the file to be shown */
function chooseStack(path = editor.file): void {
  const all = program();
  const guests = all.machines(() => new Uint8Array()).length;
  const isSeveral = guests * stack().copies > 1;
  const [bare] = choice.layers.options;
  if (bare) bare.disabled = isSeveral;
  if (isSeveral && choice.layers.selectedIndex === 0) choice.layers.selectedIndex = 1;
  choice.technique.disabled = choice.layers.selectedIndex === 0;
  const files = filesOf(all, stack());
  const first = files.find((file) => file.endsWith('.s') && !isFirmware(file)) ?? files[0] ?? '';
  open(files.includes(path) ? path : first);
  listFiles();
  check();
}

/** What the address ends with, and the list has as a value. */
const tagOf = ({ name, isOwn }: ProgramName): string => (isOwn ? `own/${name}` : name);
const namedBy = (tag: string): ProgramName =>
  tag.startsWith('own/') ? { name: tag.slice(4), isOwn: true } : { name: tag, isOwn: false };

function choose(program: ProgramName, path?: string): void {
  current = program;
  listPrograms();
  location.hash = tagOf(program);
  chooseStack(path);
}

function listPrograms(): void {
  choice.program.replaceChildren(...programOptions());
  choice.program.value = tagOf(current);
  listCompany(choice.copies.value);
}

/** How often it can be there, and what can be beside it. @param chosen how often, if nothing is */
function listCompany(chosen = ''): void {
  if (other && !library.has(other)) other = undefined;
  choice.copies.replaceChildren(...copies.map(option), ...programOptions('beside '));
  if (other) choice.copies.value = tagOf(other);
  else choice.copies.selectedIndex = Math.max(0, copies.indexOf(chosen));
}

/** All programs, their tags being the values. */
function programOptions(before = ''): readonly HTMLElement[] {
  const own = library.own.names.map(
    (name) => new Option(before + name, tagOf({ name, isOwn: true })),
  );
  const known = programs.map(({ name, about }) =>
    Object.assign(new Option(before + name, name), { title: about }),
  );
  return [
    ...(own.length > 0 ? [make('optgroup', { label: 'Yours' }, ...own)] : []),
    make('optgroup', { label: 'Examples' }, ...known),
  ];
}

/** What the address names: a program, or one that is in the address as a whole. */
async function chooseByAddress(): Promise<void> {
  const sent = await programIn(location.hash);
  const named = namedBy(location.hash.slice(1));
  if (sent === undefined || sent === 'damaged') choose(library.has(named) ? named : current);
  else chooseSent(sent);
  if (sent === 'damaged') view.say('not all of the program is in the link');
}

/** Keeps a program that came in a link, and shows it. */
function chooseSent(sent: OwnProgram): void {
  try {
    choose({ name: library.own.add(sent), isOwn: true });
  } catch (error) {
    choose(current);
    view.say(`not kept: ${error}`);
  }
}

/** Begins a run, of what the sources are now. */
function begin(move: Move): void {
  view.begin();
  commands.state = 'running';
  terminal.begin();
  ask({ kind: 'begin', move, ...chosen() });
}

/** Goes on with the run; without one, or from its end onwards, a new one begins. */
function go(move: Move): void {
  const isBeyond = commands.state === 'ended' && onwards.has(move.kind);
  if (!view.hasRun || isBeyond) {
    begin(startOf(move));
    return;
  }
  commands.state = 'running';
  ask({ kind: 'move', move });
}

/** Moves that lead to a later moment. */
const onwards: ReadonlySet<Move['kind']> = new Set(['step', 'over', 'layer', 'line']);

/** How a run begins with a move: most lead to its first instruction. */
function startOf(move: Move): Move {
  return move.kind === 'line' || move.kind === 'go'
    ? move
    : { kind: 'instructions', instructions: 0 };
}

function act(action: Action): void {
  switch (action.kind) {
    case 'run':
      begin({ kind: 'go' });
      terminal.focus();
      break;
    case 'pause':
      ask({ kind: 'pause' });
      break;
    case 'to-cursor':
      go({ kind: 'line', line: editor.line });
      break;
    case 'breakpoint':
      editor.toggleBreakpoint();
      break;
    case 'move':
      go(action.move);
      break;
  }
}

function goTo({ file, line }: CodeLine, column = 1): void {
  open(file);
  editor.goTo({ line, column });
}

worker.onmessage = ({ data }: MessageEvent<Reply>) => {
  switch (data.kind) {
    case 'checked':
      if (data.file === editor.file) editor.show(data.diagnostics, data.lines);
      showProblems(element('problems', HTMLElement), data.diagnostics, (span) =>
        goTo(span, span.column),
      );
      break;
    case 'printed':
      terminal.print(data.bytes);
      break;
    case 'rewound':
      terminal.begin();
      terminal.print(data.bytes);
      break;
    case 'running':
      view.running(data.instructions);
      break;
    case 'waiting':
      view.waiting();
      break;
    case 'watches':
      view.watches(data.watches);
      break;
    case 'memory':
      view.memory(data.memory);
      break;
    case 'stood':
      commands.state = data.reason.kind === 'ended' ? 'ended' : 'standing';
      view.stood(data);
      break;
    case 'unchanged':
      view.say(data.why);
      break;
    case 'refused':
      commands.state = 'none';
      view.refused(data.why);
      break;
  }
};

const option = (text: string) => new Option(text);
makeSplitter(element('edge', HTMLElement), element('main', HTMLElement), '--views');
choice.layers.append(...layers.map(option));
choice.technique.append(...techniques.map(option));
restoreStack();
choice.program.onchange = () => choose(namedBy(choice.program.value));
for (const select of [choice.layers, choice.technique, choice.copies])
  select.onchange = () => {
    const { selectedIndex, value } = choice.copies;
    other = selectedIndex < copies.length ? undefined : namedBy(value);
    chooseStack();
    keepStack();
  };
undoButton.onclick = () => editor.replace(library.originalOf(editor.file));
// Another page may have made a program, or deleted the one that is shown.
window.onstorage = () => {
  if (library.has(current)) listPrograms();
  else choose({ name: 'hello', isOwn: false });
};
window.onhashchange = () => {
  if (location.hash.slice(1) !== tagOf(current)) chooseByAddress();
};
chooseByAddress();
