import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";

export const meta: MetaFunction = () => [{ title: "Tallystick" }];

export function loader({ request, context }: LoaderFunctionArgs) {
  const { search, searchParams } = new URL(request.url);
  // Shopify opens the app at its root and says which shop is asking.
  if (searchParams.has("shop")) throw redirect(`/app${search}`);
  const { mode, shopify } = context.config;
  if (mode === "sandbox" && shopify.origin) throw redirect(shopify.origin);
  return null;
}

const calm = { fontFamily: "system-ui, sans-serif", maxWidth: "32rem", margin: "20vh auto", padding: "0 1.5rem", lineHeight: 1.6, color: "#1f2430" };

export default function Front() {
  return (
    <main style={calm}>
      <h1>Tallystick</h1>
      <p>This server takes wallet payments for a Shopify store. If the store is yours, open the app from your Shopify admin.</p>
    </main>
  );
}
