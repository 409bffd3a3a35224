import { describe, expect, test } from "vitest";
import { registerWallet } from "#app/commands/set-up.ts";
import { run } from "#app/commands/transact.ts";
import { settleCustomer } from "#app/commands/settle.ts";
import type { Policy } from "#app/engine/policy.ts";
import { payerKey } from "#app/providers/tari/address.ts";
import { toBase58 } from "#app/providers/tari/address-text.ts";
import { signClaim, writeClaim } from "#app/providers/tari/claim.ts";
import { sealWebhookSecret } from "#app/store/shop-secret.ts";
import { setUpShop } from "#app/commands/set-up.ts";
import { claimWith, confirm, countOf, DUE, openDoors, openShop, orderBody, orderOf, place, post, purse, referenceFor, register, report, reverse, rows, statusOf, webhook, type Shop } from "./world.ts";

const ann = purse("ann");
const eve = purse("ben");

async function pay(shop: Shop, txid: string, from: typeof ann, units: bigint, words: { readonly order?: string; readonly memo?: string } = {}) {
  await report(shop, txid, { from, units, ...words });
  await confirm(shop, txid);
}

const creditOf = async (shop: Shop, who: typeof ann): Promise<bigint> => {
  const [row] = await rows<{ held: string }>(shop, `SELECT "held" FROM "accounts" WHERE "shop" = $1 AND "id" = $2`, [shop.id, `acc_${payerKey(who.address)}.XTR`]);
  return BigInt(row?.held ?? "0");
};

