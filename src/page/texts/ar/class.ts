import { twoDigits } from "../../../class/class-names.ts";
import type { classStrings as english } from "../en/class.ts";
import type { Texts } from "../../language/texts.ts";

/** The texts about classes that everybody may see: signing in with a code, the race, and the end. */
export const classStrings: Texts<typeof english> = {
  code: {
    title: "كودك",
    explanation: "تجده على الورقة التي أعطاك إياها معلمك: ثماني خانات من الحروف والأرقام، مثل K7QM-2FXP.",
    label: "الكود",
    submit: "تسجيل الدخول",
    entering: "جارٍ تسجيل دخولك…",
    notCode: "هذا ليس كودًا. للكود ثماني خانات من الحروف والأرقام. قارن كل خانة منها بورقتك.",
    badLink: "لا يحتوي الرابط على كود مقروء. امسحه مرة أخرى، أو اكتب الكود المطبوع بجانبه.",
    tooMany:
      "جُرّبت أكواد خاطئة كثيرة. ليس هذا خطأك إن كان آخرون يجرّبون أيضًا. انتظر حتى يمكن ضغط الزر أدناه، ثم حاول مرة أخرى.",
    submitIn: (seconds) => `تسجيل الدخول (بعد ${seconds} ث)`,
    unreachable: "الخادم لا يجيب. تأكد من أن هذا الجهاز على شبكة الصف، ثم حاول مرة أخرى. لم يضع كودك.",
    again: "حاول مرة أخرى",
    noClass: "لا يوجد هنا صف يقبل الأكواد. قارن العنوان بورقتك، أو اسأل معلمك.",
    insecure: "لا يُرسل الكود إلا عبر HTTPS، لأن أي شخص على هذه الشبكة قد يقرؤه. افتح العنوان الذي يبدأ بـ https://‎.",
    otherWay: "تسجيل الدخول برمز وصول",
  },

  switching: {
    question: (present) => `أنت مسجّل الدخول باسم ${present}. هل تريد تسجيل الدخول بالكود الذي في الرابط بدلًا منه؟`,
    explanation:
      "لا يُستخدم الكود إلا على جهاز واحد. إن كان لطالب آخر فابقَ مسجّل الدخول كما أنت، حتى يستطيع هو استخدامه.",
    take: "تسجيل الدخول بالكود",
  },

  race: {
    unique: (number) =>
      `يعدّن كل من في الصف هنا، ولا يُسجَّل رقم التسجيل إلا مرة واحدة. ابدأ أرقامك بـ \u2066${twoDigits(number)}-\u2069.`,
    server: "على الخادم: وعندئذ لا يشارك هذا الحاسوب في السباق",
  },

  /** Why a session of a class has ended, and what to do. */
  ended: (className, expires, reason) =>
    expires <= Date.now()
      ? `انتهى الصف ${className}، وانتهى معه تسجيل دخولك.`
      : `${reason} بكود جديد من معلمك تعود إلى مكانك في ${className} ومعك كل ما عدّنته.`,
};
