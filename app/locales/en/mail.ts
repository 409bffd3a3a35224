/** What the settings say of the order-confirmation mail. */
export const mail = {
  title: "Order confirmation e-mail",
  text: "Lets Shopify’s own e-mail show the price, a button to the payment page, and a QR code with the amount in your asset below it, to customers who chose your payment method.",
  steps: [
    "Copy the code below.",
    "In Shopify, open Settings → Notifications → Customer notifications → Order confirmation, and choose Edit code.",
    "Paste it on a line of its own right after the line with {{ email_body }}. Save, and place a test order.",
  ],
  code: "Code for the template", copy: "Copy code", copied: "Copied", copyFailed: "Your browser did not let us copy. Select the code and copy it yourself.",
  secret: "The code holds a secret of your shop, by which the e-mail knows each order’s private payment page. Share it with nobody.",
  noMethod: "Name your payment method first: the e-mail shows how to pay only to customers who chose it.",
  renew: "Make a new secret", renewTitle: "Make a new secret?",
  renewText: "Do this if somebody has seen the code who should not have. Payment pages of orders you already have stay where they are. E-mails of new orders lead nowhere until you have pasted the new code.",
  renewed: "New secret made. Paste the new code into the template now.",
  lost: "The secret cannot be read: it was sealed with an encryption key this server no longer has. Make a new one and paste the code again.",
} as const;
