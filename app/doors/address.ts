import { BlockList, isIP } from "node:net";

/** Who is at the other end: the client's address, believing `X-Forwarded-For` and `Forwarded` only from trusted proxies.
 * `forwarded` lists addresses from the client's side to ours, as the headers do. Returns the first address, from our
 * side, that is no proxy of ours; what stands left of it anybody could have written. */
export function clientAddress(peer: string, forwarded: readonly string[], trustedProxies: readonly string[]): string {
  const trusted = blockList(trustedProxies);
  let address = plain(peer);
  for (const next of forwarded.toReversed()) {
    if (!isIn(trusted, address)) return address;
    if (isIP(plain(next)) === 0) return address;
    address = plain(next);
  }
  return address;
}

/** The addresses both headers carry, in their order. `X-Forwarded-For` counts when both are there. */
export function forwardedAddresses(header: (name: string) => string | undefined): readonly string[] {
  const list = header("x-forwarded-for");
  if (list) return list.split(",").map((part) => part.trim());
  const parts = header("forwarded")?.split(",") ?? [];
  return parts.flatMap((part) => /(?:^|;)\s*for="?(\[[^\]]+\]|[^";,]+)/i.exec(part)?.[1] ?? []);
}

/** Whether an address lies in one of the addresses or CIDR ranges. */
export function isAllowed(address: string, ranges: readonly string[]): boolean {
  return isIn(blockList(ranges), plain(address));
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = "", bits] = range.split("/");
    const family = isIP(network) === 6 ? "ipv6" : "ipv4";
    list.addSubnet(network, bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits), family);
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family > 0 && list.check(address, family === 6 ? "ipv6" : "ipv4");
}

// "::ffff:10.0.0.1" is how a dual-stack socket spells an IPv4 peer; "[…]:port" and "a.b.c.d:port" come from Forwarded.
function plain(address: string): string {
  const bare = address.replace(/^\[([^\]]+)\](:\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  return bare.replace(/^::ffff:(?=\d+\.)/i, "");
}
