import type { PatientRecord } from "../../../src/chain/records/record.ts";
import { RECORD_LIMITS } from "../../../src/chain/records/record.ts";

/** Records whose every field is found nowhere else, in several scripts, with marks that encodings escape, and as long as may be. */
export const DISTINCTIVE: readonly PatientRecord[] = [
  { patient_name: "Wilhelmina Quartermaine", patient_ID: "PAT-QUAGGA-7731", Reg_no: "REG-OKAPI-55021" },
  { patient_name: "José Ángel Núñez", patient_ID: "ID-Ærøskøbing-40", Reg_no: "REG-Übelbach-41" },
  { patient_name: "𠮷野 花子", patient_ID: "患者番号-八七六五", Reg_no: "登録番号-四三二一" },
  { patient_name: "अमृता शर्मा", patient_ID: "रोगी-क्रमांक-७७", Reg_no: "पंजीकरण-संख्या-७८" },
  { patient_name: `O"Brien \\ <Zoë> & Söhne, 100 %`, patient_ID: `PAT "/\\?=&+%" 9`, Reg_no: "REG/OCELOT;55022,a" },
  {
    patient_name: distinct("Xanthippe", RECORD_LIMITS.patient_name),
    patient_ID: distinct("PAT-NUMBAT", RECORD_LIMITS.patient_ID),
    Reg_no: distinct("REG-DUGONG", RECORD_LIMITS.Reg_no),
  },
];

/** What is in a field of every record of {@link manyRecords}. */
export const MARKS = ["Thorvald Quillfeather", "PAT-AXOLOTL-", "REG-BINTURONG-"] as const;

/** Many records, which a run's name distinguishes from those of other calls. */
export function manyRecords(count: number, run: string): PatientRecord[] {
  return Array.from({ length: count }, (_, place) => ({
    patient_name: `${MARKS[0]} ${run} ${place}`,
    patient_ID: `${MARKS[1]}${run}-${place}`,
    Reg_no: `${MARKS[2]}${run}-${place}`,
  }));
}

/** A text without repetitions, so that any part of it can be recognized. */
function distinct(name: string, length: number): string {
  const parts = Array.from({ length: 40 }, (_, place) => `${name.slice(place % 5)}${(place * 7919 + 13) % 997}`);
  return parts.join("-").slice(0, length).replace(/-$/, "x");
}
