import { expectedAttempts } from "../../../chain/proof-of-work.ts";
import type { boardStrings as english } from "../en/board.ts";
import { compact, duration, number, percent } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import { blocks, newBlocks, others, students } from "./plural.ts";

/** A length of time in whole seconds, as long as it has few. */
function seconds(milliseconds: number): string {
  return milliseconds < 1_000 ? "أقل من 1 ث" : duration(Math.round(milliseconds / 1000) * 1000);
}

/** Every text of the board of a class. */
export const boardStrings: Texts<typeof english> = {
  title: (name) => `الصف ${name}`,
  lead: "من دخل، ومن يعدّن، وكيف يتوزع العمل. تتحدّث اللوحة من تلقاء نفسها.",
  loading: "جارٍ تحميل الصف…",
  student: (of) => `الطالب ${of}`,
  present: (here, all) => `دخل ${number(here)} من ${number(all)}`,
  live: "مباشر",
  interrupted: "انقطع الاتصال",
  ended: (at) => `انتهى هذا الصف في ${at}: انتهت صلاحية أكواده ورموزه. للمتابعة شغّل الصف من جديد بموعد انتهاء أبعد.`,
  until: (at) => `حتى ${at}`,
  fault: {
    unreachable: "الخادم لا يجيب. تعرض اللوحة آخر ما عرفته، وتتابع من تلقاء نفسها عندما يعود الخادم.",
    notFound: (name) =>
      `لا يوجد هنا صف باسم ${name}. يُفتح الصف بالأمر npm run class، وتظهر لوحته في الدفتر الذي يحمل اسمه: اختر ذلك الدفتر أعلاه.`,
    notAllowed: "لا يسمح رمز وصولك بهذا. افتح رابط المعلم الذي طبعه الأمر npm run class.",
  },
  names: "إظهار الأسماء",
  sheet: "ورقة الأكواد",
  guide: "الدليل: حصة من تسعين دقيقة",
  worksheets: "أوراق العمل",
  projector: {
    enter: "وضع العرض الكبير",
    leave: "مغادرة وضع العرض الكبير",
    join: "انضم عبر",
    local: "لا تستطيع الأجهزة الأخرى الانضمام عبر localhost: افتح اللوحة بعنوان الصف ليظهر هنا.",
  },

  students: {
    title: "من دخل",
    order: "ترتيب حسب",
    orders: { number: "الرقم", blocks: "الكتل", progress: "التقدم في الجولة" },
    presences: {
      expected: "لم يدخل بعد",
      in: "داخل",
      away: "غائب",
      withdrawn: "مسحوب",
    },
    columns: {
      student: "الطالب",
      presence: "الحالة",
      tour: "الجولة",
      tries: "المحاولات",
      blocks: "الكتل",
      reward: "المكافأة",
      rate: "تجزئة/ث",
      code: "الكود",
    },
    mined: (count) => blocks(count),
    progress: (done, of) => `${number(done)} من ${number(of)} خطوات`,
    step: (open) => `عند الخطوة ${open}`,
    rate: compact,
    noRate: "لا شيء",
    noTries: "–",
    hint: "داخل: أرسلت صفحة الطالب تقريرًا خلال الدقيقة الأخيرة. تكسب الكتلة مكافأة قدرها 1. و«تجزئة/ث» هي سرعة البحث التي يذكرها متصفح الطالب. و«المحاولات» هي قيم nonce التي كتبها الطالب في الخطوة الأولى من الجولة حتى بدأت تجزئة بصفر.",
  },

  code: {
    renew: "كود جديد",
    renewOf: (student) => `كود جديد: ${student}`,
    renewLead: "يتوقف الكود القديم عن العمل، وكذلك كل صفحة سُجّل الدخول فيها به.",
    renewAction: "إنشاء كود جديد",
    withdrawnMeanwhile: "سُحب الكود في هذه الأثناء",
    renewing: "جارٍ إنشاء كود…",
    fresh: (student) => `الكود الجديد: ${student}`,
    freshLead: "تعرضه «ورقة الأكواد» في اللوحة مرة أخرى؛ أما ملف الورقة فما زال فيه القديم.",
    done: "تم",
    withdraw: "سحب",
    withdrawOf: (student) => `سحب الكود: ${student}`,
    withdrawLead:
      "يتوقف الكود عن العمل، ويُسجَّل الخروج من كل صفحة سُجّل الدخول فيها به. وتبقى كتل الطالب ودفتره التجريبي. وبكود جديد يدخل الطالب مرة أخرى.",
    withdrawing: "جارٍ السحب…",
    keep: "إلغاء",
  },

  tries: {
    title: "التعدين باليد",
    lead: "كم قيمة nonce كتبها كل طالب حتى بدأت تجزئة بصفر.",
    none: "لم يجدها أحد بعد. هذه هي الخطوة الأولى من الجولة.",
    mean: "المتوسط",
    expected: "المتوقع",
    finished: "الطلاب",
    bin: (least, most) => (most === Infinity ? `${number(least)} فأكثر` : `من ${number(least)} إلى ${number(most)}`),
    students: (count) => students(count),
    histogram: "الطلاب حسب عدد محاولاتهم",
    explanation:
      "تبدأ تجزئة واحدة من كل 16 بصفر، لذا يقترب متوسط عدد كبير من الطلاب من 16. ويحتاج معظمهم إلى أقل من ذلك، وبعضهم إلى أكثر بكثير: لكل محاولة الاحتمال نفسه مهما كثرت المحاولات قبلها.",
  },

  race: {
    title: "السباق",
    lead: "كتل دفتر الصف كما تصل.",
    since: "آخر كتلة",
    ago: (milliseconds) => `قبل ${seconds(milliseconds)}`,
    expected: "الزمن المتوقع",
    seconds,
    unknown: "–",
    searching: "يبحثون",
    total: "تجزئة/ث",
    rate: (perSecond) => `${compact(perSecond)}/ث`,
    blocks: "الكتل",
    blockHash: (difficulty) =>
      `تحتاج الكتلة في المتوسط إلى تجزئات عددها ${number(expectedAttempts(difficulty))}: وهذا هو الزمن المتوقع بالسرعة الحالية. ويبقى كما هو مهما طال البحث، لأن لكل تجزئة الفرصة نفسها.`,
    squares:
      "في squares يبحث كل المعدّنين في الأرقام نفسها، وبعد 225 كتلة تصبح كل الإثباتات معروفة. لذا لا يمكن توقّع زمن، ولا تدل السرعة كثيرًا على من يأتي دوره.",
    newest: "أحدث الكتل",
    block: (index) => `الكتلة ${number(index)}`,
    noBlocks: "لم تُعدَّن أي كتلة بعد.",
    wins: "الكتل حسب المعدّن",
    win: (count, share) => `${number(count)} (${percent(share)})`,
    others: (count, theirs) => `${others(count)}: ${blocks(theirs)}`,
    searchTitle: "من يبحث الآن",
    othersSearch: (count) => `و${others(count)}`,
    nobody: "لا أحد يبحث الآن.",
    news: (arrived, index, miner) => `${newBlocks(arrived)}. الكتلة ${number(index)} عدّنها ${miner}.`,
  },

  shares: {
    title: "ما مدى لامركزية التعدين؟",
    none: "لا شيء يُقاس حتى تُعدَّن كتلة.",
    ofWork: (count, mined, difficulty) =>
      `المعدّنون: ${number(count)}، وقد عدّنوا ${blocks(mined, true)}. احتاجت كل كتلة في هذا الدفتر في المتوسط إلى \u20662^${difficulty} = ${number(expectedAttempts(difficulty))}\u2069 تجزئة، أي ${compact(mined * expectedAttempts(difficulty))} في المجموع. لذا فالحصة من الكتل هي أيضًا حصة من العمل المتوقع.`,
    ofBlocks: (count, mined) =>
      `المعدّنون: ${number(count)}، وقد عدّنوا ${blocks(mined, true)}. في squares لا يكلّف الإثبات المعروف أي عمل، فهذه حصص من الكتل وحدها.`,
    columns: { miner: "المعدّن", blocks: "الكتل", work: "العمل المتوقع", share: "الحصة" },
    hashes: (count) => `${compact(count)} تجزئة`,
    percent,
    table: "حصص كل المعدّنين",
    figures: {
      largest: {
        name: "أكبر حصة",
        explanation: "من لديه أكثر من النصف يجد الكتل أسرع من كل الآخرين مجتمعين.",
      },
      nakamoto: {
        name: "معامل ناكاموتو",
        explanation: "أصغر عدد من المعدّنين لديهم معًا أكثر من النصف. فإن كان 1 فلدى معدّن واحد ذلك وحده.",
        source: "Srinivasan and Lee, Quantifying Decentralization, 2017 (وهما يشترطان 51 %)",
      },
      herfindahl: {
        name: "مؤشر هرفندال–هيرشمان",
        explanation: (equal) =>
          `مجموع مربعات الحصص: 1 إن كان كل شيء لمعدّن واحد، و\u20661/n\u2069 عند تساوي n من المعدّنين. والتركّز هنا كما لو تساوى ${equal} من المعدّنين.`,
        source: "من علم الاقتصاد؛ ولسلاسل الكتل: Zhang, Ma and Liu, SoK: Blockchain Decentralization, arXiv:2205.04256",
      },
      gini: {
        name: "معامل جيني",
        explanation:
          "مدى التفاوت بين من عدّنوا: 0 إن تساوى الجميع، ويقترب من 1 إن كان لواحد كل شيء تقريبًا. والمعدّن الوحيد يُحسب 0.",
        source: "من علم الاقتصاد؛ ولبيتكوين وإيثريوم: Lin, Li, Zhao and Chen, 2021, arXiv:2101.10699",
      },
      entropy: {
        name: "إنتروبيا شانون",
        explanation: (equal) =>
          `مدى عدم اليقين في معرفة معدّن كتلة عشوائية: 0 بت إن كان كل شيء لمعدّن واحد، و\u2066log₂ n\u2069 عند تساوي n من المعدّنين. وعدم اليقين هنا كما لو تساوى ${equal} من المعدّنين.`,
        source: "من نظرية المعلومات؛ ولبيتكوين وإيثريوم: Lin, Li, Zhao and Chen, 2021, arXiv:2101.10699",
      },
    },
    bits: (count) => `${number(count, 2)} بت`,
    exact: (value) => number(value, 2),
    equal: (count) => number(count, 1),
    source: (of) => `المصدر: ${of}.`,
    limits: [
      "لا يُحسب المعدّنون الذين ليست لهم كتلة. وبعد كتل قليلة تبيّن الأرقام الحظ لا السرعات.",
      "هي تصف من يعدّن ولا شيء غير ذلك: خادم واحد يحمل هذا الدفتر ويُلحق كل كتلة، مهما تساوت الحصص.",
    ],
    paperTitle: "ما تقوله الأعمال السابقة التي يذكرها البحث",
    paper: [
      "يسمّي البحث مؤشرًا واحدًا من هذا النوع: Endex، وهو مؤشر لمدى لامركزية التعدين (Chen et al., IEEE Network 34(6), 2020). ولا يعطي تعريفًا له، والمقالة غير متاحة مجانًا، لذا لا يُحسب Endex هنا. ولا يسمّي البحث أيًّا من المؤشرات أعلاه؛ بل تستخدمها دراسات أخرى لسلاسل الكتل.",
      "‏Cong, He and Li (Decentralized Mining in Centralized Pools, Review of Financial Studies 34(3), 2021): ينضم المعدّنون إلى تجمّعات ليتقاسموا المخاطرة، وهذا يركّز التعدين؛ لكن التجمّعات الكبيرة تتقاضى أكثر، فتنمو أبطأ.",
      "‏Albshri et al. كما يصفهم البحث: نموذج لمقدار ما يشتريه المعدّنون من قدرة التجزئة بحسب المكافأة والتكلفة وعدد المعدّنين. وفي هذا الصف لا أحد ينضم إلى تجمّع ولا أحد يدفع.",
    ],
  },
};
