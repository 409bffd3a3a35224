declare const process: { readonly env: { readonly APP_URL?: string; readonly SHOPIFY_APP_URL?: string } };

/** The app's address: Shopify's tool writes it here when it builds, from `.env` or its own tunnel. null: it knew none. */
export const appUrl: string | null = builtIn(() => process.env.APP_URL) ?? builtIn(() => process.env.SHOPIFY_APP_URL);

// What the build does not replace is no variable of the worker that runs this.
function builtIn(read: () => string | undefined): string | null {
  try {
    return read()?.replace(/\/$/, "") || null;
  } catch {
    return null;
  }
}
