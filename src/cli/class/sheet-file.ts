import { join } from "node:path";
import type { Sheet } from "../../class/sheet/sheet.ts";
import { sheetDocument } from "../../class/sheet/sheet-document.ts";
import { replaceDurably } from "../durable-file.ts";

/**
 * Writes the sheet of a class, which only its owner may read: whoever has it can be any student.
 *
 * @returns its path
 */
export async function writeSheet(folder: string, sheet: Omit<Sheet, "timeZone">): Promise<string> {
  const file = join(folder, "sheet.html");
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  await replaceDurably(file, sheetDocument({ ...sheet, timeZone }));
  return file;
}
