import { z } from "zod";
import { addressFromBytes, addressToBytes, networks, type AddressRead, type Network, type TariAddress } from "./address.ts";

/** An address spelled out, as it stands in login tokens and in `send_to`. It has no room for a payment id. */
export type StructuralAddress =
  | { readonly Single: { network: Network; features: number; public_spend_key: string } }
  | { readonly Dual: { network: Network; features: number; public_view_key: string; public_spend_key: string } };

const network = z.preprocess(
  (name) => (typeof name === "string" ? name.toLowerCase().replace(/^esme$/, "esmeralda") : name),
  z.enum(networks),
);
const features = z.int().min(0).max(3);
const key = z.string().regex(/^[0-9a-f]{64}$/i).transform((hex) => hex.toLowerCase());

const single = z.object({ Single: z.object({ network, features, public_spend_key: key }) });
const dual = z.object({ Dual: z.object({ network, features, public_view_key: key, public_spend_key: key }) });
// The form before June 2024 named no features; 3 is what every address had.
const bare = z.object({ network, public_key: key });
const schema = z.union([single, dual, bare]);

export function toStructural({ network, features, viewKey, spendKey }: TariAddress): StructuralAddress {
  return viewKey === null
    ? { Single: { network, features, public_spend_key: spendKey } }
    : { Dual: { network, features, public_view_key: viewKey, public_spend_key: spendKey } };
}

export function readStructural(value: unknown): AddressRead {
  const reading = schema.safeParse(value);
  if (!reading.success) return { ok: false, reason: "is not an address in structural form" };
  // Through its bytes, so that the keys are judged as those of every other address.
  return addressFromBytes(addressToBytes(addressOf(reading.data)));
}

function addressOf(form: z.infer<typeof schema>): TariAddress {
  if ("Single" in form) return { ...head(form.Single), viewKey: null, spendKey: form.Single.public_spend_key };
  if ("Dual" in form) return { ...head(form.Dual), viewKey: form.Dual.public_view_key, spendKey: form.Dual.public_spend_key };
  return { ...head({ network: form.network, features: 3 }), viewKey: null, spendKey: form.public_key };
}

function head({ network, features }: { network: Network; features: number }) {
  return { network, features, paymentId: null };
}
