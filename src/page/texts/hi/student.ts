import { twoDigits } from "../../../class/class-names.ts";
import { until } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { studentStrings as english } from "../en/student.ts";

export const studentStrings: Texts<typeof english> = {
  strip: {
    label: "आपकी कक्षा",
    student: (number, className) => `विद्यार्थी ${twoDigits(number)}, कक्षा ${className}`,
    ledgers: "आपके लेजर",
    sandbox: "मेरा सैंडबॉक्स",
    class: "कक्षा का लेजर",
    until: (end) => `${until(Date.parse(end))} तक`,
  },

  again: {
    open: "फिर से शुरू करें",
    title: "ख़ाली सैंडबॉक्स से फिर शुरू करें?",
    explanation: (sandbox) =>
      `आपका सैंडबॉक्स ${sandbox} अपने सभी ब्लॉकों के साथ हमेशा के लिए मिट जाएगा, और उसका नाम फिर किसी लेजर को नहीं मिलेगा। उसे कोई वापस नहीं ला सकता, आपके शिक्षक भी नहीं। आपको नया, ख़ाली सैंडबॉक्स मिलेगा। आपने कक्षा के लेजर में जो माइन किया है वह बना रहेगा।`,
    confirm: "मिटाएँ और फिर शुरू करें",
    keep: "मेरा सैंडबॉक्स रखें",
    running: "नया सैंडबॉक्स बन रहा है…",
  },
};
