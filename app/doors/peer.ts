import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { forwardedFor, forwardedHeader, type Hops } from "./forwarded.ts";

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What is known of who speaks to us; header names in lower case, as Node gives them. */
export type Peer = {
  readonly socketAddress: string | null | undefined;
  readonly headers: Headers;
};

/**
 * The address a request came from, normalised. What proxies say is believed only of the proxies we trust: from
 * the nearest outwards, up to the first address that is none of them. Null where it cannot be told; never the
 * proxy's own address instead, because a wallet on the proxy's machine may be allowed where its clients are not.
 */
export function peerAddress({ socketAddress, headers }: Peer, trustedProxies: readonly string[]): string | null {
  const socket = normalAddress(socketAddress ?? "");
  if (socket === null || !ipMatches(trustedProxies, socket)) return socket;
  const chains = [forwardedFor(text(headers, "x-forwarded-for")), forwardedHeader(text(headers, "forwarded"))];
  const [first = socket, second = first] = chains
    .filter((chain) => chain !== null)
    .map((chain) => outermost(socket, chain, trustedProxies));
  // A proxy that writes one of the two headers passes on the other as its client sent it, so they must agree.
  return first === second ? first : null;
}

/** Whether an address is in a list of addresses and CIDR ranges. An entry that is neither matches nothing. */
export function ipMatches(allowList: readonly string[], ip: string): boolean {
  const address = addressIn(ip);
  return address !== null && allowList.some((entry) => isIn(address, entry));
}

/** Whether an entry of such a list is an address or a CIDR range. */
export function isRange(entry: string): boolean {
  return rangeIn(entry) !== null;
}

/** The one spelling of an address: IPv4 also where it came inside IPv6. Null where it is none. */
export function normalAddress(text: string): string | null {
  return spelled(text);
}

/** What one customer of a network has: an IPv4 address, or the /64 of an IPv6 address. */
export function networkOf(address: string): string {
  const read = addressIn(address);
  return read instanceof ipaddr.IPv6 ? `${read.parts.slice(0, 4).map((part) => part.toString(16)).join(":")}::/64` : address;
}

function outermost(socket: string, hops: Hops, trusted: readonly string[]): string | null {
  const addresses = [socket, ...hops.toReversed().map((hop) => normalAddress(hop ?? ""))];
  const client = addresses.find((address) => address === null || !ipMatches(trusted, address));
  return client === undefined ? (addresses.at(-1) ?? null) : client;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function isIn(address: Address, entry: string): boolean {
  const range = rangeIn(entry);
  return range !== null && range[0].kind() === address.kind() && address.match(range);
}

function readRange(entry: string): [Address, number] | null {
  const [text = "", bits] = entry.trim().split("/", 2);
  const address = addressIn(text);
  if (address === null || entry.split("/").length > 2) return null;
  const width = address.kind() === "ipv4" ? 32 : 128;
  if (bits === undefined) return [address, width];
  if (!/^\d{1,3}$/.test(bits)) return null;
  // ::ffff:10.0.0.0/104 is 10.0.0.0/8 written inside IPv6.
  const size = text.includes(":") && width === 32 ? Number(bits) - 96 : Number(bits);
  return size >= 0 && size <= width ? [address, size] : null;
}

/** An address or range is read once as long as it is among the last few that were asked about: most requests come from few. */
function remembered<Read>(read: (text: string) => Read): (text: string) => Read {
  const known = new Map<string, Read>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const now = read(text);
    if (known.size >= 1_000) known.clear();
    known.set(text, now);
    return now;
  };
}

// node:net decides what an address is: ipaddr.js alone would also take 0x7f.1 and 010.0.0.1.
const addressIn = remembered((text): Address | null => (isIP(text) === 0 ? null : ipaddr.process(text)));
const rangeIn = remembered(readRange);
const spelled = remembered((text) => addressIn(text)?.toString() ?? null);

function text(headers: Headers, name: string): string | null {
  const value = headers[name];
  return value === undefined ? null : typeof value === "string" ? value : value.join(",");
}
