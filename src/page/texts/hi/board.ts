import { expectedAttempts } from "../../../chain/proof-of-work.ts";
import { compact, duration, number, percent } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { boardStrings as english } from "../en/board.ts";
import { plural } from "./plural.ts";

/** A length of time in whole seconds, as long as it has few. */
function seconds(milliseconds: number): string {
  return milliseconds < 1_000 ? "< 1 से॰" : duration(Math.round(milliseconds / 1000) * 1000);
}

export const boardStrings: Texts<typeof english> = {
  title: (name) => `कक्षा ${name}`,
  lead: "कौन आ चुका है, कौन माइन कर रहा है, और काम कैसे बँटा है। बोर्ड अपने-आप अपडेट होता रहता है।",
  loading: "कक्षा लोड हो रही है…",
  student: (of) => `विद्यार्थी ${number(of)}`,
  present: (here, all) => `${number(all)} में से ${plural(here, "आया", "आए")}`,
  live: "लाइव",
  interrupted: "रुका हुआ",
  ended: (at) =>
    `यह कक्षा ${at} पर ख़त्म हुई: उसके कोड और टोकन की समय-सीमा पूरी हो गई है। आगे चलाने के लिए कक्षा को बाद के समय के साथ फिर शुरू करें।`,
  until: (at) => `${at} तक`,
  fault: {
    unreachable: "सर्वर जवाब नहीं दे रहा है। बोर्ड वही दिखा रहा है जो उसे आख़िरी बार पता था, और सर्वर के लौटने पर अपने-आप चल पड़ेगा।",
    notFound: (name) =>
      `यहाँ ${name} नाम की कोई कक्षा नहीं है। कक्षा npm run class से शुरू होती है, और उसका बोर्ड उसी नाम के लेजर पर दिखता है: वह लेजर ऊपर चुनें।`,
    notAllowed: "आपके टोकन को इसकी अनुमति नहीं है। npm run class ने शिक्षक का जो लिंक छापा है, उसे खोलें।",
  },
  names: "नाम दिखाएँ",
  sheet: "कोड वाली शीट",
  guide: "गाइड: नब्बे मिनट की कक्षा",
  worksheets: "कार्यपत्रक",
  projector: {
    enter: "प्रोजेक्टर मोड",
    leave: "प्रोजेक्टर मोड छोड़ें",
    join: "यहाँ जुड़ें:",
    local: "दूसरे डिवाइस localhost पर नहीं जुड़ सकते: पता यहाँ दिखाने के लिए बोर्ड को कक्षा के पते पर खोलें।",
  },

  students: {
    title: "कौन आ चुका है",
    order: "क्रम",
    orders: { number: "नंबर", blocks: "ब्लॉक", progress: "टूर में प्रगति" },
    presences: {
      expected: "अभी नहीं आए",
      in: "मौजूद",
      away: "संपर्क में नहीं",
      withdrawn: "कोड वापस लिया",
    },
    columns: {
      student: "विद्यार्थी",
      presence: "स्थिति",
      tour: "टूर",
      tries: "कोशिशें",
      blocks: "ब्लॉक",
      reward: "रिवॉर्ड",
      rate: "हैश/से॰",
      code: "कोड",
    },
    mined: (blocks) => plural(blocks, "ब्लॉक"),
    progress: (done, of) => `${number(of)} में से ${number(done)} चरण`,
    step: (open) => `चरण ${number(open)} पर`,
    rate: compact,
    noRate: "नहीं",
    noTries: "–",
    hint: "मौजूद: विद्यार्थी के पेज ने पिछले एक मिनट में ख़बर दी है। हर ब्लॉक पर 1 रिवॉर्ड मिलता है। हैश/से॰ वह दर है जो विद्यार्थी का ब्राउज़र अपनी खोज के लिए बताता है। कोशिशें: टूर के पहले चरण में विद्यार्थी ने कितने नॉन्स टाइप किए, जब तक कोई हैश शून्य से शुरू नहीं हुआ।",
  },

  code: {
    renew: "नया कोड",
    renewOf: (student) => `${student} के लिए नया कोड`,
    renewLead: "पुराना कोड काम करना बंद कर देता है, और उससे साइन इन किया हर पेज भी।",
    renewAction: "नया कोड बनाएँ",
    withdrawnMeanwhile: "इस बीच कोड वापस ले लिया गया",
    renewing: "कोड बन रहा है…",
    fresh: (student) => `${student} का नया कोड`,
    freshLead: "बोर्ड पर “कोड वाली शीट” इसे फिर दिखाती है; शीट की फ़ाइल में अब भी पुराना कोड है।",
    done: "ठीक है",
    withdraw: "वापस लें",
    withdrawOf: (student) => `${student} का कोड वापस लें`,
    withdrawLead:
      "कोड काम करना बंद कर देता है, और उससे साइन इन किया हर पेज साइन आउट हो जाता है। विद्यार्थी के ब्लॉक और सैंडबॉक्स बने रहते हैं। नए कोड से विद्यार्थी फिर आ सकता है।",
    withdrawing: "वापस लिया जा रहा है…",
    keep: "रद्द करें",
  },

  tries: {
    title: "हाथ से माइनिंग",
    lead: "हर विद्यार्थी ने कितने नॉन्स टाइप किए, जब तक कोई हैश शून्य से शुरू नहीं हुआ।",
    none: "अभी किसी को नहीं मिला। यह टूर का पहला चरण है।",
    mean: "औसत",
    expected: "अपेक्षित",
    finished: "विद्यार्थी",
    bin: (least, most) => (most === Infinity ? `${number(least)} या ज़्यादा` : `${number(least)} से ${number(most)}`),
    students: (count) => plural(count, "विद्यार्थी"),
    histogram: "कोशिशों की संख्या के हिसाब से विद्यार्थी",
    explanation:
      "16 में से एक हैश शून्य से शुरू होता है, इसलिए बहुत-से विद्यार्थियों का औसत 16 के पास पहुँचता है। ज़्यादातर को इससे कम कोशिशें लगती हैं, और कुछ को बहुत ज़्यादा: हर कोशिश की संभावना बराबर है, पहले चाहे जितनी हो चुकी हों।",
  },

  race: {
    title: "रेस",
    lead: "कक्षा के लेजर के ब्लॉक, जैसे-जैसे आते हैं।",
    since: "पिछला ब्लॉक",
    ago: (milliseconds) => `${seconds(milliseconds)} पहले`,
    expected: "अपेक्षित समय",
    seconds,
    unknown: "–",
    searching: "खोज रहे हैं",
    total: "हैश/से॰",
    rate: (perSecond) => `${compact(perSecond)}/से॰`,
    blocks: "ब्लॉक",
    blockHash: (difficulty) =>
      `एक ब्लॉक में औसतन ${number(expectedAttempts(difficulty))} हैश लगते हैं: मौजूदा दर पर यही अपेक्षित समय है। खोज चाहे कितनी देर से चल रही हो, यह समय उतना ही रहता है, क्योंकि हर हैश की संभावना बराबर है।`,
    squares:
      "squares में सभी माइनर एक ही संख्याओं में खोजते हैं, और 225 ब्लॉकों के बाद सभी प्रूफ़ पता होते हैं। इसलिए समय का अनुमान नहीं लगाया जा सकता, और दर से कम ही पता चलता है कि अगला कौन होगा।",
    newest: "सबसे नए ब्लॉक",
    block: (index) => `ब्लॉक ${number(index)}`,
    noBlocks: "अभी कोई ब्लॉक माइन नहीं हुआ है।",
    wins: "माइनर के हिसाब से ब्लॉक",
    win: (blocks, share) => `${number(blocks)} (${percent(share)})`,
    others: (miners, blocks) => `${plural(miners, "और")}: ${plural(blocks, "ब्लॉक")}`,
    searchTitle: "अभी कौन खोज रहा है",
    othersSearch: (count) => `और ${number(count)} भी`,
    nobody: "अभी कोई नहीं खोज रहा।",
    news: (arrived, index, miner) => `${plural(arrived, "नया ब्लॉक", "नए ब्लॉक")}। ब्लॉक ${number(index)} ${miner} का है।`,
  },

  shares: {
    title: "माइनिंग कितनी विकेंद्रित है?",
    none: "जब तक कोई ब्लॉक माइन नहीं होता, मापने को कुछ नहीं है।",
    ofWork: (miners, blocks, difficulty) =>
      `${plural(miners, "माइनर", "माइनरों")} ने ${plural(blocks, "ब्लॉक माइन किया", "ब्लॉक माइन किए")}। इस लेजर के हर ब्लॉक में औसतन 2^${difficulty} = ${number(expectedAttempts(difficulty))} हैश लगे, कुल ${compact(blocks * expectedAttempts(difficulty))}। इसलिए ब्लॉकों का हिस्सा अपेक्षित मेहनत का हिस्सा भी है।`,
    ofBlocks: (miners, blocks) =>
      `${plural(miners, "माइनर", "माइनरों")} ने ${plural(blocks, "ब्लॉक माइन किया", "ब्लॉक माइन किए")}। squares में जो प्रूफ़ पता है उसमें कोई मेहनत नहीं लगती, इसलिए ये सिर्फ़ ब्लॉकों के हिस्से हैं।`,
    columns: { miner: "माइनर", blocks: "ब्लॉक", work: "अपेक्षित मेहनत", share: "हिस्सा" },
    hashes: (count) => `${compact(count)} हैश`,
    percent,
    table: "सभी माइनरों के हिस्से",
    figures: {
      largest: {
        name: "सबसे बड़ा हिस्सा",
        explanation: "जिसके पास आधे से ज़्यादा है, वह बाक़ी सबको मिलाकर भी उनसे तेज़ ब्लॉक खोजता है।",
      },
      nakamoto: {
        name: "नाकामोतो गुणांक",
        explanation: "कम से कम कितने माइनरों के पास मिलाकर आधे से ज़्यादा है। 1 हो, तो अकेले एक माइनर के पास है।",
        source: "Srinivasan और Lee, Quantifying Decentralization, 2017 (वे 51% माँगते हैं)",
      },
      herfindahl: {
        name: "हरफ़िंडाल–हिर्शमैन सूचकांक",
        explanation: (equal) =>
          `हिस्सों के वर्गों का योग: सब कुछ एक माइनर के पास हो तो 1, n बराबर माइनर हों तो 1/n। यह उतना ही केंद्रित है जितने ${equal} बराबर माइनर होते।`,
        source: "अर्थशास्त्र; ब्लॉकचेन के लिए: Zhang, Ma और Liu, SoK: Blockchain Decentralization, arXiv:2205.04256",
      },
      gini: {
        name: "गिनी गुणांक",
        explanation:
          "माइन करने वालों में कितनी असमानता है: सबके पास बराबर हो तो 0, एक के पास लगभग सब कुछ हो तो 1 के पास। अकेले माइनर के लिए 0 गिना जाता है।",
        source: "अर्थशास्त्र; Bitcoin और Ethereum के लिए: Lin, Li, Zhao और Chen, 2021, arXiv:2101.10699",
      },
      entropy: {
        name: "शैनन एंट्रॉपी",
        explanation: (equal) =>
          `यादृच्छिक रूप से चुने ब्लॉक का माइनर कितना अनिश्चित है: सब कुछ एक के पास हो तो 0 बिट, n बराबर माइनर हों तो log₂ n। यह उतना ही अनिश्चित है जितना ${equal} बराबर माइनरों के साथ होता।`,
        source: "सूचना सिद्धांत; Bitcoin और Ethereum के लिए: Lin, Li, Zhao और Chen, 2021, arXiv:2101.10699",
      },
    },
    bits: (bits) => `${number(bits, 2)} बिट`,
    exact: (value) => number(value, 2),
    equal: (miners) => number(miners, 1),
    source: (of) => `स्रोत: ${of}।`,
    limits: [
      "जिन माइनरों का कोई ब्लॉक नहीं है, वे गिने नहीं जाते। कम ब्लॉकों के बाद ये आँकड़े दर से ज़्यादा क़िस्मत दिखाते हैं।",
      "वे सिर्फ़ बताते हैं कि माइन कौन करता है, और कुछ नहीं: हिस्से कितने ही बराबर हों, यह लेजर एक ही सर्वर के पास है, और वही हर ब्लॉक जोड़ता है।",
    ],
    paperTitle: "पेपर में बताए गए संबंधित काम क्या कहते हैं",
    paper: [
      "पेपर में ऐसे एक आँकड़े का नाम है: Endex, माइनिंग कितनी विकेंद्रित है इसका सूचकांक (Chen et al., IEEE Network 34(6), 2020)। पेपर उसकी परिभाषा नहीं देता, और वह लेख मुफ़्त उपलब्ध नहीं है, इसलिए Endex यहाँ नहीं निकाला जाता। ऊपर के किसी आँकड़े का नाम पेपर में नहीं है; ब्लॉकचेन के दूसरे अध्ययन उन्हें इस्तेमाल करते हैं।",
      "Cong, He और Li (Decentralized Mining in Centralized Pools, Review of Financial Studies 34(3), 2021): माइनर जोखिम बाँटने के लिए पूल में जुड़ते हैं, जिससे माइनिंग केंद्रित होती है; पर बड़े पूल ज़्यादा शुल्क लेते हैं, और इसलिए धीरे बढ़ते हैं।",
      "Albshri et al., जैसा पेपर बताता है: एक मॉडल कि दिए हुए रिवॉर्ड, लागत और माइनरों की संख्या पर माइनर कितनी हैशिंग ख़रीदते हैं। इस कक्षा में न कोई पूल बनाता है, न कोई भुगतान करता है।",
    ],
  },
};
