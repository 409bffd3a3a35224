export const general = `Tallystick's tool for the operator, at the machine.

  npm run tally -- setup shop <domain>            install a shop, or change its choices
  npm run tally -- setup wallet <address>         register a receiving wallet
  npm run tally -- setup revoke-wallet <address>  a wallet may report nothing any more
  npm run tally -- setup rate <currency>=<units>  what one unit of a currency is worth
  npm run tally -- setup receipt-key              sign receipts with a new key
  npm run tally -- setup show                     every shop, as it is set up

  npm run tally -- doctor                         is everything as it should be, and if not, what to do
  npm run tally -- verify ledger                  recompute the ledger and its seals
  npm run tally -- verify receipt <file>          is this receipt what the shop signed, and does it add up
  npm run tally -- rotate-key                     seal what is kept with the first key of ENCRYPTION_KEY
  npm run tally -- backup <file>                  everything in the database, as it stands at this moment
  npm run tally -- restore <file>                 the database as it was then; only while no server runs
  npm run tally -- discard <schema>               what a restore kept of before

It works on the database of the server that runs here or, while none runs, on its data folder or DATABASE_URL.
Add --help to any of them for its options.
`;

const shopOption = `  --shop <domain>             which shop; needed once there is more than one and none serves the root`;

export const shop = `npm run tally -- setup shop <something.myshopify.com> [options]

Installs the shop, or changes the choices named here and leaves all others as they are.

  --method <name>             the manual payment method at Shopify whose orders are ours, e.g. "Pay with Tari"
  --rate <currency>=<units>   one unit of the currency in XTR, e.g. USD=30; may be given again
  --root                      the doors without /s/<shop>/ serve this shop
  --name <text>               what shoppers read
  --currency <code>           the shop's own currency
  --time-zone <name>          e.g. Europe/Berlin
  --webhook-secret-file <f>   a webhook secret of this shop's own, read from a file (- is standard input); kept sealed

  --asks outstanding|total|subtotal|lines   what of an order is asked for            (outstanding)
  --claim-window <time>       from first stored until somebody must have claimed     (2h)
  --pay-window <time>         from the first claim until it must be paid             (48h)
  --hold-window <time>        how long expiry waits for money already seen           (24h)
  --quote-life <time>|open    how long a quoted rate holds                           (open)
  --tolerance <amount>,<n>%   what may be missing and the order is still paid        (0)
  --depth <from>:<n>,…|none   confirmations a payment needs, from an amount on       (none)
  --plain-claims off|on       claims over a bare order id                            (off)
  --strict on|off             only the id identifies an order, not its name          (on)
  --memo-numbers off|marked|first           a number in a memo names an order        (off)
  --order-id-field id|name    what such a number is                                  (id)
  --credit-pays on_proof|automatic          when a customer's credit pays            (on_proof)
  --unaffordable skip|stop    what new money does at an order it cannot pay          (skip)
  --named-surplus keep|sameCustomer         what a payment leaves over               (keep)
  --restock yes|no            a cancelled order's goods go back on the shelf         (yes)
  --notify-customer yes|no    Shopify writes to the customer of a cancelled order    (no)
`;

export const wallet = `npm run tally -- setup wallet <address> --ip <address>[,<range>…]|any [options]

Registers a wallet that receives the shop's money and reports it. Its address may be base58, hex or emoji.
A wallet belongs to one shop of this server, for ever. Registering it again changes the options and lifts a revocation.

  --ip <list>|any             where it calls from; any lets it call from everywhere
${shopOption}
  --nonce <n>                 its messages need nonces above this                    (0)
  --per-payment <amount>      a larger payment waits for a second wallet or the merchant
  --per-day <amount>          what it may confirm in a day by itself
`;

export const revokeWallet = `npm run tally -- setup revoke-wallet <address> [--shop <domain>]

From this moment on the wallet may report nothing. What it reported stays; look it through in the admin.
`;

export const rate = `npm run tally -- setup rate <currency>=<units> [options]

One unit of the currency is worth that many XTR, from now on; earlier rates are kept. Orders that waited for it are priced.

${shopOption}
  --source <text>             where the rate comes from                              (operator)
`;

export const receiptKey = `npm run tally -- setup receipt-key [options]

Receipts are signed with a new key from now on. A shop has its first one without this; the keys before stay published, so
that receipts of before can be checked.

${shopOption}
  --withdraw                  the keys before were stolen: receipts signed with them fail from now on. Shoppers who open
                              theirs once more have one that does not
`;

export const show = `npm run tally -- setup show [--shop <domain>]

Prints every shop, or one, as it is set up: choices that differ from the defaults, rates, receiving wallets.
`;

export const sandbox = `npm run tally -- setup sandbox <file>

Sets up the sandbox's shop from the file the sandbox writes. \`npm start\` does this by itself; what is there stays.
`;

export const backup = `npm run tally -- backup <file>

Writes all shops, orders, payments, the ledger, its seals and what is still owed to Shopify into a new file, as they stand
at one moment; the server goes on meanwhile. The file is compressed, carries its own checksum, and only you may read it:
it holds customers' names and notes. Shopify's tokens and your secrets are in it as they are in the database, encrypted.
The encryption key is not in it: keep that elsewhere. The job queue is left out, since it only reminds.
`;

export const restore = `npm run tally -- restore <file> [options]

Makes the database what it was when the backup was taken. The file is read through before anything changes, everything
happens in one transaction, and the ledger is verified before it counts. Stop the server first.

  --replace <domain>          everything here, named by one of its shops, gives way; it is kept in a schema of its own
  --accept-faults             restore although the ledger does not verify, because it did not when it was backed up

Afterwards no errand is done twice at Shopify: each is read there first. Orders are read again from an hour before the
backup on. See docs/installing.md for what else to do.
`;

export const discard = `npm run tally -- discard <schema>

Deletes, for good, what \`restore --replace\` kept of before: its last line names the schema, and the doctor does. As long as
it is kept it holds customers' names and notes, also of those who asked to be forgotten since.
`;

export const verifyLedger = `npm run tally -- verify ledger [--shop <domain>] [--json]

Recomputes the hash of every transfer and event, every seal, and what every account and order holds, as they stand at one
moment, and names the first row of each kind that does not fit. Exit status 1 if there is one. It may run beside the server.
`;

export const verifyReceipt = `npm run tally -- verify receipt <file> [--key <file or address>]

Checks a receipt as a shopper downloads it: who signed it, that nothing was changed since, the hash of every row of the
ledger in it, and that all its amounts add up. Says each check in words. Exit status 1 if one of them fails.
It needs no server and no database, so anybody who has this program can check a receipt of any shop.

  --key <file or address>     the shop's public keys: a file saved from the shop's server, or their address there
                              (the address the receipt names: https://<server>/.well-known/tallystick/<shop>.json)
`;

export const rotateKey = `npm run tally -- rotate-key

Replaces ENCRYPTION_KEY without stopping anything for long. Three steps:

  1. set ENCRYPTION_KEY=<new>,<old> and start every process with it: the first key seals, both open
  2. run this command: every kept token and secret is sealed anew with the first key
  3. set ENCRYPTION_KEY=<new> and start every process again

It may run beside the server, be cut short, and be run again. Exit status 1 if some secret opens with no key at hand.
Backups made before keep the key they were made with: keep the old key as long as you keep them.
`;

export const doctor = `npm run tally -- doctor [--json]

Looks at the database, the queue, the keys, the clock, Shopify, the wallets and what is still owed, and says of each
whether it is well and what to do if not. It changes nothing. Exit status 1 if something is bad.
`;
