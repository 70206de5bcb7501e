/** What the page shows of a run: where it stands, in the sources and in the machine, and what it cost. */

import { count } from '@ireko/lab';
import type { Editor } from '../editor/editor.ts';
import type { Memory, Stood } from '../messages.ts';
import type { CodeLine } from '../run/code-map.ts';
import type { Moment } from '../run/moment.ts';
import type { Move, Reason } from '../run/session.ts';
import type { Watch, Watched } from '../run/watches.ts';
import { element } from '../widgets/dom.ts';
import { Editable } from '../widgets/editable.ts';
import { Tabs } from '../widgets/tabs.ts';
import { showCosts } from './cost-panel.ts';
import { lineCostsOf } from './line-costs.ts';
import { machineView } from './machine-panel.ts';
import { memoryView } from './memory-panel.ts';
import { WatchForm, watchText } from './watch-form.ts';

/** What the view needs of the page. */
export interface RunViewOptions {
  readonly editor: Editor;
  open(file: string): void;
  textOf(line: CodeLine): string;
  /** The user wants the run to be at another moment. */
  move(move: Move): void;
  /** The user wants this to be in a register, a CSR or memory. */
  change(place: string, text: string): void;
  /** The user wants the run to stop where so many bytes are to be used so; or one of those watches no longer. */
  watch(place: string, length: number, on: Watched): void;
  unwatch(index: number): void;
  /** The user wants to see memory there. */
  address(address: string): void;
}

export class RunView {
  /** There is a run, which may have ended. */
  hasRun = false;
  readonly #options: RunViewOptions;
  readonly #status = element('status', HTMLOutputElement);
  readonly #report = element('report', HTMLPreElement);
  readonly #time = element('time', HTMLInputElement);
  readonly #instruction = element('instruction', HTMLInputElement);
  readonly #tabs = new Tabs(element('tabs', HTMLElement), [
    ['machine', 'Machine'],
    ['memory', 'Memory'],
    ['costs', 'Costs'],
    ['report', 'Report'],
  ]);
  readonly #machine: Editable;
  readonly #bytes: Editable;
  readonly #watchForm: WatchForm;
  #isStale = false;
  #moment: Moment | undefined;
  #memory: Memory | undefined;

  constructor(options: RunViewOptions) {
    this.#options = options;
    const change = options.change;
    this.#machine = new Editable(element('machine', HTMLElement), change);
    this.#bytes = new Editable(element('bytes', HTMLElement), change);
    this.#watchForm = new WatchForm(options);
    const address = element('address', HTMLInputElement);
    address.onchange = () => options.address(address.value);
    for (const input of [this.#time, this.#instruction])
      input.onchange = () =>
        options.move({ kind: 'instructions', instructions: Number(input.value) });
    showCosts(element('costs', HTMLElement), [], options.textOf, () => {});
  }

  begin(): void {
    this.hasRun = true;
    this.#isStale = false;
    this.#moment = undefined;
    this.#memory = undefined;
    this.#status.textContent = 'assembling …';
    this.#report.textContent = '';
  }

  /** Tells the user something. */
  say(text: string): void {
    this.#status.textContent = text;
  }

  /** What runs is not any more what the sources say. */
  sourcesChanged(): void {
    if (this.hasRun && !this.#isStale)
      this.#status.textContent += '; the sources have changed since: Run again';
    this.#isStale = true;
  }

  running(instructions: number): void {
    this.#status.textContent = instructionsText(instructions);
  }

  waiting(): void {
    this.#status.textContent += ', waits for the console';
  }

  refused(why: string): void {
    this.hasRun = false;
    this.#status.textContent = why;
  }

  stood(stood: Stood): void {
    const { editor, open, textOf } = this.#options;
    const { reason, moment, furthest, report } = stood;
    this.#status.textContent = `${instructionsText(moment.instructions)}${ending(reason)}`;
    if (report !== undefined) this.#report.textContent = report;
    const floats = element('machine', HTMLElement).querySelector('details')?.open ?? false;
    this.#machine.show(...machineView(stood, this.#moment, floats));
    this.#moment = moment;
    this.memory(stood.memory);
    const costs = lineCostsOf(stood.descents);
    const known = costs.filter((line) => textOf(line) !== '');
    showCosts(
      element('costs', HTMLElement),
      known,
      (line) => statementOf(textOf(line)),
      (line) => {
        open(line.file);
        editor.goTo({ line: line.line, column: 1 });
      },
    );
    this.#setTime(moment.instructions, furthest);
    const isEnded = reason.kind === 'ended';
    const next = isEnded ? undefined : moment.line;
    if (next && textOf(next) !== '') open(next.file);
    editor.showRun({ next, costs });
    if (next) editor.reveal(next.line);
    if (isEnded) this.#tabs.show('report');
    else if (element('report', HTMLElement).hidden === false) this.#tabs.show('machine');
  }

  watches(watches: readonly Watch[]): void {
    this.#watchForm.show(watches);
  }

  memory(memory: Memory): void {
    this.#bytes.show(...memoryView(memory, this.#memory));
    this.#memory = memory;
  }

  #setTime(instructions: number, furthest: number): void {
    for (const input of [this.#time, this.#instruction]) input.disabled = false;
    this.#time.max = String(furthest);
    this.#time.value = String(instructions);
    this.#instruction.value = String(instructions);
  }
}

/** So many instructions, as people say it. */
const instructionsText = (instructions: number): string =>
  `${count(instructions)} ${instructions === 1 ? 'instruction' : 'instructions'}`;

/** A line without its label and its remark. */
function statementOf(text: string): string {
  return text
    .replace(/#.*/, '')
    .replace(/^[\w.$]+:/, '')
    .trim()
    .replace(/\s+/g, ' ');
}

function ending(reason: Reason): string {
  switch (reason.kind) {
    case 'ended':
      return `, ${reason.how}`;
    case 'breakpoint':
      return ', at a breakpoint';
    case 'paused':
      return ', paused';
    case 'beginning':
      return ', at the beginning';
    case 'changed':
      return ', changed';
    case 'watchpoint':
      return `, ${watchText(reason.watch)}`;
    case 'moved':
      return '';
  }
}
