import { z } from "zod";
import { edit, markPaid, startCancel, type Done, type Refusal } from "../shop/actions.ts";
import type { Order } from "../world.ts";
import { secondOf } from "../nature.ts";
import { demandScope, idIn, type Resolve, type View } from "./ask.ts";
import { metafieldsDelete, metafieldsSet } from "./metafields.ts";
import { metaobjectMutations } from "./metaobjects.ts";
import { orderView } from "./order-view.ts";
import { jobView } from "./queries.ts";
import { refundCreate } from "./refunds.ts";

/** The mutations this world knows. Any other is refused by name. */

const plainId = (id: string): string => idIn("Order", id) ?? "";
const errorsOf = ({ field, message }: Refusal, path: readonly string[]): View[] => [{ field: [...path, field], message }];

const answerOrder = (done: Done<Order>, path: readonly string[]): View =>
  "done" in done ? { order: orderView(done.done), userErrors: [] } : { order: null, userErrors: errorsOf(done.refused, path) };

const byInput = z.object({ input: z.object({ id: z.string() }) });

const orderMarkAsPaid: Resolve = (args, { shop }) => answerOrder(markPaid(shop, plainId(byInput.parse(args).input.id), "app"), []);

const cancelArguments = z.object({
  orderId: z.string(),
  reason: z.string(),
  restock: z.boolean(),
  refund: z.boolean().nullish(),
  refundMethod: z.object({ originalPaymentMethodsRefund: z.boolean().nullish() }).nullish(),
  staffNote: z.string().nullish(),
});

const orderCancel: Resolve = (args, { shop }) => {
  const { orderId, reason, restock, staffNote, ...money } = cancelArguments.parse(args);
  const refund = money.refundMethod?.originalPaymentMethodsRefund ?? money.refund ?? false;
  const tooLong: Done<never> = { refused: { field: "staffNote", code: "INVALID", message: "Staff note is too long (maximum is 255 characters)" } };
  const done = (staffNote ?? "").length > 255 ? tooLong : startCancel(shop, { orderId: plainId(orderId), reason, restock, refund, by: "app" });
  if ("done" in done) return { job: jobView(done.done), orderCancelUserErrors: [], userErrors: [] };
  const errors = errorsOf(done.refused, []);
  return { job: null, orderCancelUserErrors: errors.map((error) => ({ ...error, code: done.refused.code })), userErrors: errors };
};

const tagArguments = z.object({ id: z.string(), tags: z.array(z.string()) });
/** Tags arrive as a list, and each may be a comma list itself. */
const tagsIn = (tags: readonly string[]): string[] => tags.flatMap((tag) => tag.split(",")).map((tag) => tag.trim()).filter(Boolean);

const answerNode = (done: Done<Order>): View =>
  "done" in done ? { node: orderView(done.done), userErrors: [] } : { node: null, userErrors: errorsOf(done.refused, []) };

const tagsAdd: Resolve = (args, { shop }) => {
  const { id, tags } = tagArguments.parse(args);
  const added = tagsIn(tags);
  const known = (order: Order) => new Set(order.tags.map((tag) => tag.toLowerCase()));
  return answerNode(
    edit(shop, plainId(id), { field: "tagsAdd", by: "app", detail: added.join(", ") }, (order) => {
      const has = known(order);
      return { ...order, tags: [...order.tags, ...added.filter((tag) => !has.has(tag.toLowerCase()))] };
    }),
  );
};

const tagsRemove: Resolve = (args, { shop }) => {
  const { id, tags } = tagArguments.parse(args);
  const gone = new Set(tagsIn(tags).map((tag) => tag.toLowerCase()));
  return answerNode(
    edit(shop, plainId(id), { field: "tagsRemove", by: "app", detail: [...gone].join(", ") }, (order) => ({
      ...order,
      tags: order.tags.filter((tag) => !gone.has(tag.toLowerCase())),
    })),
  );
};

const updateArguments = z.object({
  input: z.strictObject({
    id: z.string(),
    note: z.string().nullish(),
    tags: z.array(z.string()).nullish(),
    email: z.string().nullish(),
    customAttributes: z.array(z.object({ key: z.string(), value: z.string() })).nullish(),
  }),
});

const orderUpdate: Resolve = (args, { shop }) => {
  const { id, note, tags, email, customAttributes } = updateArguments.parse(args).input;
  const detail = Object.keys(z.object({ input: z.record(z.string(), z.unknown()) }).parse(args).input).filter((key) => key !== "id").join(", ");
  const to = (order: Order): Order => ({
    ...order,
    note: note === undefined ? order.note : note,
    tags: tags ? tagsIn(tags) : order.tags,
    email: email === undefined ? order.email : email,
    noteAttributes: customAttributes ? customAttributes.map(({ key, value }) => ({ name: key, value })) : order.noteAttributes,
  });
  return answerOrder(edit(shop, plainId(id), { field: "orderUpdate", by: "app", detail }, to), []);
};

const orderClose: Resolve = (args, { shop }) =>
  answerOrder(
    edit(shop, plainId(byInput.parse(args).input.id), { field: "orderClose", by: "app" }, (order) => ({
      ...order,
      closedAt: order.closedAt ?? secondOf(shop.nature.now()),
    })),
    [],
  );

const orderOpen: Resolve = (args, { shop }) =>
  answerOrder(edit(shop, plainId(byInput.parse(args).input.id), { field: "orderOpen", by: "app" }, (order) => ({ ...order, closedAt: null })), []);

const writing = (resolvers: Readonly<Record<string, Resolve>>): Readonly<Record<string, Resolve>> =>
  Object.fromEntries(
    Object.entries(resolvers).map(([field, resolve]): [string, Resolve] => [
      field,
      (args, ask, info) => {
        demandScope(ask.shop, "write_orders", field);
        return resolve(args, ask, info);
      },
    ]),
  );

const onOrders = writing({
  orderMarkAsPaid,
  orderCancel,
  tagsAdd,
  tagsRemove,
  orderUpdate,
  orderClose,
  orderOpen,
  refundCreate,
});

// Which scope these need hangs on what they are about.
export const mutations: Readonly<Record<string, Resolve>> = { ...onOrders, metafieldsSet, metafieldsDelete, ...metaobjectMutations };
