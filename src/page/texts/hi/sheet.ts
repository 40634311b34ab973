import { number } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { sheetStrings as english } from "../en/sheet.ts";
import { plural } from "./plural.ts";

export const sheetStrings: Texts<typeof english> = {
  title: (name) => `${name} की शीट`,
  lead: "जो भी यह पेज देखता है, उसे कोड और विद्यार्थियों के नाम दिखते हैं। इसे प्रोजेक्टर पर न दिखाएँ।",
  loading: "कोड लोड हो रहे हैं…",
  back: "बोर्ड पर वापस",
  print: "छापें",
  address: "कक्षा का पता",
  addressHint: "यह पेज जिस पते पर खुला है, उस तक दूसरे डिवाइस नहीं पहुँच सकते। npm run class ने जो https पता छापा है, वह डालें।",
  leftOut: (students) =>
    `छोड़े गए, क्योंकि कोड वापस लिया गया: ${plural(students.length, "विद्यार्थी")} (${students.map((each) => number(each)).join(", ")})।`,
  nobody: "सभी कोड वापस ले लिए गए हैं। बोर्ड पर विद्यार्थियों को नए कोड दें।",
};
