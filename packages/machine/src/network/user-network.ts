/**
 * A network for one card, as QEMU's `-netdev user`: a gateway at 10.0.2.2 that answers ARP and pings,
 * and gives the card the address 10.0.2.15 by DHCP. There is nothing behind the gateway, since nothing
 * that comes from outside would come at the same moment twice; it says that at once, by ICMP and by
 * refusing connections, so that programs need not wait to find out.
 *
 *   Ethernet   destination 6, source 6, type 2
 *   ARP        [rfc826]
 *   IPv4       20 bytes and options [rfc791]: ICMP [rfc792], UDP [rfc768] with DHCP [rfc2131] and
 *              TFTP [rfc1350], TCP [rfc9293]
 *
 * It answers each frame by itself and remembers nothing.
 */

import { encodeText } from '@ireko/elf';
import { type Deliver, frameLatencyNs, type Network } from './network.ts';

const gateway = [10, 0, 2, 2];
const nameServer = [10, 0, 2, 3];
const guest = [10, 0, 2, 15];
const broadcast = [255, 255, 255, 255];
const mask = [255, 255, 255, 0];
/** The hosts' addresses on the wire are their numbers behind these two bytes, as in QEMU. */
const hostPrefix = [0x52, 0x55];

const TYPE_IPV4 = 0x0800;
const TYPE_ARP = 0x0806;
const ETHERNET = 14;

const PROTOCOL_ICMP = 1;
const PROTOCOL_TCP = 6;
const PROTOCOL_UDP = 17;

const ICMP_ECHO_REPLY = 0;
const ICMP_UNREACHABLE = 3;
const ICMP_ECHO_REQUEST = 8;
const CODE_NETWORK = 0;
const CODE_PORT = 3;

const PORT_DHCP_SERVER = 67;
const PORT_DHCP_CLIENT = 68;
const PORT_TFTP = 69;
/** An error, that access is denied: a boot program that asks for a file need not wait [rfc1350]. */
const tftpRefusal = [0, 5, 0, 2, ...encodeText('Access violation'), 0];
/** Where BOOTP's fields end and DHCP's options begin, behind four bytes that say so. */
const DHCP_OPTIONS = 240;
const dhcpMagic = [99, 130, 83, 99];
const DHCP_DISCOVER = 1;
const DHCP_OFFER = 2;
const DHCP_REQUEST = 3;
const DHCP_ACK = 5;
const DHCP_NAK = 6;
const OPTION_REQUESTED = 50;
const OPTION_TYPE = 53;
const OPTION_END = 255;
const leaseSeconds = [0, 1, 0x51, 0x80];

const TCP_SYN = 1 << 1;
const TCP_RST = 1 << 2;
const TCP_ACK = 1 << 4;

export class UserNetwork implements Network {
  plug(receive: Deliver): Deliver {
    return (frame, atNs) => {
      const reply = answerTo(frame);
      if (reply) receive(reply, atNs + frameLatencyNs);
    };
  }
}

/** What comes back for a frame, if anything. Any bytes at all may come in. */
export function answerTo(frame: Uint8Array): Uint8Array | undefined {
  if (frame.length < ETHERNET) return undefined;
  const payload = frame.subarray(ETHERNET);
  const sender = frame.subarray(6, 12);
  switch (word(frame, 12)) {
    case TYPE_ARP:
      return answerArp(payload, sender);
    case TYPE_IPV4:
      return answerIp(payload, sender);
    default:
      return undefined;
  }
}

const word = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
const pair = (value: number): readonly number[] => [(value >>> 8) & 0xff, value & 0xff];
const isAt = (bytes: Uint8Array, at: number, expected: readonly number[]): boolean =>
  expected.every((byte, index) => bytes[at + index] === byte);
const isHost = (bytes: Uint8Array, at: number): boolean =>
  isAt(bytes, at, gateway) || isAt(bytes, at, nameServer);

const ethernet = (
  to: Iterable<number>,
  host: Iterable<number>,
  type: number,
  payload: Iterable<number>,
): Uint8Array => Uint8Array.of(...to, ...hostPrefix, ...host, ...pair(type), ...payload);

