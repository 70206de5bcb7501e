/**
 * The page: a program is chosen, its files are edited, and it runs on the bare machine or on VMMs. What
 * takes time is the worker's; the page shows, and asks.
 */

import { techniques } from '@ireko/vmm';
import { Console } from './console.ts';
import { Editor } from './editor.ts';
import { showFiles } from './file-list.ts';
import { KeptEdits, originalOf } from './kept-edits.ts';
import type { Reply, Request } from './messages.ts';
import { showProblems } from './problems.ts';
import { programs } from './programs.ts';
import { filesOf, type Stack } from './workbench.ts';

/** How long the user does not type until what is typed is assembled, in milliseconds. */
const pause = 150;

/** What a program can be on: its number of VMMs is the place in the list. */
const layers = ['the bare machine', 'a VMM', 'a VMM on a VMM', 'a VMM on a VMM on a VMM'];

function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

const choice = {
  program: element('program', HTMLSelectElement),
  layers: element('layers', HTMLSelectElement),
  technique: element('technique', HTMLSelectElement),
};
const runButton = element('run', HTMLButtonElement);
const undoButton = element('undo', HTMLButtonElement);
const status = element('status', HTMLOutputElement);
const report = element('report', HTMLPreElement);

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const ask = (request: Request): void => worker.postMessage(request);

const edits = new KeptEdits();
let isRunning = false;
let checking: number | undefined;

const editor = new Editor(element('editor', HTMLElement), (file, text) => {
  edits.set(file, text);
  listFiles();
  clearTimeout(checking);
  checking = window.setTimeout(check, pause);
});
const terminal = new Console(element('console', HTMLElement), (bytes) =>
  ask({ kind: 'type', bytes }),
);

function program() {
  const chosen = programs[choice.program.selectedIndex];
  if (!chosen) throw new Error('the list of programs is empty');
  return chosen;
}

function stack(): Stack {
  const technique = techniques[choice.technique.selectedIndex] ?? 'trap';
  return { layers: choice.layers.selectedIndex, technique };
}

function chosen() {
  return { program: program().name, edits: edits.all, stack: stack() };
}

function check(): void {
  ask({ kind: 'check', file: editor.file, ...chosen() });
}

function listFiles(): void {
  undoButton.disabled = !edits.all.has(editor.file);
  const files = filesOf(program(), stack());
  const list = element('files', HTMLElement);
  showFiles(list, files, editor.file, (file) => edits.all.has(file), open);
}

function open(file: string): void {
  editor.open(file, edits.textOf(file));
  listFiles();
  check();
}

/** A program of several guests needs a VMM, and techniques are VMMs'. */
function chooseStack(): void {
  const isSeveral = program().machines(() => new Uint8Array()).length > 1;
  const [bare] = choice.layers.options;
  if (bare) bare.disabled = isSeveral;
  if (isSeveral && choice.layers.selectedIndex === 0) choice.layers.selectedIndex = 1;
  choice.technique.disabled = choice.layers.selectedIndex === 0;
  const files = filesOf(program(), stack());
  const [first = ''] = files.filter((file) => file.endsWith('.s'));
  open(files.includes(editor.file) ? editor.file : first);
}

function chooseProgram(): void {
  location.hash = program().name;
  chooseStack();
}

function runOrStop(): void {
  if (isRunning) {
    ask({ kind: 'stop' });
    return;
  }
  setRunning(true);
  status.textContent = 'assembling …';
  report.textContent = '';
  terminal.begin();
  ask({ kind: 'run', ...chosen() });
}

function setRunning(running: boolean): void {
  isRunning = running;
  runButton.textContent = running ? 'Stop' : 'Run';
}

worker.onmessage = ({ data }: MessageEvent<Reply>) => {
  switch (data.kind) {
    case 'checked':
      if (data.file === editor.file) editor.show(data.diagnostics, data.lines);
      showProblems(element('problems', HTMLElement), data.diagnostics, (span) => {
        if (span.file !== editor.file) open(span.file);
        editor.goTo(span);
      });
      break;
    case 'printed':
      terminal.print(data.bytes);
      break;
    case 'running':
      status.textContent = `${data.instructions.toLocaleString('en')} instructions`;
      break;
    case 'waiting':
      status.textContent += ', waits for the console';
      break;
    case 'ended':
      setRunning(false);
      status.textContent += `, ${data.how}`;
      report.textContent = data.report;
      break;
    case 'refused':
      setRunning(false);
      status.textContent = data.why;
      break;
  }
};

function onKey(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.stopPropagation();
  runOrStop();
}

const option = (text: string) => new Option(text);
choice.program.append(...programs.map(({ name }) => option(name)));
choice.layers.append(...layers.map(option));
choice.technique.append(...techniques.map(option));
const named = programs.findIndex(({ name }) => `#${name}` === location.hash);
choice.program.selectedIndex = Math.max(named, 0);
choice.program.onchange = chooseProgram;
choice.layers.onchange = chooseStack;
choice.technique.onchange = check;
runButton.onclick = runOrStop;
undoButton.onclick = () => editor.replace(originalOf(editor.file));
window.addEventListener('keydown', onKey, { capture: true });
chooseProgram();
