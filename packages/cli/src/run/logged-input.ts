/** The input of a replay, for a session: what a log says came in. */

import { ReplayInput } from '@ireko/machine';
import type { InputSource } from './session.ts';

/** Gives a machine what was logged; nothing else can come in. */
export class LoggedInput extends ReplayInput implements InputSource {
  readonly ended = true;

  async wait(): Promise<void> {}
}
