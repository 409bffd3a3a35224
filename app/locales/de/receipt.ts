import type { ReceiptWords } from "../en/receipt.ts";

export const receipt: ReceiptWords = {
  title: "Beleg",
  paid: (when) => `Bezahlt am ${when}`,
  unpaid: { title: "Noch kein Beleg", text: "Sobald die Bestellung bezahlt ist, gibt es einen Beleg.", back: "Zurück zur Bestellung" },
  since: {
    title: "Was sich seitdem geändert hat", atRisk: "Das Netzwerk hat Geld zurückgenommen, mit dem diese Bestellung bezahlt wurde, und es wurde noch nicht ersetzt.",
    refunded: (amount) => `${amount} des Bezahlten wurden erstattet oder werden gerade erstattet.`,
    priceRaised: "Der Shop hat den Preis dieser Bestellung erhöht.", priceLoweredOrCancelled: "Der Shop hat den Preis dieser Bestellung gesenkt oder sie storniert.",
  },
  price: "Preis", rate: "Kurs", rateOf: (currency, perUnit, symbol) => `1 ${currency} = ${perUnit} ${symbol}`, rateFrom: (source, when) => `${source}, ${when}`, placed: "Bestellt",
  amountsTitle: "Beträge",
  amounts: {
    asked: "Verlangt", received: "Erhalten", takenBack: "Vom Netzwerk zurückgenommen", returned: "Zurückgesendet", fromCredit: "Aus Guthaben", missing: "Fehlt noch", writtenOff: "Vom Shop erlassen",
    applied: "Bezahlt", credit: "Als Guthaben geblieben", refunded: "Erstattet",
  },
  payments: {
    title: "Zahlungen", none: "Für diese Bestellung ging keine Zahlung ein: Sie wurde aus Guthaben bezahlt, oder es war nichts zu zahlen.", transaction: "Transaktion", wallet: "Empfangen von",
    confirmations: (count) => `Bestätigungen: ${count}`, leftOut: (count) => `Weitere Zahlungen, nicht aufgeführt: ${count}.`,
  },
  ledger: { title: "Die Bücher des Shops", text: "Diese Zeilen aus dem Hauptbuch des Shops betreffen diese Bestellung. Jede trägt einen Hash ihres Inhalts und liegt unter einem nummerierten Siegel.", from: "Von", to: "An", hash: "Hash", seal: "Siegel", unsealed: "noch nicht versiegelt" },
  signed: {
    title: "Vom Shop signiert", text: "Die folgende Datei sagt dasselbe und ist mit dem Schlüssel des Shops signiert. Jeder kann sie prüfen, ohne den Shop zu fragen. Bewahren Sie die Schlüssel dazu auf.",
    file: "Signierter Beleg (Datei)", keys: "Öffentliche Schlüssel des Shops (Datei)", key: "Schlüssel", issued: (when) => `Stand: ${when}`,
  },
};
