/** A question to the user, in a box: names to be typed, and choices. */

import { make } from './dom.ts';

interface Question<Name extends string> {
  readonly title: string;
  readonly fields: Readonly<Record<Name, Field>>;
  /** What the button says that carries it out. */
  readonly ok: string;
}

/** A text to be typed, or one of several to be chosen. */
interface Field {
  readonly label: string;
  readonly value?: string;
  readonly choices?: readonly (readonly [value: string, title: string])[];
  /** What is wrong with a value; undefined: nothing. */
  readonly problem?: (value: string) => string | undefined;
}

/** Asks, and gives the answers; undefined: the user has left. */
export function ask<Name extends string>(
  question: Question<Name>,
): Promise<Readonly<Record<Name, string>> | undefined> {
  const { title, fields, ok } = question;
  const names = Object.keys(fields) as Name[];
  const inputs = new Map(names.map((name) => [name, inputOf(fields[name])]));
  const leave = make('button', { type: 'button' }, 'Cancel');
  const form = make(
    'form',
    { method: 'dialog' },
    make('h2', {}, title),
    ...names.map((name) => make('label', {}, fields[name].label, inputs.get(name) ?? '')),
    make('p', {}, make('button', { className: 'main' }, ok), leave),
  );
  const dialog = make('dialog', { className: 'bar' }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    leave.onclick = () => dialog.close();
    form.onsubmit = () => {
      const answers = names.map((name) => [name, inputs.get(name)?.value ?? ''] as const);
      resolve(Object.fromEntries(answers) as Record<Name, string>);
    };
    dialog.onclose = () => {
      dialog.remove();
      resolve(undefined);
    };
  });
}

function inputOf({ value = '', choices, problem }: Field): HTMLInputElement | HTMLSelectElement {
  if (choices) {
    const select = make('select', {}, ...choices.map(([each, title]) => new Option(title, each)));
    select.value = value;
    return select;
  }
  const input = make('input', { value, required: true, spellcheck: false });
  const check = () => input.setCustomValidity(problem?.(input.value) ?? '');
  input.oninput = check;
  check();
  return input;
}
