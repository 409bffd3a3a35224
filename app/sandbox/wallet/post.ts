import { exactJson } from "../exact-json.ts";

export type AppAnswer = { readonly status: number; readonly body: string };

/** Posts JSON to the app as a wallet would. Status 0 says that it was not reached. */
export async function postJson(url: string, body: unknown): Promise<AppAnswer> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "User-Agent": "Tallystick sandbox wallet" },
      body: exactJson(body),
      redirect: "manual",
      signal: AbortSignal.timeout(15_000),
    });
    return { status: answer.status, body: (await answer.text()).slice(0, 4_000) };
  } catch {
    return { status: 0, body: "the app was not reached" };
  }
}
