import type { sheetStrings as english } from "../en/sheet.ts";
import { list, number } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import { students } from "./plural.ts";

/** The words of the sheet's view. The words of the sheet itself are in src/class/sheet/. */
export const sheetStrings: Texts<typeof english> = {
  title: (name) => `ورقة أكواد ${name}`,
  lead: "كل من يرى هذه الصفحة يرى الأكواد وأسماء الطلاب. لا تعرضها على الشاشة الكبيرة.",
  loading: "جارٍ تحميل الأكواد…",
  back: "العودة إلى اللوحة",
  print: "طباعة",
  address: "عنوان الصف",
  addressHint: "هذه الصفحة مفتوحة بعنوان لا تصل إليه الأجهزة الأخرى. أدخل عنوان https الذي طبعه الأمر npm run class.",
  leftOut: (left) => `لم يُدرج من سُحب كوده: ${students(left.length)} (${list(left.map((each) => number(each)))}).`,
  nobody: "سُحبت كل الأكواد. أعطِ الطلاب أكوادًا جديدة من اللوحة.",
};
