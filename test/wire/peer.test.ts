import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ipMatches, isRange, normalAddress, peerAddress } from "#app/doors/peer.ts";
import { anyText } from "../hostile.ts";

const proxies = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"];
const client = "203.0.113.7";

describe("who speaks to us", () => {
  test.each([
    ["nobody in between", "203.0.113.7", {}, client],
    ["IPv4 inside IPv6", "::ffff:203.0.113.7", {}, client],
    ["a proxy without a header", "127.0.0.1", {}, "127.0.0.1"],
    ["one proxy", "127.0.0.1", { "x-forwarded-for": client }, client],
    ["one proxy, inside IPv6", "::ffff:127.0.0.1", { "x-forwarded-for": ` ${client} ` }, client],
    ["two proxies", "127.0.0.1", { "x-forwarded-for": `${client}, 10.1.2.3` }, client],
    ["a header twice", "127.0.0.1", { "x-forwarded-for": [client, "10.1.2.3"] }, client],
    ["a port", "127.0.0.1", { "x-forwarded-for": `${client}:4711` }, client],
    ["IPv6", "127.0.0.1", { "x-forwarded-for": "2001:DB8::1" }, "2001:db8::1"],
    ["IPv6 with a port", "127.0.0.1", { "x-forwarded-for": "[2001:db8::1]:4711" }, "2001:db8::1"],
    ["our own proxies only", "127.0.0.1", { "x-forwarded-for": "10.9.9.9, 10.1.2.3" }, "10.9.9.9"],
    ["Forwarded", "127.0.0.1", { forwarded: `for=${client};proto=https;by=10.0.0.1` }, client],
    ["Forwarded, other case and order", "127.0.0.1", { forwarded: `Proto=https; For=${client}` }, client],
    ["Forwarded, a list", "127.0.0.1", { forwarded: `for=${client}, for=10.1.2.3;by=127.0.0.1` }, client],
    ["Forwarded, IPv6 with a port", "127.0.0.1", { forwarded: 'for="[2001:db8::1]:4711"' }, "2001:db8::1"],
    ["Forwarded, IPv4 with a port", "127.0.0.1", { forwarded: `for="${client}:_secret"` }, client],
    ["Forwarded, a comma in quotes", "127.0.0.1", { forwarded: `for=${client};x="a,b;for=1.1.1.1\\""` }, client],
    ["both headers, of one mind", "127.0.0.1", { forwarded: `for=${client}`, "x-forwarded-for": client }, client],
    ["no socket", undefined, { "x-forwarded-for": client }, null],
  ])("%s", (_, socketAddress, headers, expected) => {
    expect(peerAddress({ socketAddress, headers }, proxies)).toBe(expected);
  });

  // 198.51.100.9 is the attacker, 203.0.113.7 and 127.0.0.1 are addresses a wallet is allowed from.
  test.each([
    ["a header from someone who is no proxy", "198.51.100.9", { "x-forwarded-for": client }, "198.51.100.9"],
    ["both headers from someone who is no proxy", "198.51.100.9", { "x-forwarded-for": client, forwarded: `for=${client}` }, "198.51.100.9"],
    ["an address before the one the proxy wrote", "127.0.0.1", { "x-forwarded-for": `${client}, 198.51.100.9` }, "198.51.100.9"],
    ["a proxy's address before the one the proxy wrote", "127.0.0.1", { "x-forwarded-for": "127.0.0.1, 198.51.100.9" }, "198.51.100.9"],
    ["rubbish before the one the proxy wrote", "127.0.0.1", { "x-forwarded-for": '",,x, 198.51.100.9' }, "198.51.100.9"],
    ["a hop before the one the proxy wrote, Forwarded", "127.0.0.1", { forwarded: `for=${client}, for=198.51.100.9` }, "198.51.100.9"],
    ["the header the proxy does not write", "127.0.0.1", { forwarded: `for=${client}`, "x-forwarded-for": "198.51.100.9" }, null],
    ["the other header the proxy does not write", "127.0.0.1", { "x-forwarded-for": client, forwarded: "for=198.51.100.9" }, null],
    ["rubbish in the header the proxy does not write", "127.0.0.1", { "x-forwarded-for": "x", forwarded: "for=198.51.100.9" }, null],
    ["an open quote that swallows what the proxy wrote", "127.0.0.1", { forwarded: `for=${client};x=", for=198.51.100.9` }, null],
    ["an open quote, the proxy quotes too", "127.0.0.1", { forwarded: `for=${client};x="\\, for="[2001:db8::9]"` }, null],
    ["for twice in one hop", "127.0.0.1", { forwarded: `for=${client};for=198.51.100.9` }, null],
    ["a hop the proxy would not name", "127.0.0.1", { forwarded: "for=unknown" }, null],
    ["a hop the proxy hid", "127.0.0.1", { forwarded: "for=_hidden" }, null],
    ["a hop that names nobody", "127.0.0.1", { forwarded: "proto=https" }, null],
    ["an empty header", "127.0.0.1", { "x-forwarded-for": "" }, null],
    ["an octal spelling", "127.0.0.1", { "x-forwarded-for": "0313.0.113.7" }, null],
    ["a number", "127.0.0.1", { "x-forwarded-for": "3405803783" }, null],
    ["a hexadecimal spelling", "127.0.0.1", { "x-forwarded-for": "0x7f.1" }, null],
  ])("spoofing does not work: %s", (_, socketAddress, headers, expected) => {
    expect(peerAddress({ socketAddress, headers }, proxies)).toBe(expected);
  });

  test("no header at all makes an attacker behind our proxy look like anybody else", () => {
    const text = fc.oneof(fc.string(), fc.constantFrom(client, "127.0.0.1", `for=${client}`, 'for="', '"', "\\", `for="[::1]"`, ";", ","), fc.stringMatching(/^[",;\\for=.1:[\] ]*$/));
    const header = fc.array(text, { maxLength: 5 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(header, header, (before, other) => {
        const byAppending = { "x-forwarded-for": `${before}, 198.51.100.9` };
        const byAppendingForwarded = { forwarded: `${before}, for="198.51.100.9:80"` };
        for (const headers of [byAppending, byAppendingForwarded, { ...byAppending, forwarded: other }, { ...byAppendingForwarded, "x-forwarded-for": other }]) {
          expect(["198.51.100.9", null]).toContain(peerAddress({ socketAddress: "127.0.0.1", headers }, proxies));
        }
        expect(peerAddress({ socketAddress: "127.0.0.1", headers: byAppending }, proxies)).toBe("198.51.100.9");
      }),
      { numRuns: 1000 },
    );
  });

  test("with no trusted proxies is always the socket", () => {
    expect(peerAddress({ socketAddress: "127.0.0.1", headers: { "x-forwarded-for": client, forwarded: `for=${client}` } }, [])).toBe("127.0.0.1");
  });
});

test.each([
  [["203.0.113.7"], "203.0.113.7", true],
  [["203.0.113.7"], "203.0.113.8", false],
  [["203.0.113.0/24"], "203.0.113.255", true],
  [["203.0.113.99/24"], "203.0.113.7", true],
  [["203.0.113.0/24"], "203.0.114.1", false],
  [["0.0.0.0/0"], "198.51.100.9", true],
  [["0.0.0.0/0"], "2001:db8::1", false],
  [["::/0"], "2001:db8::1", true],
  [["::/0"], "198.51.100.9", false],
  [["203.0.113.7"], "::ffff:203.0.113.7", true],
  [["::ffff:203.0.113.7"], "203.0.113.7", true],
  [["::ffff:203.0.113.0/120"], "203.0.113.7", true],
  [["2001:db8::/32"], "2001:db8:1::1", true],
  [["2001:0DB8::0001"], "2001:db8::1", true],
  [["2001:db8::/32"], "2001:db9::1", false],
  [["198.51.100.9", " 203.0.113.7 "], "203.0.113.7", true],
  [[], "203.0.113.7", false],
  [["", "*", "any", "203.0.113.7/33", "203.0.113.7/", "203.0.113.7/24/24", "::ffff:1.2.3.4/64"], "203.0.113.7", false],
  [["0.0.0.0/0"], "nobody", false],
  [["0.0.0.0/0"], "", false],
])("the list %j has %s: %s", (list, ip, expected) => expect(ipMatches(list, ip)).toBe(expected));

test.each([
  ["203.0.113.7", true],
  ["203.0.113.0/24", true],
  ["::1/128", true],
  ["203.0.113.0/33", false],
  ["::1/129", false],
  ["203.0.113.0/-1", false],
  ["203.0.113", false],
  ["localhost", false],
  ["", false],
])("%j is an address or a range: %s", (entry, expected) => expect(isRange(entry)).toBe(expected));

test("addresses are taken from any text without an exception", () => {
  fc.assert(
    fc.property(fc.oneof(anyText(), fc.ipV4Extended(), fc.ipV6(), fc.ipV6().map((ip) => `${ip}%eth0`)), (text) => {
      const address = normalAddress(text);
      if (address !== null) expect(normalAddress(address)).toBe(address);
      expect(typeof ipMatches([text], text)).toBe("boolean");
    }),
  );
});
