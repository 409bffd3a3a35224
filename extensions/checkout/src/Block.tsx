import type { Told } from "./answer.ts";
import { Credit } from "./Credit.tsx";
import { appUrl } from "./app-url.ts";
import type { Host } from "./host.ts";
import { usePayment, useValue, type Payment } from "./hooks.ts";
import { HowToPay } from "./HowToPay.tsx";
import { Standing } from "./Standing.tsx";

/** How to pay the order and whether the money arrived; nothing at all where another method pays it. */
export function Block({ host }: { readonly host: Host }) {
  const { page, say } = host;
  const isManual = useValue(host.isManual);
  const orderId = useValue(host.orderId);
  const checkoutToken = useValue(host.checkoutToken);
  const mayBeOurs = isManual !== false;
  const payment = usePayment(host, mayBeOurs && orderId !== null && checkoutToken ? checkoutToken : null);
  const { told, answer } = payment;
  if (!mayBeOurs || appUrl === null || answer?.kind === "none") return null;
  // Who comes back to an old order should not be told that it is being prepared.
  if (told === null && page === "order-status") return null;
  return (
    <s-section heading={say("title")}>
      <s-stack gap="base">
        {told === null ? <Preparing host={host} payment={payment} /> : <Known host={host} payment={payment} told={told} checkoutToken={checkoutToken ?? ""} />}
      </s-stack>
    </s-section>
  );
}

type Shown = { readonly host: Host; readonly payment: Payment };

/** The order is there, but the app has not heard of it, or does not answer. */
function Preparing({ host: { say }, payment }: Shown) {
  const { answer, isResting, isAsking } = payment;
  const isSilent = answer !== null && answer.kind !== "pending";
  return (
    <>
      {isSilent || isResting ? <s-banner tone="warning">{say(isSilent ? "silent" : "unheard")}</s-banner> : (
        <s-stack direction="inline" gap="small" alignItems="center">
          <s-spinner accessibilityLabel={say("preparing")} />
          <s-text>{say("preparing")}</s-text>
        </s-stack>
      )}
      {isSilent || isResting ? <CheckAgain say={say} payment={payment} isAsking={isAsking} /> : null}
    </>
  );
}

function Known({ host, payment, told, checkoutToken }: Shown & { readonly told: Told; readonly checkoutToken: string }) {
  const { say, page } = host;
  return (
    <>
      <Standing say={say} told={told} />
      {payment.answer?.kind === "silent" ? <s-banner tone="warning">{say("silent")}</s-banner> : null}
      {page === "order-status" ? <Credit host={host} told={told} checkoutToken={checkoutToken} checkAgain={payment.checkAgain} /> : null}
      <s-button href={told.page} variant="primary" target="_blank">{say("openPage")}</s-button>
      <HowToPay say={say} told={told} />
      <CheckAgain say={say} payment={payment} isAsking={payment.isAsking} />
    </>
  );
}

function CheckAgain({ say, payment, isAsking }: { readonly say: Host["say"]; readonly payment: Payment; readonly isAsking: boolean }) {
  return (
    <s-button variant="secondary" loading={isAsking} onClick={payment.checkAgain}>{say("checkAgain")}</s-button>
  );
}
