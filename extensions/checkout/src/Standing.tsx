import type { Amount, State, Told } from "./answer.ts";
import type { Say } from "./host.ts";

type Tone = "info" | "success" | "warning" | "critical";

const tones: Readonly<Record<State, Tone>> = {
  unpriced: "info",
  waiting: "info",
  seen: "info",
  part: "warning",
  paid: "success",
  over: "success",
  expired: "warning",
  cancelled: "warning",
  late: "warning",
  "needs-quote": "warning",
};

/** The amount, large, and one sentence about how it stands. */
export function Standing({ say, told }: { readonly say: Say; readonly told: Told }) {
  const { state, price, due, remaining, secondsLeft } = told;
  const shown = state === "part" ? remaining : due;
  const priceText = leftToRight(`${price.amount} ${price.currency}`);
  return (
    <>
      {shown === null ? <s-heading>{priceText}</s-heading> : (
        <s-stack gap="small-200">
          <s-heading>{amountOf(shown)}</s-heading>
          <s-text color="subdued">{say("forPrice", { price: priceText })}</s-text>
        </s-stack>
      )}
      <s-banner tone={tones[state]} heading={say(`state.${state}.title`)}>{sentenceOf(say, told)}</s-banner>
      {secondsLeft === null || due === null ? null : <s-text color="subdued">{timeLeft(say, secondsLeft)} {say("afterThat")}</s-text>}
    </>
  );
}

function sentenceOf(say: Say, { state, sendTo, received, remaining, confirmations }: Told): string {
  if (state === "waiting" && sendTo === null) return say("noWallet");
  if (state === "seen" && confirmations !== null) return say("state.seen.counted", confirmations);
  if (state === "part" && received !== null && remaining !== null) return say("state.part.text", { received: amountOf(received), remaining: amountOf(remaining) });
  return say(`state.${state}.text`);
}

/** Without zeros that say nothing: `477.000000` of XTR is `477 XTR`, in that order also where one reads from right to left. */
export const amountOf = ({ asset, display }: Amount): string => leftToRight(`${plain(display)} ${asset.split("/")[0]}`);

const leftToRight = (text: string): string => `\u2066${text}\u2069`;

export const plain = (display: string): string => (display.includes(".") ? display.replace(/\.?0+$/, "") : display);

/** Rounded down, so that nobody is promised a minute too many. */
function timeLeft(say: Say, seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return say("timeLeft.moments");
  if (minutes < 60) return say("timeLeft.minutes", { minutes });
  return say("timeLeft.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
