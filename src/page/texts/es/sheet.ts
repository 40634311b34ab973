import { list, number } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { sheetStrings as english } from "../en/sheet.ts";
import { plural } from "./plural.ts";

/** The words of the sheet's view. The words of the sheet itself are in src/class/sheet/. */
export const sheetStrings: Texts<typeof english> = {
  title: (name) => `Hoja de ${name}`,
  lead: "Quien ve esta página ve los códigos y los nombres de los estudiantes. No la proyecte.",
  loading: "Cargando los códigos…",
  back: "Volver al tablero",
  print: "Imprimir",
  address: "Dirección de la clase",
  addressHint:
    "Esta página está abierta en una dirección a la que otros dispositivos no llegan. Escriba la dirección https que mostró npm run class.",
  leftOut: (students) =>
    `Sin incluir, porque el código se anuló: ${plural(students.length, "estudiante")} (${list(students.map((each) => number(each)))}).`,
  nobody: "Todos los códigos se anularon. Dé códigos nuevos a los estudiantes en el tablero.",
};
