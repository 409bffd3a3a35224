import type { LoaderFunctionArgs } from "@remix-run/node";

/** The library's own pages of signing in, such as the one that fetches a fresh session token. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await context.shopify.authenticate.admin(request);
  return null;
}