describe.each(["off", "on"] as const)("with plainClaims %s", (plainClaims) => {
  const policy: Partial<Policy> = { plainClaims };
  const open = async () => openShop(await openDoors(), { policy });

  test("a stranger's key cannot claim a paid order, nor an expired one", async () => {
    const shop = await open();
    const order = await place(shop, "100");
    await claimWith(shop, ann, referenceFor(shop, order));
    await pay(shop, "tx-1", ann, DUE);
    for (const text of ["100", referenceFor(shop, order)]) expect((await claimWith(shop, eve, text)).status).toBeGreaterThanOrEqual(400);
    expect(await orderOf(shop, "100")).toMatchObject({ status: "paid", claimer: { by: "proven" } });
    expect(await countOf(shop, "claims")).toBe(1);
  });

  test("pre-claiming every sequential id leaves nothing behind, and the buyer's own claim wins", async () => {
    const shop = await open();
    for (const id of ["200", "201", "202"]) expect((await claimWith(shop, eve, id)).status).toBe(404);
    expect([await countOf(shop, "claims"), await countOf(shop, "inbox")]).toEqual([0, 0]);
    const order = await place(shop, "201");
    const early = await claimWith(shop, eve, "201");
    expect(early.status).toBe(plainClaims === "on" ? 200 : 403);
    const deadline = (await orderOf(shop, "201"))?.payBy;
    expect(deadline).toBeNull();
    await claimWith(shop, ann, referenceFor(shop, order));
    expect(await orderOf(shop, "201")).toMatchObject({ claimer: { account: expect.stringContaining(ann.address.spendKey), by: "proven" } });
  });

  test("a plain claim signed for another shop proves nothing here, even beside a token of one's own", async () => {
    const shop = await open();
    const victim = await place(shop, "300", { customer: "7001" });
    await pay(shop, "tx-1", ann, DUE * 3n);
    // Ann once signed the bare id 301 for another server; Eve orders as 301 here and replays it.
    const replayed = writeClaim(signClaim({ address: ann.address, text: "301", secret: ann.secret }));
    const own = await place(shop, "301", { customer: "6666" });
    const answer = await post(`${shop.url}/order/claim`, JSON.stringify({ ...replayed, token: own.token, reference: referenceFor(shop, own) }));
    expect(answer.status).toBe(plainClaims === "on" ? 200 : 403);
    expect(answer.text).not.toContain(own.token);
    expect(await rows(shop, `SELECT 1 FROM "links"`)).toEqual([]);
    expect(await statusOf(shop, "300")).toBe("unclaimed");
    // Under the policy that takes replays at all, Ann's untied credit is what it may reach; never once she is tied to somebody.
    if (plainClaims === "off") expect(await creditOf(shop, ann)).toBe(DUE * 3n);
    expect(victim.token).not.toBe(own.token);
  });

  test("a plain claim reaches no credit of an account that is tied to another customer", async () => {
    const shop = await open();
    const hers = await place(shop, "310", { customer: "7001" });
    await claimWith(shop, ann, referenceFor(shop, hers));
    await pay(shop, "tx-1", ann, DUE * 3n);
    expect(await statusOf(shop, "310")).toBe("paid");
    await place(shop, "311", { customer: "6666" });
    await claimWith(shop, ann, "311");
    expect(await statusOf(shop, "311")).not.toBe("paid");
    expect(await creditOf(shop, ann)).toBe(DUE * 2n);
  });

  test("another's claim in one's own order's note does not reach that payer's money", async () => {
    const shop = await open();
    const hers = await place(shop, "320", { customer: "7001" });
    await claimWith(shop, ann, referenceFor(shop, hers));
    await pay(shop, "tx-1", ann, DUE * 3n);
    const replayed = JSON.stringify(writeClaim(signClaim({ address: ann.address, text: "999", secret: ann.secret })));
    await place(shop, "321", { customer: "6666", note: replayed });
    expect(await statusOf(shop, "321")).toBe("unclaimed");
    expect(await creditOf(shop, ann)).toBe(DUE * 2n);
  });

  test("1 µT with a forged sender that names a victim's order moves no money of the victim's and no deadline", async () => {
    const shop = await open();
    await pay(shop, "tx-0", ann, DUE * 2n);
    const order = await place(shop, "400");
    const before = await orderOf(shop, "400");
    await pay(shop, "tx-1", ann, 1n, { order: "400" });
    const after = await orderOf(shop, "400");
    expect(after).toMatchObject({ payBy: before?.payBy ?? null, claimBy: order.claimBy });
    expect(after?.status).not.toBe("paid");
    expect(await creditOf(shop, ann)).toBe(DUE * 2n + 1n);
    expect(await rows(shop, `SELECT 1 FROM "links"`)).toEqual([]);
  });

  test("a guest order under a customer's e-mail, claimed by a stranger, reaches nothing of that customer's", async () => {
    const shop = await open();
    const hers = await place(shop, "500", { customer: "7001" });
    await claimWith(shop, ann, referenceFor(shop, hers));
    await pay(shop, "tx-1", ann, DUE * 3n);
    // Shopify files the guest's order under the known customer.
    const guest = await place(shop, "501", { customer: "7001" });
    await claimWith(shop, eve, referenceFor(shop, guest));
    expect(await statusOf(shop, "501")).toBe("claimed");
    expect(await creditOf(shop, ann)).toBe(DUE * 2n);
  });

  test("a friend who paid once is not the purse of later orders", async () => {
    const shop = await open();
    const gift = await place(shop, "600", { customer: "7001" });
    await claimWith(shop, eve, referenceFor(shop, gift));
    await pay(shop, "tx-1", eve, DUE * 3n);
    expect(await statusOf(shop, "600")).toBe("paid");
    const later = await place(shop, "601", { customer: "7001" });
    const customer = later.customer;
    expect(await statusOf(shop, "601")).toBe("unclaimed");
    if (customer) await run(shop.context, settleCustomer, { shop: shop.id, input: { customer, by: "merchant", reason: "tried", key: "k" } });
    expect(await statusOf(shop, "601")).toBe("unclaimed");
    expect(await creditOf(shop, eve)).toBe(DUE * 2n);
  });

  test("a registered wallet neither confirms nor reverses what another one reported", async () => {
    const shop = await open();
    const rogue = purse("hot-2");
    await register(shop, rogue);
    const order = await place(shop, "700");
    await claimWith(shop, ann, referenceFor(shop, order));
    await report(shop, "tx-1", { from: ann, units: DUE });
    expect(await confirm(shop, "tx-1", { by: rogue })).toMatchObject({ status: 403, json: { code: "not_the_reporter", success: false } });
    expect(await statusOf(shop, "700")).toBe("claimed");
    await confirm(shop, "tx-1");
    expect(await reverse(shop, "tx-1", { by: rogue })).toMatchObject({ status: 403 });
    expect(await statusOf(shop, "700")).toBe("paid");
    expect(await creditOf(shop, ann)).toBe(0n);
  });

  test("a wallet that reports a payment first with other content makes no money, and takes none away", async () => {
    const shop = await open();
    const rogue = purse("hot-2");
    await register(shop, rogue);
    const order = await place(shop, "710");
    await claimWith(shop, ann, referenceFor(shop, order));
    await report(shop, "tx-1", { from: eve, units: DUE * 1000n }, { by: rogue });
    expect(await report(shop, "tx-1", { from: ann, units: DUE })).toMatchObject({ status: 200, json: { message: expect.stringContaining("differently") } });
    await confirm(shop, "tx-1", { by: rogue });
    await confirm(shop, "tx-1");
    expect(await statusOf(shop, "710")).toBe("claimed");
    expect([await creditOf(shop, ann), await creditOf(shop, eve)]).toEqual([0n, 0n]);
  });
});

