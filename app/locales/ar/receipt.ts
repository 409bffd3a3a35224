import type { ReceiptWords } from "../en/receipt.ts";

export const receipt: ReceiptWords = {
  title: "إيصال",
  paid: (when) => `دُفع في ${when}`,
  unpaid: { title: "لا يوجد إيصال بعد", text: "سيتوفر الإيصال فور دفع الطلب.", back: "العودة إلى الطلب" },
  since: {
    title: "ما تغيّر منذ ذلك الحين", atRisk: "استردّت الشبكة مالًا دُفع به هذا الطلب، ولم يُعوَّض بعد.",
    refunded: (amount) => `رُدّ من المبلغ المدفوع ${amount} أو يجري ردّه.`,
    priceRaised: "رفع المتجر سعر هذا الطلب.", priceLoweredOrCancelled: "خفّض المتجر سعر هذا الطلب أو ألغاه.",
  },
  price: "السعر", rate: "سعر الصرف", rateOf: (currency, perUnit, symbol) => `1 ${currency} = ${perUnit} ${symbol}`, rateFrom: (source, when) => `${source}، ${when}`, placed: "تاريخ الطلب",
  amountsTitle: "المبالغ",
  amounts: {
    asked: "المطلوب", received: "المستلَم", takenBack: "استردّته الشبكة", returned: "أُعيد إرساله", fromCredit: "من الرصيد", missing: "ما زال ناقصًا", writtenOff: "تنازل عنه المتجر",
    applied: "المدفوع", credit: "بقي رصيدًا", refunded: "المردود",
  },
  payments: {
    title: "المدفوعات", none: "لم تصل أي دفعة لهذا الطلب: دُفع من الرصيد أو لم يكن هناك ما يُدفع.", transaction: "المعاملة", wallet: "المحفظة المستلِمة",
    confirmations: (count) => `عدد التأكيدات: ${count}`, leftOut: (count) => `دفعات أخرى غير مدرجة: ${count}`,
  },
  ledger: { title: "دفاتر المتجر", text: "هذه أسطر دفتر أستاذ المتجر الخاصة بهذا الطلب. لكل سطر بصمة لمحتواه، ويقع تحت ختم مرقّم.", from: "من", to: "إلى", hash: "البصمة", seal: "الختم", unsealed: "لم يُختم بعد" },
  signed: {
    title: "موقّع من المتجر", text: "يقول الملف أدناه الشيء نفسه، وهو موقّع بمفتاح المتجر. يستطيع أي شخص التحقق منه دون سؤال المتجر. احتفظ بالمفاتيح معه.",
    file: "الإيصال الموقّع (ملف)", keys: "مفاتيح المتجر العامة (ملف)", key: "المفتاح", issued: (when) => `حتى ${when}`,
  },
};
