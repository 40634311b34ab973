import { list, number, percent } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { networkStrings as english } from "../en/network.ts";
import {
  bits,
  blocks,
  branches,
  coins,
  confirmations,
  messages,
  nonces,
  reorganizations,
  transfers,
} from "./plural.ts";

/** The texts of the view of the simulated network. */
export const networkStrings: Texts<typeof english> = {
  title: "الشبكة",
  lead: "لكل عقدة نسختها من السلسلة، ولا أحد يحكم بينها. غيّر ما تشاء: هذه محاكاة في متصفحك ولا تمسّ أي دفتر.",

  scenarios: {
    title: "ما يمكن تجربته",
    watch: "راقب",
    learned: "ما يبيّنه ذلك",
    own: "شبكتك أنت",
    each: {
      honest: {
        name: "اتفاق",
        watch:
          "تعدّن العُقد ويدفع بعضها لبعض. ومن حين إلى آخر تجد عقدتان كتلة في الوقت نفسه تقريبًا فتختلف النسخ. انظر أي كتلة تحسم الأمر، وما يحدث للأخرى.",
        learned:
          "تتمسك كل عقدة بالسلسلة ذات العمل الأكبر. وينتهي التفرّع حالما يصبح أحد الجانبين أطول، لذا لا تكون الكتلة نهائية عند تعدينها، بل يقل احتمال استبدالها مع كل كتلة فوقها.",
      },
      "edited-copy": {
        name: "نسخة معدّلة",
        watch:
          "بعد دقيقة تمنح D نفسها مكافأة الكتلة 3 في نسختها. افتح تلك الكتلة: لم تعد تجزئتها مطابقة، فيرفضها الآخرون. وبعد نصف دقيقة تعيد D تعدين كتلها واحدة بعد أخرى.",
        learned:
          "يكسر التعديل الإثباتات ابتداءً من تلك الكتلة. وإعادة التعدين تصلحها، لكن عمل D وحدها أقل من عمل الآخرين معًا، فلا يأخذون نسختها أبدًا. لم يقارن الآخرون النسخ، بل حسبوا العمل فقط.",
      },
      partition: {
        name: "انقسام",
        watch:
          "بعد دقيقة تنقطع D وE عن غيرهما. ويستمر الجانبان، ويصدّق كل منهما سلسلته. وفي أثناء ذلك تدفع D إلى E. وبعد 80 ثانية أخرى تلتئم الشبكة.",
        learned:
          "يتخلى الجانب ذو العمل الأقل عن كل كتله دفعة واحدة: هذه إعادة تنظيم. ودفعة كانت لها هناك عدة تأكيدات تنتظر من جديد. والشبكة التي تستمر وهي منقسمة لا تستطيع أن تعد ببقاء كتلة.",
      },
      "double-spend": {
        name: "51 %",
        watch:
          "تملك A نسبة 51 % من قدرة التجزئة. تدفع إلى B بعملة، وتعدّن سرًا سلسلة تعود فيها العملة نفسها إلى A. وحالما تحصل B على تأكيدين وتسلّم البضاعة، تنشر A سلسلتها.",
        learned:
          "لم تُخرق أي قاعدة: كل توقيع وكل إثبات صحيح، ومع ذلك اختفت الدفعة. تنفع تأكيدات أكثر ضد أقلية، أما ضد أغلبية فلا تفعل سوى أن تطيل الوقت.",
      },
      stake: {
        name: "حصة",
        watch:
          "التشغيل نفسه، لكن قائد كل دور يُسحب بالقرعة بحسب حصته، ويوقّع الكتلة بدل البحث عنها. تأتي الكتل على فترات متساوية. غيّر مقدار حصة كل عقدة.",
        learned:
          "لا يكاد التوقيع يستهلك طاقة، لذا لا يجعل إعادة كتابة التاريخ مكلفة: يستطيع القائد توقيع كتلتين للدور نفسه بلا كلفة. تضيف الأنظمة الحقيقية عقوبات وتصويتًا نهائيًا، وهذه المحاكاة تُغفلهما.",
      },
    },
  },

  run: {
    title: "التشغيل",
    run: "شغّل",
    pause: "إيقاف مؤقت",
    step: "خطوة",
    speed: "السرعة",
    times: (factor) => `\u2066${number(factor)} ×\u2069`,
    restart: "من البداية",
    repeat: "كرّر مع تغييراتي",
    seed: "البذرة",
    useSeed: "استعمل هذه البذرة",
    newSeed: "بذرة جديدة",
    wrongSeed: "اكتب عددًا صحيحًا من 0 إلى 4294967295.",
    time: (seconds) => `زمن المحاكاة: ${seconds} ث`,
    hint: "البذرة نفسها تعطي التشغيل نفسه. والبدء من جديد يتجاهل ما غيّرته.",
  },

  settings: {
    title: "الإعدادات",
    consensus: "كيف تُضاف الكتلة",
    kinds: { work: "إثبات العمل", stake: "إثبات الحصة" },
    nodes: "العُقد",
    restarts: "تغيير هذه يبدأ تشغيلًا جديدًا.",
    latency: "متوسط التأخير",
    seconds: (seconds) => `${number(seconds, 1)} ث`,
    shares: { work: "قدرة التجزئة", stake: "الحصة" },
    partition: "اعزل",
    partitionHint: "تتبادل العُقد المختارة الرسائل فيما بينها فقط.",
    heal: "أعد وصل الشبكة",
    mining: "التعدين",
  },

  picture: {
    summary: (nodes, count) => `العُقد ${list(nodes)}، ${messages(count)} في الطريق.`,
    divided: (groups) => `منقسمة: ${groups.join(" | ")}.`,
    caption: "المربعات كتل في الطريق، وعليها حرف معدّنها. والدوائر تحويلات. والخطوط المتقطعة اتصالات مقطوعة.",
    tip: (index) => `الكتلة ${number(index)}`,
  },

  copies: {
    title: "النسخ",
    hint: "اختر كتلة لفتحها. وبمفاتيح الأسهم تتنقل في النسخة وإلى العقدة التالية.",
    copyOf: (node) => `نسخة ${node}`,
    facts: (share, waiting) => `${percent(share)} · ${transfers(waiting)} في الانتظار`,
    reorganized: (times, deepest) =>
      `${reorganizations(times)}، ${deepest === 1 ? "بعمق كتلة واحدة (1)" : `بعمق يصل إلى ${blocks(deepest, true)}`}`,
    agrees: "متفقة",
    differs: "كتلة أخيرة أخرى",
    edited: "نسخة معدّلة",
    outvoted: "نسخة معدّلة بقيت في الأقلية",
    mining: "تعيد التعدين",
    secret: "سلسلة سرية",
    hidden: (count) => `${branches(count)} غير معروضة`,
    legend: {
      tip: "آخر كتلة في نسخة",
      confirmations: "التأكيدات",
      abandoned: "خارج السلسلة",
      refused: "مرفوضة",
    },
    block: (index, miner) => `الكتلة ${number(index)} من ${miner}`,
    genesis: "التكوين",
    confirmed: (count) => confirmations(count),
    abandoned: "خارج السلسلة",
    refused: "مرفوضة",
    tip: "الأخيرة",
    hash: (start) => `التجزئة ${start}`,
  },

  opened: {
    title: (index, node) => `الكتلة ${number(index)} عند ${node}`,
    genesis: "كتلة التكوين واحدة في كل النسخ ولا يمكن تعديلها.",
    valid: "صالحة",
    wrong: "مرفوضة",
    beside: "خارج السلسلة: لهذه النسخة كتلة أخرى في هذا الموضع.",
    hash: "التجزئة",
    previous: "previous_hash",
    proof: "الإثبات",
    leader: "وقّعتها",
    minedBy: "عدّنتها",
    minedAt: "وقت التعدين",
    rewardTo: "المكافأة إلى",
    rewardName: "المكافأة",
    reward: (amount) => `عملة جديدة قيمتها ${number(amount)}`,
    transfers: "التحويلات",
    none: "لا شيء",
    sender: "المرسل",
    receiver: "المستلم",
    amount: "المبلغ",
    ofTransfer: (field, transfer) => `${field} في ${transfer}`,
    coins: (moved) => `ينقل ${list(moved)}`,
    signedBy: (node) => `وقّعته ${node}`,
    remove: "أزل",
    removeTransfer: (transfer) => `أزل ${transfer}`,
    mineAgain: "أعد التعدين",
    signAgain: "أعد التوقيع",
    stopEditing: "تخلّ عن النسخة المعدّلة",
    mineHint: (node) => `تعيد ${node} تعدين كتلها المعدّلة واحدة بعد أخرى بقدر ما تسمح قدرة تجزئتها. دع المحاكاة تعمل.`,
    others: "الموضع نفسه في النسخ الأخرى",
    same: "التجزئة نفسها",
    other: "تجزئة أخرى",
    lacks: "لا كتلة هنا بعد",
    computing: "جارٍ الحساب…",
    nonce: {
      title: "ابحث عن nonce باليد",
      label: "nonce",
      next: "nonce التالي",
      fits: "هذا nonce مناسب: تبدأ التجزئة بعدد 8 من البتات الصفرية.",
      fails: "هذا nonce غير مناسب: يجب أن تبدأ التجزئة بـ 00.",
      use: "استعمل هذا nonce",
      tries: (tries) => `جُرّبت ${nonces(tries)}. والمتوسط 256.`,
    },
  },

  mempool: {
    title: (node) => `تجمّع الانتظار عند ${node}`,
    empty: "لا تحويل ينتظر هنا.",
    refused: "مرفوضة",
    transfer: (id, amount, sender, receiver) => `${id}: ${number(amount)} من ${sender} إلى ${receiver}`,
  },

  transfer: {
    title: "أرسل تحويلًا",
    hint: "العملة هي مكافأة كتلة، وتُنقل كاملة. ويذكر التحويل آخر كتلة نقلت كل عملة، فلا يمكن إنفاق العملة نفسها مرتين. حاول أن تكسر كل قاعدة.",
    sender: "المرسل",
    receiver: "المستلم",
    signer: "الموقّع والمرسِل",
    amount: "المبلغ",
    coins: "العملات",
    coinName: (block) => `عملة ${block}`,
    coin: (coin, worth) => `عملة ${coin}، قيمتها ${number(worth)}`,
    movedIn: (block) => `نُقلت آخر مرة في ${block}`,
    spentIn: (block) => `أُنفقت من قبل في ${block}`,
    belongsTo: (node) => `ملك ${node}`,
    others: "عملات لا يملكها المرسل",
    noCoins: (node) => `لا تملك ${node} أي عملة بعد. وتحصل على واحدة مع كل كتلة تعدّنها.`,
    send: "أرسل",
    sent: (id) => `أُرسل: ${id} في طريقه إلى كل العُقد.`,
    refused: (why) => `رُفض: ${why}.`,
  },

  attack: {
    title: "إنفاق مزدوج",
    attacker: "المهاجم",
    victim: "الضحية",
    confirmations: "عدد التأكيدات التي تنتظرها الضحية",
    start: "ابدأ",
    giveUp: "استسلم",
    stages: {
      preparing: "ينتظر المهاجم حتى تكون له عملة وكتلة سرية.",
      racing: "دفع المهاجم، ويعدّن سلسلته السرية في سباق مع العلنية.",
      published: "نُشرت السلسلة السرية. والقرار للآخرين.",
      succeeded: "نجح الإنفاق المزدوج: اختفت الدفعة من سلسلة الضحية.",
      failed: "فشل الإنفاق المزدوج.",
    },
    race: (secret, open) => `بعد التفرّع، في السر: ${blocks(secret)}، وفي العلن: ${blocks(open)}.`,
    impossible: "لا يمكن أن يبدأ هذا الآن: اختر عقدتين مختلفتين، وأنهِ الإنفاق المزدوج الجاري.",
  },

  odds: {
    title: "كم مرة ينجح الإنفاق المزدوج",
    hint: "الخط هو الاحتمال بحسب روزنفلد (2012). والنقاط محاولات إنفاق مزدوج محاكاة ببذرة التشغيل.",
    share: "نسبة المهاجم",
    runs: (runs) => `عدد محاولات الإنفاق المزدوج لكل نقطة: ${number(runs)}`,
    summary: (share) => `النجاح بحسب عدد التأكيدات بنسبة ${percent(share)}: الأرقام في الجدول.`,
    table: "في جدول",
    confirmations: "التأكيدات",
    theory: "النظرية",
    simulated: "المحاكاة",
    majority: "بنصف قدرة التجزئة أو أكثر ينجح المهاجم دائمًا في النهاية، مهما كان عدد التأكيدات التي تنتظرها الضحية.",
  },

  energy: {
    title: "كم يكلف الاتفاق",
    hint: "نفترض أن العُقد متماثلة، ولكل منها نواة واحدة. مع العمل تبحث كلها حتى تجد إحداها إثباتًا، ومع الحصة تحسب كل منها تجزئة وتوقيعًا. ولا يُحسب في الحالتين استهلاك الشبكة ولا وقت الخمول.",
    watts: "واط لكل نواة",
    wattsValue: (watts) => `${number(watts)} واط`,
    difficulty: "الصعوبة",
    bits: (difficulty, perBlock) => `${bits(difficulty)}: عدد التجزئات لكل كتلة ${perBlock}`,
    measure: "قِس هذا المتصفح",
    measuring: "جارٍ القياس…",
    assumed: "لم يُقَس بعد: السرعات مفترضة.",
    measured: "قيس في هذا المتصفح، على نواة واحدة.",
    hashes: (rate) => `${rate} تجزئة في الثانية`,
    signatures: (rate) => `${rate} توقيع متحقَّق منه في الثانية`,
    perBlock: "لكل كتلة",
    perTransfer: "لكل تحويل",
    noTransfers: "لم يتأكد أي تحويل",
    joules: (amount, prefix) => `\u2066${amount} ${prefix}J\u2069`,
    ratio: (times) => `للكتلة الواحدة يستهلك العمل طاقة الحصة مضروبة في ${times}.`,
    method: "الطريقة",
  },

  contrast: {
    title: "وهذا الدفتر؟",
    lead: "لدى patient-ledger بدل ذلك حامل واحد ذو سلطة، وشهود يحفظون ما وقّعه.",
    network: "شبكة كهذه",
    ledger: "هذا الدفتر",
    points: [
      {
        question: "من يقرر الكتلة التالية؟",
        network: "من يجد إثباتًا أو يقود الدور، بقدر قدرة التجزئة أو الحصة. ويحسم العمل الأكبر التفرعات.",
        ledger: "الحامل، بترتيب الوصول. هناك سلسلة واحدة ولا تفرّع أبدًا.",
      },
      {
        question: "ماذا يستطيع من يعدّل نسخة؟",
        network: "لا شيء إن كان عمله أقل من عمل الآخرين. وبأكثر من النصف: إعادة كتابة ما عدّنه الآخرون.",
        ledger: "من يعدّل تخزين الحامل يستطيع إعادة تعدين كل شيء. لكنه لا يستطيع تغيير نقاط التحقق التي حفظها غيره.",
      },
      {
        question: "ما الذي يكشف ذلك؟",
        network:
          "تفحص كل عقدة كل كتلة. وهي تأخذ ببساطة السلسلة الصالحة ذات العمل الأكبر: إعادة التنظيم لا تثير أي إنذار.",
        ledger: "نقاط التحقق الموقّعة: يناقضها التاريخ المغيَّر، وتكفي نقطة تحقق محفوظة واحدة أو شاهد واحد لإثبات ذلك.",
      },
      {
        question: "كم يكلف؟",
        network: "مع العمل طاقة كل العُقد الباحثة، ومع الحصة العملات المجمّدة. انظر الأرقام أعلاه.",
        ledger: "بحث واحد لكل كتلة، لأجل التعلم. وتقوم السلامة على التواقيع التي لا تكاد تكلف شيئًا.",
      },
      {
        question: "متى تكون الكتلة نهائية؟",
        network: "لا يقين أبدًا: كل تأكيد يقلل احتمال إعادة التنظيم.",
        ledger: "حالما يحفظ شاهد أو قارئ نقطة تحقق تشملها.",
      },
      {
        question: "بماذا عليك أن تثق؟",
        network: "بأن لا أحد يملك معظم قدرة التجزئة أو الحصة.",
        ledger: "بأن الحامل يبقى متاحًا، وأن نقطة تحقق محفوظة واحدة على الأقل بعيدة عن متناوله.",
      },
    ],
  },

  log: {
    title: "ما يحدث",
    empty: "لا شيء بعد: اضغط «شغّل».",
    at: (seconds) => `${seconds} ث`,
    mined: (node, index) => `عدّنت ${node} الكتلة ${number(index)}.`,
    signed: (node, index) => `وقّعت ${node} الكتلة ${number(index)}.`,
    secretly: (node, index) => `عدّنت ${node} سرًا الكتلة ${number(index)}.`,
    minedAgain: (node, index) => `أعادت ${node} تعدين الكتلة ${number(index)} من نسختها المعدّلة.`,
    agreed: (block) => `تتفق كل العُقد على ${block}.`,
    lost: (count) => `ضاعت عند الانقسام ${messages(count)}.`,
    reorganized: (node, depth, fork, adopted) =>
      `انتقلت ${node} إلى سلسلة ذات عمل أكبر: تركت ${blocks(depth, true)} بعد ${fork} وأخذت ${number(adopted)}.`,
    returned: (count) => `عاد إلى الانتظار ${transfers(count)}.`,
    gone: (count) => `أصبح مستحيلًا ${transfers(count)}.`,
    refusedBlock: (node, block, why) => `رفضت ${node} ${block}: ${why}.`,
    refusedTransfer: (node, transfer, why) => `رفضت ${node} التحويل ${transfer}: ${why}.`,
    refused: (action, why) => `${action} رُفض: ${why}.`,
  },

  names: {
    genesis: "كتلة التكوين",
    block: (index, miner) => `الكتلة ${number(index)} من ${miner}`,
  },

  actions: {
    weight: (node) => `تغيرت نسبة ${node}.`,
    latency: (seconds) => `متوسط التأخير الآن ${seconds} ث.`,
    miningOn: "العُقد تعدّن.",
    miningOff: "توقفت العُقد عن التعدين.",
    divided: (groups) => `الشبكة منقسمة: ${groups.join(" | ")}.`,
    healed: "التأمت الشبكة من جديد.",
    paid: (sender, receiver, count) => `ترسل ${sender} إلى ${receiver} تحويلًا فيه ${coins(count)}.`,
    submitted: (node, amount, sender, receiver) =>
      `توقّع ${node} تحويلًا بمبلغ ${number(amount)} من ${sender} إلى ${receiver}.`,
    edited: (node, index) => `عدّلت ${node} الكتلة ${number(index)} في نسختها.`,
    reproved: (node) => `تبحث ${node} عن إثباتات جديدة لنسختها المعدّلة.`,
    proven: (node) => `وجدت ${node} قيمة nonce باليد.`,
    returned: (node) => `تترك ${node} سلسلتها وتأخذ أفضل سلسلة تعرفها.`,
    attacked: (attacker, victim) => `تُعدّ ${attacker} إنفاقًا مزدوجًا ضد ${victim}.`,
  },

  faults: {
    work: "إثباتها لا يطابق محتواها",
    stake: "توقيع قائدها لا يطابق محتواها",
    ancestor: (block, why) => `تُبنى على ${block} وهي مرفوضة أيضًا: ${why}`,
    inTransfer: (transfer, why) => `التحويل ${transfer} غير مسموح به: ${why}`,
    form: "يجب أن ينقل عملة واحدة على الأقل، كلًا منها مرة واحدة، ومبلغًا صحيحًا أكبر من 0",
    signature: (sender, signer) => `وقّعته ${signer} بدل مرسله ${sender}`,
    unknown: (coin) => `ليس في هذه السلسلة عملة ${coin} منقولة حيث يقول التحويل`,
    doubleSpend: (coin, spentIn) => `أُنفقت عملة ${coin} من قبل في ${spentIn}`,
    conflict: (coin, transfer) => `ينقل التحويل ${transfer} عملة ${coin} من قبل`,
    owner: (coin, owner) => `عملة ${coin} ملك ${owner}`,
    amount: (sum) => `يجب أن يكون مبلغه مجموع عملاته، ${number(sum)}`,
    impossible: "هذا غير ممكن الآن",
    funds: (count) => `ليس لدى المرسل ما ينفقه سوى ${coins(count, true)}`,
    leader: (leader) => `لا يستطيع توقيع الكتلة من جديد إلا ${leader}، قائد ذلك الدور`,
  },
};
