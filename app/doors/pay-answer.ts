import type { Context as Call } from "hono";
import { EngineError } from "#app/engine/error.ts";
import type { Door } from "./door.ts";
import { wantsJson } from "./pay-wish.ts";
import { DoorRefusal } from "./problem.ts";

/** Does what a pay page's form asks and sends its browser back to the page, which shows what became of it; a program is told as JSON. */
export async function answerWish(c: Call<Door>, act: () => Promise<object>): Promise<Response> {
  c.header("Cache-Control", "no-store");
  if (wantsJson(c)) return c.json(await act());
  const lang = c.req.query("lang");
  const query = new URLSearchParams({ ...(lang !== undefined && { lang }), ...(await refusalOf(act)) }).toString();
  const page = `/pay/${encodeURIComponent(c.req.param("token") ?? "")}`;
  return c.redirect(query === "" ? page : `${page}?${query}`, 303);
}

/** A person reads on the page why it was refused; that there is no such page, or that something broke, is answered as it is. */
async function refusalOf(act: () => Promise<unknown>): Promise<{ readonly refused?: string }> {
  try {
    await act();
    return {};
  } catch (error) {
    if (error instanceof EngineError) return { refused: error.code };
    if (error instanceof DoorRefusal && error.problem.status !== 404 && error.problem.status < 500) return { refused: error.problem.code };
    throw error;
  }
}
