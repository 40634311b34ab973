import { twoDigits } from "../../../class/class-names.ts";
import type { studentStrings as english } from "../en/student.ts";
import { until } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";

/** The texts about a student's place in the class. */
export const studentStrings: Texts<typeof english> = {
  strip: {
    label: "صفك",
    student: (number, className) => `الطالب ${twoDigits(number)} في ${className}`,
    ledgers: "دفاترك",
    sandbox: "دفتري التجريبي",
    class: "دفتر الصف",
    until: (end) => `حتى ${until(Date.parse(end))}`,
  },

  again: {
    open: "البدء من جديد",
    title: "هل تريد البدء من جديد بدفتر تجريبي فارغ؟",
    explanation: (sandbox) =>
      `يُحذف دفترك التجريبي ${sandbox} نهائيًا بكل كتله، ولن يحمل أي دفتر اسمه مرة أخرى. لا يستطيع أحد استعادته، ولا حتى معلمك. وتحصل على دفتر تجريبي جديد فارغ. أما ما عدّنته في دفتر الصف فيبقى فيه.`,
    confirm: "حذفه والبدء من جديد",
    keep: "الاحتفاظ بدفتري التجريبي",
    running: "جارٍ إنشاء دفتر تجريبي جديد…",
  },
};