/** Who has …: hardware and protocol type, lengths, 1; then sender's and target's addresses. */
function answerArp(arp: Uint8Array, sender: Uint8Array): Uint8Array | undefined {
  const request = [...pair(1), ...pair(TYPE_IPV4), 6, 4, ...pair(1)];
  if (arp.length < 28 || !isAt(arp, 0, request) || !isHost(arp, 24)) return undefined;
  const host = arp.subarray(24, 28);
  const asker = arp.subarray(8, 18);
  const reply = [...request.slice(0, 6), ...pair(2), ...hostPrefix, ...host, ...host, ...asker];
  return ethernet(sender, host, TYPE_ARP, reply);
}

function answerIp(ip: Uint8Array, sender: Uint8Array): Uint8Array | undefined {
  const headerBytes = ((ip[0] ?? 0) & 0xf) * 4;
  const end = word(ip, 2);
  const isFragment = (word(ip, 6) & 0x3fff) !== 0;
  if ((ip[0] ?? 0) >>> 4 !== 4 || headerBytes < 20 || end > ip.length || end < headerBytes)
    return undefined;
  if (isFragment) return undefined;
  const body = ip.subarray(headerBytes, end);
  const from = ip.subarray(12, 16);
  const to = ip.subarray(16, 20);
  const isForHost = isHost(ip, 16);
  const reply = (protocol: number, payload: Iterable<number>) =>
    ethernet(sender, isForHost ? to : gateway, TYPE_IPV4, packet(protocol, to, from, payload));
  const unreachable = (code: number) => {
    const quoted = ip.subarray(0, headerBytes + 8);
    const message = [ICMP_UNREACHABLE, code, 0, 0, 0, 0, 0, 0, ...quoted];
    const source = isForHost ? to : gateway;
    const answer = packet(PROTOCOL_ICMP, source, from, checked(message, 2));
    return ethernet(sender, source, TYPE_IPV4, answer);
  };

  if (ip[9] === PROTOCOL_UDP && word(body, 2) === PORT_DHCP_SERVER)
    return answerDhcp(body.subarray(8), sender);
  // Only a datagram to one address, from one, is answered.
  if (isAt(ip, 16, broadcast) || (to[0] ?? 0) >= 224 || isAt(ip, 12, [0, 0, 0, 0]))
    return undefined;
  switch (ip[9]) {
    case PROTOCOL_ICMP:
      if (body[0] !== ICMP_ECHO_REQUEST || body.length < 8) return undefined;
      if (!isForHost) return unreachable(CODE_NETWORK);
      return reply(PROTOCOL_ICMP, checked([ICMP_ECHO_REPLY, 0, 0, 0, ...body.subarray(4)], 2));
    case PROTOCOL_UDP:
      if (!isForHost) return unreachable(CODE_NETWORK);
      return word(body, 2) === PORT_TFTP
        ? reply(PROTOCOL_UDP, datagram(PORT_TFTP, word(body, 0), tftpRefusal))
        : unreachable(CODE_PORT);
    case PROTOCOL_TCP:
      return isForHost ? refusal(body, from, to, reply) : unreachable(CODE_NETWORK);
    default:
      return undefined;
  }
}

