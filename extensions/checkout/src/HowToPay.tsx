import { useEffect, useState } from "preact/hooks";
import type { Told } from "./answer.ts";
import type { Say } from "./host.ts";
import { amountOf, plain } from "./Standing.tsx";

/** What a wallet needs, while there is something to send. */
export function HowToPay({ say, told: { links: [link], remaining, sendTo, note } }: { readonly say: Say; readonly told: Told }) {
  if (link === undefined || remaining === null || sendTo === null) return null;
  return (
    <s-stack gap="base">
      <s-text>{say("scan")}</s-text>
      <s-qr-code content={link} accessibilityLabel={say("qr")} />
      <Copyable say={say} name="amount" shown={amountOf(remaining)} whole={plain(remaining.display)} />
      <Copyable say={say} name="address" shown={middleOf(sendTo)} whole={sendTo} />
      {note === null ? null : (
        <>
          <Copyable say={say} name="reference" shown={middleOf(note)} whole={note} />
          <s-text color="subdued">{say("referenceMatters")}</s-text>
        </>
      )}
    </s-stack>
  );
}

type Copied = { readonly say: Say; readonly name: "amount" | "address" | "reference"; readonly shown: string; readonly whole: string };

function Copyable({ say, name, shown, whole }: Copied) {
  const [said, setSaid] = useState<"" | "copied" | "notCopied">("");
  const id = `copy-${name}`;
  // What was copied is no longer what stands there.
  useEffect(() => setSaid(""), [whole]);
  return (
    <s-grid gridTemplateColumns="1fr auto" gap="base" alignItems="center">
      <s-stack gap="none">
        <s-text color="subdued">{say(`${name}.label`)}</s-text>
        <s-text>{said === "notCopied" ? whole : shown}</s-text>
      </s-stack>
      <s-button variant="secondary" command="--copy" commandFor={id}>{say(said === "copied" ? "copied" : `${name}.copy`)}</s-button>
      <s-clipboard-item id={id} text={whole} onCopy={() => setSaid("copied")} onCopyError={() => setSaid("notCopied")} />
    </s-grid>
  );
}

const middleOf = (text: string): string => (text.length > 24 ? `${text.slice(0, 10)}…${text.slice(-8)}` : text);
