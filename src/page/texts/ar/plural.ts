import { counted } from "../../language/format.ts";

/** The forms of a counted Arabic noun: for 1, 2, 3 to 10, 11 to 99, and for the rest. Those from the third on follow the number. */
type Forms = readonly [one: string, two: string, few: string, many: string, other: string];

/**
 * A counted noun.
 *
 * @param isOblique whether it follows a preposition, a verb or another noun, which changes the ending of the dual
 */
type Count = (count: number, isOblique?: boolean) => string;

function noun([one, two, few, many, other]: Forms): Count {
  const oblique = two.replaceAll(/ان(?= |$)/gu, "ين");
  return (count, isOblique = false) =>
    counted(count, {
      zero: `# ${other}`,
      one,
      two: isOblique ? oblique : two,
      few: `# ${few}`,
      many: `# ${many}`,
      other: `# ${other}`,
    });
}

export const blocks = noun(["كتلة واحدة", "كتلتان", "كتل", "كتلة", "كتلة"]);
export const newBlocks = noun(["كتلة جديدة", "كتلتان جديدتان", "كتل جديدة", "كتلة جديدة", "كتلة جديدة"]);
export const records = noun(["سجل واحد", "سجلان", "سجلات", "سجلًا", "سجل"]);
export const entries = noun(["قيد واحد", "قيدان", "قيود", "قيدًا", "قيد"]);
export const bits = noun(["بت واحد", "بتان", "بتات", "بتًا", "بت"]);
export const zeroBits = noun(["بت صفري واحد", "بتان صفريان", "بتات صفرية", "بتًا صفريًا", "بت صفري"]);
export const zeros = noun(["صفر واحد", "صفران", "أصفار", "صفرًا", "صفر"]);
export const bytes = noun(["بايت واحد", "بايتان", "بايتات", "بايتًا", "بايت"]);
export const hashes = noun(["تجزئة واحدة", "تجزئتان", "تجزئات", "تجزئة", "تجزئة"]);
export const attempts = noun(["محاولة واحدة", "محاولتان", "محاولات", "محاولة", "محاولة"]);
export const proofs = noun(["إثبات واحد", "إثباتان", "إثباتات", "إثباتًا", "إثبات"]);
export const names = noun(["اسم واحد", "اسمان", "أسماء", "اسمًا", "اسم"]);
export const steps = noun(["خطوة واحدة", "خطوتان", "خطوات", "خطوة", "خطوة"]);
export const students = noun(["طالب واحد", "طالبان", "طلاب", "طالبًا", "طالب"]);
export const others = noun(["معدّن آخر", "معدّنان آخران", "معدّنين آخرين", "معدّنًا آخر", "معدّن آخر"]);
export const receipts = noun(["إيصال واحد", "إيصالان", "إيصالات", "إيصالًا", "إيصال"]);
export const keys = noun(["مفتاح واحد", "مفتاحان", "مفاتيح", "مفتاحًا", "مفتاح"]);
export const witnesses = noun(["شاهد واحد", "شاهدان", "شهود", "شاهدًا", "شاهد"]);
export const messages = noun(["رسالة واحدة", "رسالتان", "رسائل", "رسالة", "رسالة"]);
export const transfers = noun(["تحويل واحد", "تحويلان", "تحويلات", "تحويلًا", "تحويل"]);
export const confirmations = noun(["تأكيد واحد", "تأكيدان", "تأكيدات", "تأكيدًا", "تأكيد"]);
export const reorganizations = noun([
  "إعادة تنظيم واحدة",
  "إعادتا تنظيم",
  "إعادات تنظيم",
  "إعادة تنظيم",
  "إعادة تنظيم",
]);
export const branches = noun(["فرع أقدم واحد", "فرعان أقدمان", "فروع أقدم", "فرعًا أقدم", "فرع أقدم"]);
export const nonces = noun(["قيمة nonce واحدة", "قيمتا nonce", "قيم nonce", "قيمة nonce", "قيمة nonce"]);
export const coins = noun(["عملة واحدة", "عملتان", "عملات", "عملة", "عملة"]);
