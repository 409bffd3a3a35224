const MYSHOPIFY = /^[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com$/;

/** The shop's myshopify domain in lower case, or null: it goes into URLs, so nothing else passes. */
export function shopDomain(text: string): string | null {
  const domain = text.trim().toLowerCase();
  return MYSHOPIFY.test(domain) ? domain : null;
}
