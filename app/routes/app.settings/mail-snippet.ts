export type Mailing = { readonly appUrl: string; readonly shop: string; readonly methodName: string; readonly key: string };

/**
 * Liquid for Shopify's order-confirmation mail. The mail leaves before Shopify tells us of the order, so it makes the order's
 * token itself, by the shop's key, and says which order it is: a link that comes before the order waits for it. Where a
 * template has no such filter, a filter does nothing, which shows by its length: then the mail leads to Shopify's own page.
 */
export function mailSnippet({ appUrl, shop, methodName, key }: Mailing): string {
  const query = `?o={{ id }}&amp;s=${shop}`;
  return `{% comment %} Tallystick: how to pay. It holds a secret of your shop: keep it in this template. {% endcomment %}
{% assign tally_method = ${quoted(methodName.trim())} | downcase %}
{% assign tally_ours = false %}
{% for transaction in transactions %}
  {% assign tally_name = transaction.gateway_display_name | default: transaction.gateway | strip | downcase %}
  {% if tally_name == tally_method %}{% assign tally_ours = true %}{% endif %}
{% endfor %}
{% if tally_ours %}
  {% assign tally_amount = total_price %}
  {% if total_outstanding > 0 %}{% assign tally_amount = total_outstanding %}{% endif %}
  {% assign tally_mac = id | append: '' | hmac_sha256: '${key}' %}
  {% assign tally_link = order_status_url %}
  {% if tally_mac.size == 64 %}
    {% assign tally_page = tally_mac | slice: 0, 32 | prepend: '${appUrl}/pay/' %}
    {% capture tally_link %}{{ tally_page }}${query}{% endcapture %}
  {% endif %}
  <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin: 24px 0;">
    <tr><td align="center" style="padding: 24px; border: 1px solid #dddddd; border-radius: 8px; text-align: center;">
      <h2 style="margin: 0 0 8px;">Your order waits for your payment</h2>
      <p style="margin: 0 0 16px;">{{ tally_amount | money_with_currency }}, with ${escaped(methodName.trim())}</p>
      <p style="margin: 0 0 16px;"><a href="{{ tally_link }}" style="display: inline-block; padding: 12px 24px; border-radius: 6px; background: #1a1a1a; color: #ffffff; text-decoration: none;">Pay now</a></p>
      {% if tally_page %}
        <img src="{{ tally_page }}/qr.png${query}" width="240" alt="QR code to scan with your wallet, and the amount it asks for. If you do not see it, press “Pay now”." style="display: block; width: 240px; height: auto; margin: 0 auto; background: #ffffff;">
        <p style="margin: 8px 0 0;">or scan this code with your wallet: below it stands what is left to pay</p>
      {% endif %}
    </td></tr>
  </table>
{% endif %}
`;
}

/** As a text of Liquid's, which knows no escapes. */
function quoted(text: string): string {
  if (!/['{}%]/.test(text)) return `'${text}'`;
  return `'${encodeURIComponent(text).replaceAll("'", "%27")}' | url_decode`;
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "{": "&#123;", "}": "&#125;", "%": "&#37;" };
const escaped = (text: string): string => text.replace(/[&<>"{}%]/g, (sign) => escapes[sign] ?? sign);
