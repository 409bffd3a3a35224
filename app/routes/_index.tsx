import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { CalmPage } from "#app/ui/calm-page.tsx";

export const meta: MetaFunction = () => [{ title: "Tallystick" }];

export function loader({ request, context }: LoaderFunctionArgs) {
  const { search, searchParams } = new URL(request.url);
  // Shopify opens the app at its root and says which shop is asking.
  if (searchParams.has("shop")) throw redirect(`/app${search}`);
  const { mode, shopify } = context.config;
  if (mode === "sandbox" && shopify.origin) throw redirect(shopify.origin);
  return null;
}

export default function Front() {
  return <CalmPage title="Tallystick">This server takes wallet payments for a Shopify store. If the store is yours, open the app from your Shopify admin.</CalmPage>;
}