/** A segment that resets the connection that one asked for. */
function refusal(
  tcp: Uint8Array,
  from: Uint8Array,
  to: Uint8Array,
  reply: (protocol: number, payload: Iterable<number>) => Uint8Array,
): Uint8Array | undefined {
  const flags = tcp[13] ?? 0;
  if (tcp.length < 20 || (flags & TCP_RST) !== 0 || (flags & TCP_SYN) === 0) return undefined;
  const next = (word(tcp, 4) * 0x1_0000 + word(tcp, 6) + 1) % 2 ** 32;
  const ports = [...tcp.subarray(2, 4), ...tcp.subarray(0, 2)];
  const acknowledged = [...pair(Math.floor(next / 0x1_0000)), ...pair(next & 0xffff)];
  const segment = [
    ...ports,
    0,
    0,
    0,
    0,
    ...acknowledged,
    5 << 4,
    TCP_RST | TCP_ACK,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  const pseudo = [...to, ...from, 0, PROTOCOL_TCP, ...pair(segment.length)];
  return reply(PROTOCOL_TCP, checked(segment, 16, pseudo));
}

/** The one address there is, to whoever asks. */
function answerDhcp(bootp: Uint8Array, sender: Uint8Array): Uint8Array | undefined {
  if (bootp[0] !== 1 || !isAt(bootp, DHCP_OPTIONS - 4, dhcpMagic)) return undefined;
  const options = dhcpOptions(bootp.subarray(DHCP_OPTIONS));
  const [type] = options.get(OPTION_TYPE) ?? [];
  if (type !== DHCP_DISCOVER && type !== DHCP_REQUEST) return undefined;
  const wanted = options.get(OPTION_REQUESTED) ?? bootp.subarray(12, 16);
  const isOurs = isAt(Uint8Array.from(wanted), 0, guest);
  const answer = type === DHCP_DISCOVER ? DHCP_OFFER : isOurs ? DHCP_ACK : DHCP_NAK;
  const given = answer === DHCP_NAK ? [0, 0, 0, 0] : guest;

  const fields = new Uint8Array(DHCP_OPTIONS);
  fields.set([2, 1, 6, 0]); // a reply, to a card with six bytes of address
  fields.set(bootp.subarray(4, 8), 4); // the transaction
  fields.set(given, 16);
  fields.set(gateway, 20);
  fields.set(bootp.subarray(28, 44), 28); // the card
  fields.set(dhcpMagic, DHCP_OPTIONS - 4);
  const lease = [51, 4, ...leaseSeconds, 1, 4, ...mask, 3, 4, ...gateway, 6, 4, ...nameServer];
  const reply = [
    ...[...fields, OPTION_TYPE, 1, answer, 54, 4, ...gateway],
    ...(answer === DHCP_NAK ? [] : lease),
    OPTION_END,
  ];
  const body = datagram(PORT_DHCP_SERVER, PORT_DHCP_CLIENT, reply);
  return ethernet(sender, gateway, TYPE_IPV4, packet(PROTOCOL_UDP, gateway, broadcast, body));
}

/** Of UDP, without a checksum, which may be left out [rfc768]. */
function datagram(from: number, to: number, payload: readonly number[]): readonly number[] {
  return [...pair(from), ...pair(to), ...pair(8 + payload.length), 0, 0, ...payload];
}

/** Options are a code, a length and so many bytes; 0 is padding. */
function dhcpOptions(bytes: Uint8Array): ReadonlyMap<number, readonly number[]> {
  const options = new Map<number, readonly number[]>();
  for (let at = 0; at < bytes.length && bytes[at] !== OPTION_END; ) {
    const code = bytes[at++] ?? 0;
    if (code === 0) continue;
    const length = bytes[at++] ?? 0;
    options.set(code, [...bytes.subarray(at, at + length)]);
    at += length;
  }
  return options;
}

function packet(
  protocol: number,
  from: Iterable<number>,
  to: Iterable<number>,
  payload: Iterable<number>,
): readonly number[] {
  const body = [...payload];
  const lifetime = 64;
  const header = [0x45, 0, ...pair(20 + body.length), 0, 0, 0, 0, lifetime, protocol, 0, 0];
  return [...checked([...header, ...from, ...to], 10), ...body];
}

/** Bytes with their checksum at `at` [rfc1071]; `pseudo` counts, and is not part of them. */
function checked(
  bytes: readonly number[],
  at: number,
  pseudo: readonly number[] = [],
): readonly number[] {
  const all = Uint8Array.of(...pseudo, ...bytes);
  let sum = 0;
  for (let index = 0; index < all.length; index += 2) sum += word(all, index);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return bytes.with(at, (~sum >>> 8) & 0xff).with(at + 1, ~sum & 0xff);
}
