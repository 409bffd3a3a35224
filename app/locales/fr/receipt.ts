import type { ReceiptWords } from "../en/receipt.ts";

export const receipt: ReceiptWords = {
  title: "Reçu",
  paid: (when) => `Payé le ${when}`,
  unpaid: { title: "Pas encore de reçu", text: "Il y aura un reçu dès que la commande sera payée.", back: "Retour à la commande" },
  since: {
    title: "Ce qui a changé depuis", atRisk: "Le réseau a repris de l’argent avec lequel cette commande avait été payée, et il n’a pas encore été remplacé.",
    refunded: (amount) => `Sur la somme payée, ${amount} ont été remboursés ou sont en cours de remboursement.`,
    priceRaised: "La boutique a augmenté le prix de cette commande.", priceLoweredOrCancelled: "La boutique a baissé le prix de cette commande ou l’a annulée.",
  },
  price: "Prix", rate: "Taux de change", rateOf: (currency, perUnit, symbol) => `1 ${currency} = ${perUnit} ${symbol}`, rateFrom: (source, when) => `${source}, ${when}`, placed: "Commandé",
  amountsTitle: "Montants",
  amounts: {
    asked: "Demandé", received: "Reçu", takenBack: "Repris par le réseau", returned: "Renvoyé", fromCredit: "Pris sur l’avoir", missing: "Encore manquant", writtenOff: "Abandonné par la boutique",
    applied: "Payé", credit: "Resté en avoir", refunded: "Remboursé",
  },
  payments: {
    title: "Paiements", none: "Aucun paiement n’est arrivé pour cette commande : elle a été payée par un avoir, ou rien n’était dû.", transaction: "Transaction", wallet: "Reçu par",
    confirmations: (count) => `confirmations : ${count}`, leftOut: (count) => `Autres paiements, absents de la liste : ${count}.`,
  },
  ledger: { title: "Les livres de la boutique", text: "Ces lignes du grand livre de la boutique concernent cette commande. Chacune porte une empreinte de son contenu et se trouve sous un sceau numéroté.", from: "De", to: "Vers", hash: "Empreinte", seal: "Sceau", unsealed: "pas encore scellé" },
  signed: {
    title: "Signé par la boutique", text: "Le fichier ci-dessous dit la même chose et il est signé avec la clé de la boutique. Chacun peut le vérifier sans rien demander à la boutique. Conservez les clés avec lui.",
    file: "Reçu signé (fichier)", keys: "Clés publiques de la boutique (fichier)", key: "Clé", issued: (when) => `État au ${when}`,
  },
};
