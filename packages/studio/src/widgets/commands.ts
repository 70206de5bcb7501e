/** What can be done with a run, by a button or by a key: one table of it. */

import type { Move } from '../run/session.ts';
import { make } from './dom.ts';

/** How a run is: there is none, it goes on, it stands still, or it stands at its end. */
export type RunState = 'none' | 'running' | 'standing' | 'ended';

interface Command {
  readonly label: string;
  /** As `event.key` has it, behind the modifiers. */
  readonly key: string;
  readonly help: string;
  /** The states in which it can be done. */
  readonly when: readonly RunState[];
  readonly does: Action;
}

/** What a command has done. */
export type Action =
  | { readonly kind: 'run' | 'pause' | 'to-cursor' | 'breakpoint' }
  | { readonly kind: 'move'; readonly move: Move };

const move = (kind: Exclude<Move['kind'], 'line' | 'instructions'>): Action => ({
  kind: 'move',
  move: { kind },
});
const always: readonly RunState[] = ['none', 'running', 'standing', 'ended'];
const onwards: readonly RunState[] = ['none', 'standing', 'ended'];
const back: readonly RunState[] = ['standing', 'ended'];

// biome-ignore format: columns are the point.
const commands: readonly Command[] = [
  { label: 'Run',         key: 'Control-Enter', when: always,       does: { kind: 'run' },             help: 'Begin at power-on' },
  { label: 'Continue',    key: 'F8',            when: ['standing'], does: move('go'),                  help: 'Go on to a breakpoint, a watched access or the end' },
  { label: 'Pause',       key: 'F8',            when: ['running'],  does: { kind: 'pause' },           help: 'Stand still, to look and to step' },
  { label: 'Step',        key: 'F9',            when: onwards,      does: move('step'),                help: 'One instruction, into whatever it traps to' },
  { label: 'Over',        key: 'F10',           when: onwards,      does: move('over'),                help: 'One instruction with all that it calls or causes in other layers' },
  { label: 'Next layer',  key: 'F7',            when: onwards,      does: move('layer'),               help: 'Until another layer executes: program, OS, VMM' },
  { label: 'To cursor',   key: 'Control-F10',   when: onwards,      does: { kind: 'to-cursor' },       help: 'Until the line of the cursor' },
  { label: 'Back',        key: 'Shift-F9',      when: back,         does: move('back'),                help: 'One instruction back' },
  { label: 'Back to ●',   key: 'Shift-F8',      when: back,         does: move('back-to-breakpoint'),  help: 'Back to the last breakpoint or watched access, or the beginning' },
  { label: '●',           key: 'Control-b',     when: always,       does: { kind: 'breakpoint' },      help: 'Breakpoint at the line of the cursor: so does a click beside it' },
];

/** The buttons, and the keys of the whole page. */
export class Commands {
  readonly #buttons: readonly (readonly [Command, HTMLButtonElement])[];
  readonly #act: (action: Action) => void;
  #state: RunState = 'none';

  /** @param act is told what the user wants. */
  constructor(parent: HTMLElement, act: (action: Action) => void) {
    this.#act = act;
    this.#buttons = commands.map((command) => {
      const { label, key, help } = command;
      const shown = key.replace('Control', 'Ctrl');
      const button = make('button', { type: 'button', title: `${help} (${shown})` }, label);
      if (command.does.kind === 'run') button.classList.add('main');
      button.onclick = () => act(command.does);
      return [command, button];
    });
    parent.append(...this.#buttons.map(([, button]) => button));
    window.addEventListener('keydown', (event) => this.#onKey(event), { capture: true });
    this.state = 'none';
  }

  get state(): RunState {
    return this.#state;
  }

  set state(state: RunState) {
    this.#state = state;
    for (const [{ when, does }, button] of this.#buttons) {
      button.disabled = !when.includes(state);
      // One of the two is there: they are the same key.
      if (does.kind === 'pause') button.hidden = state !== 'running';
      if (does.kind === 'move' && does.move.kind === 'go') button.hidden = state === 'running';
    }
  }

  #onKey(event: KeyboardEvent): void {
    const pressed = keyOf(event);
    const fitting = commands.filter(({ key }) => key === pressed);
    if (fitting.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const command = fitting.find(({ when }) => when.includes(this.#state));
    if (command) this.#act(command.does);
  }
}

function keyOf({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): string {
  return `${ctrlKey || metaKey ? 'Control-' : ''}${shiftKey ? 'Shift-' : ''}${key}`;
}
