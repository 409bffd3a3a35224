import type { ReceiptWords } from "../en/receipt.ts";

export const receipt: ReceiptWords = {
  title: "Recibo",
  paid: (when) => `Pagado el ${when}`,
  unpaid: { title: "Todavía no hay recibo", text: "Habrá un recibo en cuanto el pedido esté pagado.", back: "Volver al pedido" },
  since: {
    title: "Qué ha cambiado desde entonces", atRisk: "La red retiró dinero con el que se pagó este pedido y todavía no se ha repuesto.",
    refunded: (amount) => `De lo pagado, ${amount} se han reembolsado o se están reembolsando.`,
    priceRaised: "La tienda subió el precio de este pedido.", priceLoweredOrCancelled: "La tienda bajó el precio de este pedido o lo canceló.",
  },
  price: "Precio", rate: "Tipo de cambio", rateOf: (currency, perUnit, symbol) => `1 ${currency} = ${perUnit} ${symbol}`, rateFrom: (source, when) => `${source}, ${when}`, placed: "Fecha del pedido",
  amountsTitle: "Importes",
  amounts: {
    asked: "Solicitado", received: "Recibido", takenBack: "Retirado por la red", returned: "Devuelto", fromCredit: "De tu saldo", missing: "Falta todavía", writtenOff: "Condonado por la tienda",
    applied: "Pagado", credit: "Quedó como saldo", refunded: "Reembolsado",
  },
  payments: {
    title: "Pagos", none: "No llegó ningún pago para este pedido: se pagó con saldo o no había nada que pagar.", transaction: "Transacción", wallet: "Recibido por",
    confirmations: (count) => `confirmaciones: ${count}`, leftOut: (count) => `Otros pagos que no aparecen en la lista: ${count}.`,
  },
  ledger: { title: "Los libros de la tienda", text: "Estas filas del libro mayor de la tienda corresponden a este pedido. Cada una lleva un hash de su contenido y está bajo un sello numerado.", from: "De", to: "A", hash: "Hash", seal: "Sello", unsealed: "aún sin sellar" },
  signed: {
    title: "Firmado por la tienda", text: "El archivo siguiente dice lo mismo y está firmado con la clave de la tienda. Cualquiera puede comprobarlo sin preguntar a la tienda. Guarda las claves junto con él.",
    file: "Recibo firmado (archivo)", keys: "Claves públicas de la tienda (archivo)", key: "Clave", issued: (when) => `A fecha de ${when}`,
  },
};
