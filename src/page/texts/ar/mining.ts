import { duration, number, percent } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { miningStrings as english } from "../en/mining.ts";
import { attempts, bits, blocks, hashes, zeros } from "./plural.ts";

/** The texts of the tour's steps about mining and its rewards. */
export const miningStrings: Texts<typeof english> = {
  steps: {
    byHand: {
      title: "التعدين باليد",
      text: "تحوّل التجزئة أي نص إلى 64 خانة ست عشرية لا يستطيع أحد توقعها. في الأسفل الكتلة الأولى من سلسلة جديدة، كتلة البداية. وفيها حقل حر واحد هو nonce. اكتب فيه عددًا لترى تجزئة الكتلة مع هذا العدد.",
      task: "اكتب أعدادًا حتى تبدأ التجزئة بصفر.",
      learned:
        "لقد فعلت ما يفعله المعدّنون: يجرّبون قيم nonce حتى تبدأ تجزئة بعدد كافٍ من الأصفار. للخانة الست عشرية 16 قيمة، لذا يحتاج الصفر الواحد إلى 16 محاولة في المتوسط. ولا يعرف أحد مسبقًا أي قيمة ستنجح، فلا طريقة أفضل من التجربة.",
    },
    machine: {
      title: "دع الآلة تبحث",
      text: "تطلب هذه السلسلة أربعة أصفار كما في الورقة: 16 بتًا. وكل صفر إضافي يحتاج إلى 16 ضعفًا من المحاولات، وهذا لا أمل فيه باليد. جرّب بضع قيم nonce إن شئت، ثم دع متصفحك يبحث. عدّن كتلة البداية وكتلتين.",
      task: "عدّن كتلة البداية وكتلتي مريضين.",
      learned:
        "فعل متصفحك في لحظة ما كان سيستغرق منك أيامًا، وبالطريقة نفسها: محاولة بعد أخرى. سلسلة الكتل الثلاث هذه لك، وتتابع خطوتان لاحقتان العمل بها.",
    },
    target: {
      title: "الهدف والطابع الزمني",
      text: "التجزئة عدد من 256 بتًا. و«تبدأ بأصفار» تعني أن هذا العدد صغير: أقل من هدف. كل نقطة هي تجزئة الكتلة مع واحدة من 64 قيمة nonce، من 0 في اليسار إلى 2²⁵⁶ في اليمين. والنقاط التي تقع دون الهدف حلول.",
      task: "حرّك الهدف، وقدّم الطابع الزمني، وقِس سرعة متصفحك.",
      learned:
        "كل بت إضافي ينصّف الهدف ويضاعف العمل. وقد تنفد قيم nonce كلها في الكتلة، وعددها 2³²، دون حل. لكن كل ثانية تأتي بطابع زمني جديد ومعه 2³² تجزئة جديدة، فلا تنفد محاولات البحث أبدًا.",
    },
    lottery: {
      title: "اليانصيب",
      text: "يبحث أربعة معدّنين عن الكتلة التالية في الوقت نفسه. ويجرّب كل منهم قيم nonce الخاصة به ابتداءً من قيمة عشوائية. فكل تجزئة كتذكرة يانصيب، والمعدّن الأسرع يشتري تذاكر أكثر. وتبيّن الأشرطة كم كان كل منهم سيبحث عن هذه الكتلة: يفوز أقصرها.",
      task: "توقّع كم كتلة من 100 يفوز بها المعدّن الأبطأ، ثم العبها.",
      learned:
        "حصة المعدّن من الكتل تتبع حصته من السرعة، لكن على المدى الطويل فقط. لا يفوز الأسرع بكل كتلة، ويفوز الأبطأ ببعضها. ولو كان البحث سباقًا على الأعداد نفسها لفاز الأسرع دائمًا.",
    },
    coins: {
      title: "مكافآت يمكن إنفاقها",
      text: "في سلاسل كثيرة ينال من يعدّن كتلة مكافأة: عملة يمكن إنفاقها. ويذكر التحويل المرسل والمستلم والمبلغ والعملة وآخر كتلة نقلتها. ويفحص المعدّنون كل تحويل قبل وضعه في كتلة، كما يقول القسم 2 (iii) من الورقة.",
      task: "حوّل عملة، ثم حاول إنفاقها مرتين، وجرّب تحويلًا دون رصيد كافٍ.",
      learned:
        "السلسلة نفسها تقول لمن العملة. والتحويل الثاني للعملة نفسها يذكر كتلة لم تعد آخر كتلة نقلتها، فيرى كل معدّن الكتلة التي أنفقتها أولًا، ويرفض.",
    },
  },
  bench: {
    text: "الكتلة التي تُحسب تجزئتها",
    nonce: "قيمة nonce",
    nonceHint: `عدد صحيح من 0 إلى ${number(4_294_967_295)}`,
    hash: "تجزئة SHA-256 لها",
    none: "اكتب عددًا لترى تجزئة.",
    zeros: (count) => (count === 0 ? "لا صفر في البداية." : `${zeros(count)} في البداية.`),
    tries: "المحاولات",
    expected: "المتوقع",
    pace: "سرعتك",
    perMinute: (tries) => `${number(tries)} في الدقيقة`,
    noPace: "–",
    list: "محاولاتك، الأحدث أولًا",
  },
  byHand: {
    found: (tries) => `وُجدت بعد ${attempts(tries, true)}.`,
    luck: (share) => `المتوسط 16. من بين كل من يفعلون هذا، ينتهي ${percent(share)} بعدد محاولاتك أو أقل.`,
    board: "تعرض لوحة معلمك كم محاولة احتجت إليها.",
    before: (tries) => `في المرة الأولى احتجت إلى ${attempts(tries, true)}.`,
  },
  machine: {
    byHand: (perMinute, milliseconds) =>
      `بمعدل ${attempts(perMinute, true)} في الدقيقة تستغرق الكتلة منك نحو ${duration(milliseconds)} دون توقف.`,
    genesis: "كتلة البداية",
    block: (index) => `الكتلة ${number(index)}`,
    patient: "اسم المريض",
    search: "دع الآلة تبحث",
    searching: "جارٍ البحث…",
    attempts: "التجزئات المجرَّبة",
    rate: "التجزئات في الثانية",
    mined: (index, tried, milliseconds) => `الكتلة ${number(index)}: ${hashes(tried)} في ${duration(milliseconds)}.`,
    times: (factor) => `هذا أسرع منك باليد بمقدار ${number(factor)} مرة.`,
    chain: "سلسلتك",
    again: "ابدأ من جديد بسلسلة جديدة",
  },
  target: {
    line: {
      title: "أقل من الهدف؟",
      bits: "البتات الصفرية في البداية",
      bitsText: (count, share) => `${bits(count)}: تجزئة واحدة من كل ${share}`,
      target: "الهدف",
      smallest: "أصغر تجزئة",
      below: (count, expected) => `عدد التجزئات الأقل من الهدف: ${number(count)} من 64. والمتوسط ${expected}.`,
      compared: "قارن الخانات من اليسار: أول خانة تختلف هي التي تحسم.",
      figure: (below, count) =>
        `خط من 0 إلى 2 للأس 256 عليه 64 تجزئة كنقاط؛ يقع ${number(below)} منها دون هدف قدره ${bits(count)}.`,
      axis: ["0", "2²⁵⁶"],
    },
    time: {
      title: "طابع زمني جديد",
      lead: "الطابع الزمني جزء من النص الذي تُحسب تجزئته. قدّمه ثانية واحدة فتقفز النقاط كلها: كل قيمة nonce محاولة جديدة.",
      move: "قدّم الطابع الزمني ثانية واحدة",
      now: "الطابع الزمني",
      moved: (changed) => `تغيّر ${number(changed)} من 64 تجزئة.`,
    },
    speed: {
      title: "كم تدوم قيم nonce",
      lead: "قيمة nonce من 32 بتًا. يحسب القسم 3.1 من الورقة 4·10⁹ قيمة بسرعة 10⁸ تجزئة في الثانية.",
      measure: "قِس هذا المتصفح",
      measuring: "جارٍ القياس…",
      columns: ["", "قيم nonce", "التجزئات في الثانية", "مدة القيم كلها"],
      paper: "الورقة، بالتقريب",
      exact: "بالضبط",
      here: "هذا المتصفح",
      second: (tried, share) =>
        `في الثانية التي يدومها الطابع الزمني يجرّب هذا المتصفح ${tried} قيمة nonce: أي ${percent(share)} منها. ثم يأتي الطابع الزمني التالي فتصبح كلها جديدة.`,
    },
  },
  lottery: {
    miners: ["Ana", "Bo", "Chandra", "Dalia"],
    share: (share) => `${percent(share)} من السرعة`,
    predict: "توقّعي: من 100 كتلة يفوز المعدّن الأبطأ بـ",
    play: (count) => `العب ${blocks(count, true)}`,
    round: (count, winner) => `الكتلة ${number(count)}: وجدها ${winner} أولًا.`,
    wins: (wins, share) => `${blocks(wins)}، ${percent(share)}`,
    time: (milliseconds) => duration(milliseconds),
    played: "الكتل التي لُعبت",
    searched: "البحث عن الكتلة الأخيرة",
    won: "الحصة من الكتل",
    expected: "حصته من السرعة",
    result: (predicted, won, played) =>
      `توقّعت ${number(predicted)} من 100. وفاز المعدّن الأبطأ بـ ${number(won)} من ${number(played)}.`,
    first: "اكتب توقّعًا أولًا.",
  },
  coins: {
    people: { A: "Ana", B: "Bo", C: "Chandra" },
    chain: "السلسلة",
    block: (index) => `الكتلة ${number(index)}`,
    reward: (name, amount) => `المكافأة: ${number(amount)} إلى ${name}`,
    genesis: "بلا مكافأة",
    transfer: (sender, receiver, amount, coin) =>
      `من ${sender} إلى ${receiver}: ${number(amount)}، عملة الكتلة ${number(coin)}`,
    coins: "لمن كل عملة",
    coin: (index) => `عملة الكتلة ${number(index)}`,
    owner: (name, moved) => `${name}؛ نُقلت آخر مرة في الكتلة ${number(moved)}`,
    form: "تحويل",
    sender: "المرسل",
    receiver: "المستلم",
    amount: "المبلغ",
    which: "العملة",
    lastMoved: "نُقلت آخر مرة في",
    signed: "وقّعه",
    send: "افحصه وعدّنه",
    accepted: (index) => `قُبل: هو في الكتلة ${number(index)}.`,
    refused: "رُفض:",
    faults: {
      form: "يجب أن يكون المبلغ عددًا صحيحًا أكبر من صفر.",
      signature: (sender, signedBy) => `المرسل ${sender}، لكن الموقّع ${signedBy}.`,
      unknown: (block) => `لم تنقل الكتلة ${number(block)} هذه العملة.`,
      spent: (block) => `إنفاق مزدوج. سبق أن أنفقت الكتلة ${number(block)} هذه العملة.`,
      owner: (name) => `العملة ملك ${name}. ليس لدى المرسل رصيد كافٍ.`,
      amount: (sum) => `الرصيد غير كافٍ. قيمة العملة ${number(sum)}.`,
    },
    tasks: {
      accepted: "تحويل مقبول",
      spent: "العملة نفسها مرتين: يُرفض",
      funds: "دون رصيد كافٍ: يُرفض",
    },
  },
};
