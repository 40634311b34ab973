import { shortThumbprint } from "../../keys/short-thumbprint.ts";
import { number, time } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { vouchingStrings as english } from "../en/vouching.ts";
import { plural } from "./plural.ts";

/** A block with its date, as in "block 12 (3 May 2026, 10:15:00)". */
function blockOf(index: number, at: string): string {
  return `ब्लॉक ${number(index)} (${time(at)})`;
}

export const vouchingStrings: Texts<typeof english> = {
  key: (thumbprint) => `कुंजी ${shortThumbprint(thumbprint)}`,

  vouched: {
    unsigned: "हस्ताक्षर नहीं: किसने दर्ज किया, यह सिर्फ़ ऑपरेटर कहता है।",
    unsignedErasure: "हस्ताक्षर नहीं: किसने माँग की, यह सिर्फ़ ऑपरेटर कहता है।",
    signedBy: "हस्ताक्षरकर्ता:",
    you: "आप",
    since: "कुंजी कब से ज्ञात:",
    loading: "पूछा जा रहा है कि यह कौन है…",
    operator: "नाम की ज़िम्मेदारी ऑपरेटर की",
    registrar: "नाम की ज़िम्मेदारी रजिस्ट्रार की",
    erased: "नाम मिटाया गया",
    notFound: "जो इस लेजर पर नामांकित नहीं है",
    revoked: (index, at) => `कुंजी बाद में रद्द की गई, ${blockOf(index, at)} में।`,
    disputed: (index) => `विवादित: कुंजी रद्द की गई, और ब्लॉक ${number(index)} से वह ग़लत हाथों में रही हो सकती है।`,
    holds: "हस्ताक्षर सत्यापित",
    fails: "हस्ताक्षर इस कुंजी के नहीं हैं",
    unchecked: "हस्ताक्षर नहीं जाँचे गए",
    checking: "हस्ताक्षर जाँचे जा रहे हैं…",
    enrols: "नामांकित करती है:",
    revokes: "रद्द करती है:",
    disputes: (index) => `और ब्लॉक ${number(index)} से उसके सभी हस्ताक्षरों को विवादित करती है`,
    block: blockOf,
  },

  founding: {
    sandbox: "सैंडबॉक्स",
    deletable: "अपनी हर चीज़ के साथ मिटाया जा सकता है",
    signatures: "हस्ताक्षर",
    required: "रिकॉर्ड और सुधारों पर ज़रूरी",
    optional: "वैकल्पिक",
    registrar: "रजिस्ट्रार की कुंजी",
    noRegistrar: "कोई नहीं: कुंजियों के नामों की ज़िम्मेदारी ऑपरेटर की है",
    successor: "उत्तराधिकारी की कुंजी",
  },

  faults: {
    genesis: "हस्ताक्षर नहीं किए गए: लेजर का पहला ब्लॉक मान्य नहीं है।",
    hash: (index) => `हस्ताक्षर नहीं किए गए: ब्लॉक ${number(index)} का हैश या प्रूफ़ ग़लत है।`,
    link: (index) => `हस्ताक्षर नहीं किए गए: ब्लॉक ${number(index)} अपने से पहले वाले ब्लॉक से नहीं जुड़ा है।`,
    shorter: (length, before) =>
      `हस्ताक्षर नहीं किए गए: लेजर में ${plural(length, "ब्लॉक है", "ब्लॉक हैं")}, जबकि इस ब्राउज़र की पिछली जाँच में ${number(before)} थे। उसके बारे में जो जानते हैं उसे सँभालकर रखें, और जो उसे चलाता है उससे पूछें।`,
    replaced: (index) =>
      `हस्ताक्षर नहीं किए गए: ब्लॉक ${number(index)} वह नहीं है जो इस ब्राउज़र ने पिछली बार जाँचा था। लेजर का इतिहास बदल दिया गया है। जो उसे चलाता है उससे पूछें।`,
    otherLedger:
      "हस्ताक्षर नहीं किए गए: यह ब्राउज़र इस नाम से जिस लेजर को जानता है, उसकी जगह दूसरा लेजर आ गया है। उसका पहला ब्लॉक अलग है।",
    accept: "नए लेजर को स्वीकार करें",
  },
};
