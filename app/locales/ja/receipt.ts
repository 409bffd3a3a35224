import type { ReceiptWords } from "../en/receipt.ts";

export const receipt: ReceiptWords = {
  title: "領収書",
  paid: (when) => `${when} にお支払い済み`,
  unpaid: { title: "領収書はまだありません", text: "ご注文のお支払いが完了すると領収書が表示されます。", back: "ご注文に戻る" },
  since: {
    title: "その後の変更", atRisk: "このご注文の支払いに使われたお金がネットワークによって取り消され、まだ補填されていません。",
    refunded: (amount) => `お支払い額のうち ${amount} が返金済み、または返金手続き中です。`,
    priceRaised: "ショップがこのご注文の価格を引き上げました。", priceLoweredOrCancelled: "ショップがこのご注文の価格を引き下げたか、ご注文をキャンセルしました。",
  },
  price: "価格", rate: "レート", rateOf: (currency, perUnit, symbol) => `1 ${currency} = ${perUnit} ${symbol}`, rateFrom: (source, when) => `${source}、${when}`, placed: "ご注文日時",
  amountsTitle: "金額",
  amounts: {
    asked: "請求額", received: "受取額", takenBack: "ネットワークによる取消", returned: "返送額", fromCredit: "残高から充当", missing: "不足額", writtenOff: "ショップによる免除",
    applied: "支払額", credit: "残高として保管", refunded: "返金額",
  },
  payments: {
    title: "入金", none: "このご注文への入金はありません。残高から支払われたか、支払う金額がありませんでした。", transaction: "取引", wallet: "受取先",
    confirmations: (count) => `承認 ${count} 回`, leftOut: (count) => `ほかに ${count} 件の入金がありますが、記載していません。`,
  },
  ledger: { title: "ショップの帳簿", text: "ショップの元帳のうち、このご注文に関する行です。各行には内容のハッシュがあり、番号付きの封印で保護されています。", from: "移動元", to: "移動先", hash: "ハッシュ", seal: "封印", unsealed: "未封印" },
  signed: {
    title: "ショップの署名", text: "下のファイルは同じ内容で、ショップの鍵で署名されています。ショップに問い合わせなくても、だれでも検証できます。鍵のファイルも一緒に保管してください。",
    file: "署名付き領収書（ファイル）", keys: "ショップの公開鍵（ファイル）", key: "鍵", issued: (when) => `${when} 現在`,
  },
};
