import { parseAddress, toBase58 } from "#app/providers/tari/address-text.ts";
import type { TariAddress } from "#app/providers/tari/address.ts";
import { publicKey } from "#app/providers/tari/ristretto.ts";
import { randomHex, type Nature } from "../nature.ts";
import type { Purse } from "../world.ts";

/** A secret scalar as hex. Cleared to 252 bits, so that it is below the group's order. */
function secretScalar(nature: Nature): string {
  const hex = randomHex(nature, 32);
  return `${hex.slice(0, 62)}0${hex.charAt(63)}`;
}

/** A wallet on Tari's test network: nobody can send real money to an address of the sandbox. */
export function makePurse(nature: Nature): Purse {
  const secretKey = secretScalar(nature);
  const address: TariAddress = {
    network: "esmeralda",
    features: 3,
    viewKey: publicKey(secretScalar(nature)),
    spendKey: publicKey(secretKey),
    paymentId: null,
  };
  return { address: toBase58(address), secretKey };
}

export function addressOf(text: string): TariAddress {
  const reading = parseAddress(text);
  if (!reading.ok) throw new RangeError(`the address ${reading.reason}`);
  return reading.address;
}
