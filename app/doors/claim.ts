import type { Context as Call } from "hono";
import { claimOrder, type Claimed } from "#app/commands/claim-order.ts";
import { claimIdOf } from "#app/commands/ids.ts";
import { run } from "#app/commands/transact.ts";
import { EngineError } from "#app/engine/error.ts";
import type { PayerKey } from "#app/engine/ids.ts";
import { deadlineOf, dueOf, type Status } from "#app/engine/order.ts";
import { parseReference } from "#app/engine/reference.ts";
import { payerKey } from "#app/providers/tari/address.ts";
import { toStructural, type StructuralAddress } from "#app/providers/tari/address-json.ts";
import { parseAddress, toBase58 } from "#app/providers/tari/address-text.ts";
import { readClaim, verifyClaimAside, type Claim } from "#app/providers/tari/claim.ts";
import type { Shop } from "#app/store/shops.ts";
import { activeWallets, type Wallet } from "#app/store/wallets.ts";
import { jsonOf, limits } from "./body.ts";
import { chanceOf } from "./claim-chance.ts";
import type { Door } from "./door.ts";
import { shopHere } from "./here.ts";
import { writeJson } from "./json.ts";
import { DoorRefusal, fieldRefusal } from "./problem.ts";
import { anybody, countCallers, countClaim, refuseSpent, tellAllowances } from "./strangers.ts";
import { tariDoor } from "./tari-door.ts";

/** `POST /order/claim { address, order_id, signature }`: a payer promises to pay an order (reference/tps.md §1.4). */
export const claim = tariDoor();

claim.use("/order/claim", tellAllowances, countCallers(anybody));

claim.post("/order/claim", async (c) => {
  const { bytes, value } = await jsonOf(c, limits.claims);
  refuseSpent(c, textIn(value));
  const read = readClaim(value);
  if (!read.ok) throw fieldRefusal(read);
  const answer = await c.var.inLine(() => hearClaim(c, read.claim, bytes));
  return c.body(writeJson(answer), 200, { "Content-Type": "application/json" });
});

/** What the claim says it is about, before anything of it is checked. */
const textIn = (value: unknown): string | null => (typeof value === "object" && value !== null && "order_id" in value && typeof value.order_id === "string" ? value.order_id : null);

async function hearClaim(c: Call<Door>, said: Claim, bytes: Uint8Array): Promise<object> {
  const { context } = c.var;
  const shop = await shopHere(c);
  const claimed = await obeyClaim(c, shop, said, bytes);
  c.set("proven", "payer");
  const wallets = await activeWallets(context.db.pool, shop.id);
  return presentClaimed(claimed, sendTo(wallets, said));
}

/** Checks a claim's signature and obeys it, whoever brought it. `bytes` are kept as the message it came as. */
export async function obeyClaim(c: Call<Door>, shop: Shop, said: Claim, bytes: Uint8Array): Promise<Claimed> {
  const { address, text, signature } = said;
  const payer = payerKey(address);
  await checkSigned(c, shop, { claim: said, payer });
  const letter = { source: "tari", topic: "order/claim", eventId: claimIdOf(payer, text, signature), body: bytes, refusals: "forgotten" } as const;
  return run(c.var.context, claimOrder, { shop: shop.id, input: { payer, address: toBase58(address), text, signature }, letter });
}

type Signer = { readonly claim: Claim; readonly payer: PayerKey };

/** The cheap questions first: a claim without a chance, or one too many on its order, costs us no signature check. */
async function checkSigned(c: Call<Door>, shop: Shop, { claim, payer }: Signer): Promise<void> {
  const { context: { db, log }, limits: { inTurn } } = c.var;
  const reference = parseReference(claim.text);
  const facts = { shop: shop.id, payer, order: reference?.orderId ?? orderOf(claim), signs: reference ? "the order's reference" : "the order's id or name" };
  const tell = (signature: string) => log.info({ ...facts, signature }, "claim.signature");
  try {
    countClaim(c, { order: await chanceOf(db, shop, { payer, text: claim.text, reference }), reference: reference && claim.text });
  } catch (error) {
    if (error instanceof EngineError || error instanceof DoorRefusal) tell(`not looked at: ${error.message}`);
    throw error;
  }
  const isSigned = await inTurn(() => verifyClaimAside(claim));
  tell(isSigned ? "valid" : "wrong");
  if (!isSigned) throw new DoorRefusal(401, "signature_wrong", "The signature does not fit. It is made with the address's spend key over `<address in base58>:<order_id>`, in the domain MemoSignature.");
}

/** What is no reference may still hold one, ill-written, and with it a token. */
function orderOf({ text }: Claim): string {
  return text.length > 40 ? `${text.slice(0, 20)}***` : text;
}

const statuses: Readonly<Record<Status, string>> = { unclaimed: "Unclaimed", claimed: "New", paid: "Paid", expired: "Expired", cancelled: "Cancelled" };

/** All a claimer learns, however little the claim proves: id, due in µT, status, deadline, and where to send. */
function presentClaimed({ order }: Claimed, send_to: StructuralAddress | null): object {
  const ends = order.closedAt ?? deadlineOf(order);
  return { order_id: order.storefrontId ?? order.id.slice("ord_".length), total_price: dueOf(order), expires_at: ends?.toISOString() ?? null, status: statuses[order.status], send_to };
}

/** A wallet of the claimer's own network where the shop has one. */
function sendTo(wallets: readonly Wallet[], { address: { network } }: Claim): StructuralAddress | null {
  const addresses = wallets.map(({ address }) => parseAddress(address)).flatMap((read) => (read.ok ? [read.address] : []));
  const found = addresses.find((address) => address.network === network) ?? addresses[0];
  return found ? toStructural(found) : null;
}
