import type { verifyStrings as english } from "../en/verify.ts";
import { number } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import { blocks, keys, receipts, witnesses } from "./plural.ts";

/** The texts of the view that verifies a chain, which are loaded with it. */
export const verifyStrings: Texts<typeof english> = {
  title: "التحقق",
  lead: "يجلب متصفحك كل كتلة ويعيد حساب تجزئتها، ويقارن السلسلة بما وُقّع. لا يأخذ شيئًا على الثقة.",
  keys: "المفاتيح",
  vkey: "مفتاح التحقق الخاص بالدفتر",
  vkeyPlaceholder: "الصق مفتاح التحقق",
  vkeyHint:
    "احصل على المفتاح مرة واحدة من مصدر غير السلسلة، كمكالمة هاتفية أو عقد: فالمهاجم الذي يستطيع استبدال السلسلة يستطيع أيضًا استبدال المفتاح الذي يأتي معها. من دون مفتاح لا تُفحص إلا الكتل نفسها.",
  takeOwnKey: "استخدام مفتاح الدفتر نفسه",
  ownKeyHint: "جاء هذا المفتاح من الدفتر نفسه، فتوقيعه لا يثبت شيئًا. قارنه بالمفتاح الذي حصلت عليه من مصدر آخر.",
  pasteKey: "لصق مفتاح بدلًا من ذلك",
  genesis: "تجزئة كتلة التكوين المحفوظة",
  genesisHint:
    "اختياري. يحتوي كل تقرير على تجزئة كتلة التكوين: احفظها والصقها هنا في المرة التالية. الدفتر الذي أُنشئ من جديد له تجزئة مختلفة.",
  genesisForm: "يجب أن تكون تجزئة كتلة التكوين المحفوظة 64 خانة ست عشرية بحروف صغيرة",
  noKey: "لا يوقّع هذا الدفتر شيئًا: لا يمكن فحص شيء إلا الكتل نفسها.",
  pins: "مفاتيح أشخاص تعرفهم",
  pinsHint:
    "اختياري. واحد في كل سطر: الاسم كما أُدرج تمامًا، ثم علامة يساوي، ثم البصمة التي أعطاك إياها الشخص. يجب أن يكون المفتاح مدرجًا، وألا يبيّن أي إيصال مفتاحًا آخر بهذا الاسم.",
  pinForm: "يجب أن يتكون كل سطر عن مفتاح من اسم وعلامة يساوي وبصمة من 43 خانة",
  witnesses: "الشهود",
  witnessKeys: "مفاتيح التحقق الخاصة بالشهود، واحد في كل سطر",
  quorum: "كم شاهدًا يجب أن يكون قد وقّع",
  quorumAll: "الكل",
  quorumTooHigh: "عدد الشهود المطلوب توقيعهم أكبر من عدد مفاتيح الشهود",
  saved: "ملفات محفوظة",
  savedHint:
    "نقاط تحقق وإيصالات ونسخ مصدّرة من السلسلة وسياسة، مما حفظته. لا تغادر متصفحك أبدًا. والنسخة المصدّرة هي ما يعيده \u2066GET /get_chain\u2069 من الدفتر، بصيغة JSON أو NDJSON.",
  drop: "أفلت الملفات هنا أو اخترها",
  pasteTitle: "لصق نقطة تحقق أو إيصال بدلًا من ذلك",
  pasteLabel: "نص نقطة تحقق أو إيصال",
  pasteAdd: "إضافة النص",
  pasted: (place) => `النص الملصق ${place}`,
  files: "الملفات المطلوب فحصها",
  verifyThis: (name) => `التحقق من ${name}`,
  verifyThisShort: "التحقق من هذا",
  remove: (name) => `إزالة ${name}`,
  kinds: {
    checkpoint: (size) => `نقطة تحقق على ${blocks(size, true)}`,
    receipt: (index) => `إيصال الكتلة ${number(index)}`,
    entryReceipt: (place, index) => `إيصال القيد ${number(place)}، في الكتلة ${number(index)}`,
    "read-checkpoint":
      "نقطة تحقق على كشف القراءات: لن تُفحص هنا. استخدم الأمر verify مع \u2066--log reads\u2069 والمفتاح من \u2066/reads/vkey\u2069",
    "read-receipt": "إيصال من كشف القراءات: لن يُفحص هنا. استخدم الأمر verify والمفتاح من \u2066/reads/vkey\u2069",
    receipts: (count, reads) =>
      `${receipts(count)}${reads > 0 ? `، و${number(reads)} من كشف القراءات لن تُفحص هنا` : ""}`,
    chain: "نسخة مصدّرة من سلسلة، سيُتحقق منها",
    copy: "نسخة مصدّرة من سلسلة، ستُقارن بالسلسلة التي يُتحقق منها",
    policy: (ofLedger, ofWitnesses) => `سياسة فيها للدفتر ${keys(ofLedger)}، ومن الشهود: ${witnesses(ofWitnesses)}`,
    none: (reason) => `لن يُفحص: ${reason}`,
  },
  unreadable: "تعذّرت قراءته: إن كان مجلدًا فأضف الملفات التي فيه بدلًا منه؛ وإن تغيّر فأضفه مرة أخرى",
  policy: {
    several: "هناك عدة ملفات سياسة: أزلها كلها إلا واحدًا",
    twice: "ملف السياسة فيه المفاتيح والنصاب: أفرغ حقول المفاتيح أو أزل الملف",
  },
  start: "التحقق من السلسلة كلها",
  again: "التحقق مرة أخرى",
  cancel: "إلغاء",
  cancelled: "أُلغي: لا حكم على السلسلة.",
  progress: "الكتل المفحوصة",
  checkedSoFar: (checked) => `فُحص: ${blocks(checked)}`,
  checked: (checked, total) => `${number(checked)} من أصل ${blocks(total, true)}`,
  speed: (perSecond) => `${number(perSecond)} كتلة/ث`,
  couldNot: (reason) => `تعذّر فحص الدفتر: ${reason}.`,
  report: "التقرير",
  right: "صحيح",
  witnessed: "مشهود عليه",
  notChecked: "لم يُفحص",
  fault: "خلل",
  more: (count) => `… و${count} غيرها`,
  advice: "ماذا تفعل الآن",
  disclosed: { discloses: "يفصح الإيصال عن:", says: "يقول القيد:" },
  saveReport: {
    by: "من يتحقق (اختياري)",
    action: "حفظ التقرير",
    hint: "ملف HTML واحد للحفظ أو للطباعة. يحمل ما تفصح عنه الإيصالات.",
    done: (name) => `حُفظ باسم ${name}.`,
  },
  ofReads: "هو من كشف القراءات لا من السلسلة. استخدم الأمر verify والمفتاح من \u2066/reads/vkey\u2069",
  noCheckpointRead: "من دون مفتاح الدفتر لا يمكن التحقق من أحدث نقطة تحقق له",
  save: {
    title: "حفظ نقطة تحقق",
    lead: "نقطة التحقق هي توقيع الدفتر على كل كتله الحالية، في بضعة أسطر بلا بيانات عن المرضى. بها تعرف إن أُعيدت كتابة ذلك التاريخ أو قُطع لاحقًا، حتى لو أُعيد بناء كل شيء آخر ليطابقه.",
    where:
      "احفظها حيث لا يصل إليها مشغّل الدفتر، كقرصك أو بريد إلكتروني أو ورقة. ولفحصها لاحقًا أضفها تحت «ملفات محفوظة».",
    action: "تنزيل أحدث نقطة تحقق",
    done: (name) => `نُزّلت باسم ${name}.`,
  },
};
