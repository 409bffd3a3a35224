import { useEffect, useState } from "preact/hooks";
import type { Told } from "./answer.ts";
import { askCredit, type Credit as Held } from "./credit.ts";
import type { Host } from "./host.ts";
import { amountOf } from "./Standing.tsx";

type Shown = { readonly host: Host; readonly told: Told; readonly checkoutToken: string; readonly checkAgain: () => void };

/** Who is logged in and has credit at the shop spends it on this order with one press. */
export function Credit({ host, told, checkoutToken, checkAgain }: Shown) {
  const [held, setHeld] = useState<Held | null>(null);
  const [pressed, setPressed] = useState<"" | "busy" | "failed">("");
  const isOpen = told.state === "waiting" || told.state === "part" || told.state === "needs-quote";
  useEffect(() => {
    if (!isOpen) return undefined;
    let listens = true;
    void askCredit(host, checkoutToken, "GET").then((found) => listens && setHeld(found));
    return () => {
      listens = false;
    };
    // Asked anew when what is due changes: a press may then pay the whole.
  }, [host, checkoutToken, isOpen, told.remaining?.units]);
  if (!isOpen || held === null) return null;
  const { say } = host;
  const press = async () => {
    setPressed("busy");
    const after = await askCredit(host, checkoutToken, "POST");
    setPressed(after === null ? "failed" : "");
    if (after !== null) setHeld(after);
    checkAgain();
  };
  const [credit, missing] = [amountOf(held.credit), amountOf(held.missing)];
  const isWhole = BigInt(held.missing.units) === BigInt(0);
  if (held.state === "granted") return isWhole ? null : <s-banner tone="info">{say("credit.granted", { missing })}</s-banner>;
  return (
    <s-stack gap="small">
      <s-text>{isWhole ? say("credit.has", { credit }) : say("credit.hasPart", { credit, missing })}</s-text>
      <s-button variant="secondary" loading={pressed === "busy"} onClick={() => void press()}>{say(isWhole ? "credit.pay" : "credit.use")}</s-button>
      {pressed === "failed" ? <s-banner tone="warning">{say("credit.failed")}</s-banner> : null}
    </s-stack>
  );
}
