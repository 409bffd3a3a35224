/** The storefront's id of the customer who orders where a test names nobody. As long as Shopify's: four digits are found by
 * chance among those of times and hashes in which it must not be found. */
export const annsId = "7700100170017";