test("a wallet of one shop is registered at no other, and cannot speak there", async () => {
  const world = await openDoors();
  const first = await openShop(world);
  const second = await openShop(world, { domain: "other.myshopify.com", hot: null });
  const { address } = purse("hot-1");
  const again = registerWallet(world.context, second.id, { provider: "tari", address: toBase58(address), payer: payerKey(address), allowList: ["127.0.0.1"], initialNonce: 0n, perPayment: null, perDay: null });
  await expect(again).rejects.toMatchObject({ code: "wallet_taken" });
  const base = `${world.url}/s/${second.id}`;
  expect(await report(second, "tx-1", { from: ann, units: 5n }, { base })).toMatchObject({ status: 401, json: { code: "wallet_unknown" } });
  expect(await report(first, "tx-1", { from: ann, units: 5n }, { base: `${world.url}/s/${first.id}` })).toMatchObject({ status: 200 });
});

test("a reference of one shop is no claim at another", async () => {
  const world = await openDoors();
  const first = await openShop(world);
  const second = await openShop(world, { domain: "other.myshopify.com", hot: "hot-2" });
  const order = await place(first, "800");
  await place(second, "800");
  expect(await claimWith(second, ann, referenceFor(first, order), `${world.url}/s/${second.id}`)).toMatchObject({ status: 404, json: { code: "reference_wrong" } });
  expect([await statusOf(first, "800"), await statusOf(second, "800")]).toEqual(["unclaimed", "unclaimed"]);
});

test("a secret of one shop's own signs for that shop and for no other; the app's signs for all", async () => {
  const world = await openDoors();
  const [shopA, shopB] = [await openShop(world), await openShop(world, { domain: "other.myshopify.com", hot: "hot-2" })];
  const secret = "the secret of shop B's own";
  await setUpShop(world.context, shopB.id, { secret: sealWebhookSecret(secret, world.context.config.encryptionKeys, shopB.id) });
  expect((await webhook(shopA, orderBody("900"), { secret })).status).toBe(401);
  expect(await orderOf(shopA, "900")).toBeNull();
  expect((await webhook(shopB, orderBody("900"), { secret })).status).toBe(200);
  expect((await webhook(shopA, orderBody("901"))).status).toBe(200);
  expect([await statusOf(shopB, "900"), await statusOf(shopA, "901")]).toEqual(["unclaimed", "unclaimed"]);
});
