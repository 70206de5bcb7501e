/**
 * A hub: what one card sends, all others receive. The cards may be of one machine or of several; then
 * run these by `runTogether`, which keeps their times together.
 */

import { type Deliver, frameLatencyNs, type Network } from './network.ts';

export class Hub implements Network {
  readonly #receivers: Deliver[] = [];

  plug(receive: Deliver): Deliver {
    this.#receivers.push(receive);
    return (frame, atNs) => {
      for (const other of this.#receivers)
        if (other !== receive) other(frame.slice(), atNs + frameLatencyNs);
    };
  }
}
