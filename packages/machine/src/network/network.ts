/**
 * What network cards plug into. A frame is an Ethernet frame without its check sequence, from the
 * destination's address on. It is on its way for some virtual time, so it arrives at a moment that
 * its sender knows; two computers on one network are deterministic because of that.
 */

/** Have a frame arrive at a virtual time. The bytes are the receiver's from then on. */
export type Deliver = (frame: Uint8Array, atNs: number) => void;

export interface Network {
  /**
   * Plug a card in.
   * @param receive the card takes what arrives there.
   * @returns what the card calls to send: with the virtual time at which it does.
   */
  plug(receive: Deliver): Deliver;
}

/** The longest frame: 1500 bytes of payload, and a header. */
export const maxFrameBytes = 1514;

/** How long a frame is on its way, in virtual nanoseconds. */
export const frameLatencyNs = 100_000;
