/** Everything the doctor looks at, in the order in which it tells, and what to do where it is not well. */
export const remedies = {
  database: "Start PostgreSQL (15 or newer), and see that DATABASE_URL names it, with a user that may connect.",
  migrations: "Run `npm run migrate` (npm start does it by itself). If one is half done, its error stands in _prisma_migrations.",
  durability: "Set fsync, synchronous_commit and full_page_writes to on in postgresql.conf: without them a power cut may lose what wallets and Shopify were told is kept.",
  queue: "Start Redis, or unset REDIS_URL to keep the queue in PostgreSQL. Nothing is lost meanwhile; it is only done later.",
  keys: "Put the key these secrets were kept with back into ENCRYPTION_KEY, after the new one: ENCRYPTION_KEY=new,old. If it is lost, each merchant opens the app once, and `tally -- setup shop` takes webhook secrets anew.",
  rotation: "Run `npm run tally -- rotate-key`: it seals them with the first key of ENCRYPTION_KEY. Leave the old one in it until then.",
  clock: "Let the machine's clock be set by NTP (timedatectl set-ntp true): wallets' and Shopify's messages are judged by it.",
  app: "Edit shopify.app.toml and run `npx @shopify/cli@latest app deploy`: it is what subscribes the app to webhooks.",
  token: "The merchant opens the app once in Shopify's admin: that signs it in.",
  webhooks: "See in Shopify's Dev Dashboard whether deliveries fail, and that the public address reaches this server. Orders are found every five minutes nevertheless.",
  reading: "Start the workers (`npm run worker`, or npm start), and look in their log for reconcile.broke-off.",
  paused: "Shopify refuses or does not answer for this shop; what it is owed waits and goes on by itself. The reason says whether the merchant has to do something.",
  restored: "The database is of a backup, and no order expires before Shopify was read again: let your wallets report again, then start the workers.",
  wallets: "Register a receiving wallet (`tally -- setup wallet`), and see that it runs, reaches this server, and calls from an allowed address.",
  rates: "Set a rate (`tally -- setup rate USD=30`): orders in a currency without one wait, and an old one sells at an old price.",
  errands: "Look for errand.again in the workers' log, which says what was answered, and at Home in the app: a worker may be missing, or a shop paused.",
  attention: "Open the app's home page: it lists each with the button that resolves it.",
  inbox: "Home in the app names the message, and the log its error; it is kept whole and tried again by itself, also after an upgrade.",
  seals: "Start a worker: it seals every second. While rows stay unsealed, receipts wait.",
  disk: "Make room below DATA_DIR, or move it: a full disk stops the database.",
  address: "See that the proxy or tunnel in front runs and hands requests to this server; Shopify and wallets come by this address.",
  leftovers: "A restore kept what was here before. When you are sure you do not need it: `npm run tally -- discard <schema>`. It holds personal data.",
} as const;

export type Subject = keyof typeof remedies;
