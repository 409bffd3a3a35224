import type { Context } from "hono";
import { html } from "hono/html";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { layout } from "../pages/layout.ts";
import { ControlError } from "./checkout.ts";

type Trouble = { readonly status: 400 | 409; readonly error: string };

function troubleOf(error: Error): Trouble | null {
  if (error instanceof ControlError) return { status: 409, error: error.message };
  if (error instanceof z.ZodError) return { status: 400, error: z.prettifyError(error) };
  return error instanceof SyntaxError ? { status: 400, error: "That is not JSON." } : null;
}

/** What was asked wrongly is told, to people as a page and to programs as JSON; a bug is not hidden. */
export function answerError(error: Error, c: Context): Response | Promise<Response> {
  if (error instanceof HTTPException) return error.getResponse();
  const trouble = troubleOf(error);
  if (!trouble) {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    return c.json({ error: "the sandbox failed; its log says more" }, 500);
  }
  if (!c.req.header("accept")?.includes("text/html")) return c.json({ error: trouble.error }, trouble.status);
  const body = html`<section class="card notice"><h1>That did not work</h1><p>${trouble.error}</p><a class="button" href="/">Back to the start</a></section>`;
  return c.html(layout({ here: "/", title: "That did not work", body }), trouble.status);
}
