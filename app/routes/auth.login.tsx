import { redirect } from "@remix-run/node";

/** Where the library sends a visit that names no shop. Nobody signs in by typing a shop's name: the app is opened from
 * Shopify's admin, which names it. */
export const loader = () => redirect("/");
