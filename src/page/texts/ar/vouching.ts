import { shortThumbprint } from "../../keys/short-thumbprint.ts";
import type { vouchingStrings as english } from "../en/vouching.ts";
import { number, time } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import { blocks } from "./plural.ts";

/** A block with its date. */
function blockOf(index: number, at: string): string {
  return `الكتلة ${number(index)} (${time(at)})`;
}

/** The texts about who vouches for what, and about why the page does not sign. */
export const vouchingStrings: Texts<typeof english> = {
  key: (thumbprint) => `المفتاح \u2066${shortThumbprint(thumbprint)}\u2069`,

  vouched: {
    unsigned: "غير موقّع: المشغّل وحده يقول من سجّله.",
    unsignedErasure: "غير موقّع: المشغّل وحده يقول من طلبه.",
    signedBy: "وقّعه",
    you: "أنت",
    since: "ومفتاحه معروف منذ",
    loading: "يُسأل من هو…",
    operator: "يضمن المشغّل الاسم",
    registrar: "يضمن أمين التسجيل الاسم",
    erased: "الاسم ممحوّ",
    notFound: "وهو غير مدرج في هذا الدفتر",
    revoked: (index, at) => `أُبطل المفتاح لاحقًا، في ${blockOf(index, at)}.`,
    disputed: (index) => `مطعون فيه: أُبطل المفتاح، وربما كان في أيدٍ غير أمينة منذ الكتلة ${number(index)}.`,
    holds: "تُحقّق من التوقيع",
    fails: "ليس التوقيع لهذا المفتاح",
    unchecked: "لم يُفحص التوقيع",
    checking: "جارٍ فحص التوقيع…",
    enrols: "يُدرج",
    revokes: "يُبطل",
    disputes: (index) => `ويطعن فيما وقّعه منذ الكتلة ${number(index)}`,
    block: blockOf,
  },

  founding: {
    sandbox: "دفتر تجريبي",
    deletable: "يمكن حذفه بكل ما فيه",
    signatures: "التوقيعات",
    required: "مطلوبة على السجلات والتصحيحات",
    optional: "اختيارية",
    registrar: "مفتاح أمين التسجيل",
    noRegistrar: "لا يوجد: يضمن المشغّل أسماء أصحاب المفاتيح",
    successor: "مفتاح الخَلَف",
  },

  /** Why the page does not sign. */
  faults: {
    genesis: "لم يُوقَّع: أول كتلة في الدفتر غير صالحة.",
    hash: (index) => `لم يُوقَّع: تجزئة الكتلة ${number(index)} أو إثباتها خاطئ.`,
    link: (index) => `لم يُوقَّع: الكتلة ${number(index)} غير مرتبطة بالكتلة التي قبلها.`,
    shorter: (length, before) =>
      `لم يُوقَّع: في الدفتر الآن ${blocks(length)}، وكان طوله ${number(before)} عندما فحصه هذا المتصفح آخر مرة. احتفظ بما تعرفه عنه، واسأل من يشغّله.`,
    replaced: (index) =>
      `لم يُوقَّع: ليست الكتلة ${number(index)} هي التي فحصها هذا المتصفح آخر مرة. استُبدل تاريخ الدفتر. اسأل من يشغّله.`,
    otherLedger: "لم يُوقَّع: حلّ دفتر آخر محل الدفتر الذي يعرفه هذا المتصفح بهذا الاسم. كتلته الأولى مختلفة.",
    accept: "قبول الدفتر الجديد",
  },
};
