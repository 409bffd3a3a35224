import { signClaim, writeClaim } from "#app/providers/tari/claim.ts";
import { purse, type World } from "./world.ts";

/** Ann's claims over a text, as her wallet shows them, brought to a page by a form or a program. `null`: something else. */
export function claimLetters({ url }: Pick<World, "url">, token: string) {
  const ann = purse("ann");
  const written = (text: string) => JSON.stringify(writeClaim(signClaim({ ...ann, text })));
  const send = async (text: string | null, as: "form" | "json", truth: "true" | "forged" = "true") => {
    const claim = text === null ? "hello" : truth === "true" ? written(text) : JSON.stringify({ ...writeClaim(signClaim({ ...ann, text: "other" })), order_id: text });
    const body = as === "form" ? new URLSearchParams({ claim }).toString() : claim;
    const headers = as === "form" ? { "Content-Type": "application/x-www-form-urlencoded", Accept: "text/html" } : { "Content-Type": "application/json", Accept: "application/json" };
    const answer = await fetch(`${url}/pay/${token}/claim`, { method: "POST", body, headers, redirect: "manual" });
    return { status: answer.status, location: answer.headers.get("location") };
  };
  return { send };
}
