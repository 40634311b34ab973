import type { recordStrings as english } from "../en/records.ts";
import { date, number, time } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import { entries } from "./plural.ts";

/** What was done with a record, and what was tried with it in vain. */
function outcome(did: (record: string) => string, tried: (record: string) => string) {
  return { did, tried };
}

/** The texts about what is done with a record once it is open: correcting, erasing, holding it, and who read it. */
export const recordStrings: Texts<typeof english> = {
  logged: "تُدوَّن هذه القراءة.",
  replacedBy: (place) => `عرض السجل ${number(place)} الذي حل محله`,

  versions: {
    open: (place) => `نسخ السجل ${number(place)}`,
    lead: (count) =>
      count === 1 ? "لم يُصحَّح السجل قط: هذه نسخته الوحيدة." : "الأقدم أولًا. تبيّن كل نسخة ما غيّرته في التي قبلها.",
    loading: "جارٍ تحميل النسخ…",
    list: "النسخ",
    title: (place, corrects, isCurrent) =>
      `السجل ${number(place)}، ${corrects === undefined ? "النسخة الأولى" : `يحل محل السجل ${number(corrects)}`}${isCurrent ? "، النسخة الحالية" : ""}`,
    changed: "تغيّر",
    unchanged: "لم يتغيّر",
    hidden: "لا يُظهر رمز وصولك النسخة التي حلت هذه محلها، فلا يمكن إبراز ما تغيّر.",
  },

  correct: {
    open: (place) => `تصحيح السجل ${number(place)}`,
    lead: "يضيف التصحيح نسخة جديدة. وتبقى القديمة، ويبقى رقم تسجيلها، ولا يستطيع سجل آخر استخدامه.",
    plainLead:
      "يضيف التصحيح كتلة فيها النسخة الجديدة. وتبقى الكتلة القديمة مقروءة في السلسلة إلى الأبد: لا يمكن محو شيء من دفتر مكشوف.",
    submit: "حفظ التصحيح",
    saving: "جارٍ الحفظ…",
    cancel: "إلغاء",
    same: "لم يتغيّر شيء بعد: غيّر حقلًا واحدًا على الأقل.",
    taken: "يخص سجلًا آخر",
    done: (before, after) => `صُحّح السجل ${number(before)}: نسخته الجديدة هي ${number(after)}.`,
    already: (place) => `لدى الدفتر هذا التصحيح نفسه من قبل، وهو السجل ${number(place)}.`,
    accepted: "قُبل التصحيح وهو ينتظر التعدين. افتح السجل مرة أخرى عندما تصبح كتلته في السلسلة.",
    outdated: (before, after) =>
      `لم يُحفظ: صُحّح السجل ${number(before)} وأنت تكتب. والنسخة الحالية الآن هي السجل ${number(after)}. ما زال نصك في النموذج: قارنه، واحفظه تصحيحًا للنسخة الأحدث إن كان ما زال ينطبق.`,
    compared: "النسخة التي فتحتها، والنسخة الأحدث",
    opened: (place) => `النسخة التي فتحتها، السجل ${number(place)}`,
    newer: (place) => `النسخة الأحدث، السجل ${number(place)}`,
    takeOver: "نقل النسخة الأحدث إلى النموذج",
    waiting: (place) =>
      `لم يُحفظ: قُبل قبله تصحيح آخر للسجل ${number(place)}، وهو ما زال ينتظر التعدين. ما زال نصك في النموذج.`,
    lookAgain: "البحث عن النسخة الأحدث",
    closed: "لم يُحفظ: صُحّح السجل، ونسخته الحالية لمريض لا يفتح رمز وصولك سجلاته.",
  },

  erase: {
    open: (place) => `محو السجل ${number(place)}`,
    title: (place) => `هل تريد محو السجل ${number(place)} وكل نسخه؟`,
    lead: "تُتلف المفاتيح التي تفتح السجل فورًا. ولا يستطيع الدفتر الرجوع عن ذلك.",
    remainsTitle: "ما يبقى",
    remains: [
      "قيود السجل في السلسلة، وفيها التزامات لم يعد شيء يفتحها، وقيد للمحو",
      "الإيصالات ونقاط التحقق: تبقى كلها صالحة",
      "ما سُلّم من إفصاحات: من لديه إيصال فيه حقل ما زال يستطيع عرض ذلك الحقل وإثباته",
      "نسخ صنعها غيرك، كالمطبوعات والنسخ المصدّرة والملفات المحفوظة",
      "كشف القراءات: من فتح السجل ومتى",
    ],
    backups: (until) =>
      `النسخ الاحتياطية للمنصة، ومنها ما زال مشغّلها يستطيع استعادة السجل حتى نحو ${until}. ويذكر الدفتر الوقت الدقيق متى بدأ المحو`,
    reserved: (until) => `يبقى رقم تسجيله محجوزًا المدة نفسها، حتى نحو ${until}. وإلى ذلك الحين لا يمكن تسجيله من جديد.`,
    reason: "السبب",
    reasons: {
      request: "طلب المريض ذلك",
      retention: "انتهت مدة الحفظ",
      error: "سُجّل خطأً",
    },
    reasonKept: "يُحفظ السبب بجانب السلسلة. ولا يدخل كتلة أبدًا.",
    cleared: "ثم تغلق الصفحة كل سجل مفتوح وتُفرغ نماذجها، حتى لا يبقى فيها شيء من السجل.",
    keep: "الاحتفاظ بالسجل",
    confirm: "محو السجل",
    close: "إغلاق",
    erasing: "جارٍ المحو…",
    until: date,
    holder: "أنت تحجز هذا السجل، ومن يحجز سجلًا لا يستطيع طلب محوه. أنهِ حجزك أولًا، أو دع غيرك يطلبه.",
    held: "السجل محجوز، فلم يُمحَ. دوّن الدفتر طلبك، وسيمحو السجل عندما ينتهي آخر حجز.",
  },

  erasure: {
    title: (place) => `محو السجل ${number(place)}`,
    erased: "مُحي هذا السجل.",
    loading: "يُسأل إلى أين وصل المحو…",
    pending: "أُتلفت مفاتيحه، ولم يعد أحد يستطيع قراءته. أما القيد الذي يقول ذلك فلم يُعدَّن بعد.",
    waiting: "يؤخّر حجزٌ هذا المحو. وقد دُوّن، وسيُنفَّذ عندما ينتهي آخر حجز. وإلى ذلك الحين يمكن قراءة السجل.",
    done: "مُحي السجل. القيد الذي يقول ذلك في السلسلة، ويفيد الدفتر بأن ما خزّنه من السجل قد كُتب فوقه.",
    reason: "السبب",
    entry: "قيد المحو",
    final: "الرقم محجوز والنسخ الاحتياطية محفوظة حتى",
    finalAfter: time,
    lookAgain: "النظر مرة أخرى",
  },

  hold: {
    open: (place) => `حجز السجل ${number(place)} أو رفع الحجز`,
    lead: "ما دام أحد يحجز السجل فلا يمكن محوه: كل محو يُطلب ينتظر حتى ينتهي آخر حجز. وتستمر القراءة والتصحيح. ومن يحجز سجلًا لا يستطيع طلب محوه.",
    hold: "حجز السجل",
    release: "إنهاء حجزك",
    held: (place) => `أنت تحجز السجل ${number(place)}. لا يمكن محوه حتى تنهي حجزك.`,
    released: (place) => `لم تعد تحجز السجل ${number(place)}. إن كان هناك محو ينتظر ولا يحجز السجل غيرك فسيُنفَّذ الآن.`,
  },

  reads: {
    open: (place) => `قراءات السجل ${number(place)}`,
    lead: "كل قراءة للسجل أو لنسخة أخرى منه، والأقدم أولًا.",
    allLead: "من فعل ماذا بأي سجل. وتُدوَّن الطلبات المرفوضة أيضًا. والكشف شجرة موقّعة قائمة بذاتها يستطيع الشهود مراقبتها.",
    loading: "جارٍ تحميل الكشف…",
    none: "لا قيود في الكشف هنا.",
    count: (count) => `المعروض: ${entries(count)}.`,
    list: "قيود كشف القراءات",
    actions: {
      read: outcome(
        (record) => `قرأ السجل ${record}`,
        (record) => `حاول قراءة السجل ${record}`,
      ),
      "read-versions": outcome(
        (record) => `قرأ السجل ${record} في قائمة نسخه`,
        (record) => `حاول قراءة السجل ${record} في قائمة نسخه`,
      ),
      search: outcome(
        (record) => `قرأ السجل ${record} بعد العثور عليه بالبحث`,
        (record) => `حاول قراءة السجل ${record} بعد العثور عليه بالبحث`,
      ),
      disclose: outcome(
        (record) => `أنشأ إيصالًا للسجل ${record}`,
        (record) => `حاول إنشاء إيصال للسجل ${record}`,
      ),
      register: outcome(
        (record) => `سجّل السجل ${record}`,
        (record) => `حاول تسجيل السجل ${record}`,
      ),
      correct: outcome(
        (record) => `صحّح السجل ${record}`,
        (record) => `حاول تصحيح السجل ${record}`,
      ),
      erase: outcome(
        (record) => `طلب محو السجل ${record}`,
        (record) => `حاول محو السجل ${record}`,
      ),
      hold: outcome(
        (record) => `حجز السجل ${record}`,
        (record) => `حاول حجز السجل ${record}`,
      ),
      release: outcome(
        (record) => `رفع حجزه عن السجل ${record}`,
        (record) => `حاول رفع حجزه عن السجل ${record}`,
      ),
    },
    withoutRecord: {
      search: { did: "بحث ولم يعثر على شيء", tried: "حاول البحث عن سجلات" },
      register: { did: "سجّل سجلًا", tried: "حاول تسجيل سجل" },
      "open-all": {
        did: "أمر بفتح كل السجلات وفحصها",
        tried: "حاول أن يأمر بفتح كل السجلات وفحصها",
      },
    },
    granted: "مسموح",
    denied: "مرفوض",
    closed: "أُتلف مفتاح شهره بعد مدة الحفظ. لم يبقَ إلا التزامه:",
    earlier: "عرض قيود أقدم",
    later: "عرض قيود أحدث",
  },
};
