import { twoDigits } from "../../../class/class-names.ts";
import { until } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { studentStrings as english } from "../en/student.ts";

/** The texts about a student's place in the class. */
export const studentStrings: Texts<typeof english> = {
  strip: {
    label: "Su clase",
    student: (number, className) => `Estudiante ${twoDigits(number)} de ${className}`,
    ledgers: "Sus libros",
    sandbox: "Mi libro de práctica",
    class: "El libro de la clase",
    until: (end) => `hasta: ${until(Date.parse(end))}`,
  },

  again: {
    open: "Empezar de nuevo",
    title: "¿Empezar de nuevo con un libro de práctica vacío?",
    explanation: (sandbox) =>
      `Su libro de práctica ${sandbox} se elimina definitivamente, con todos sus bloques, y ningún libro volverá a llevar su nombre. Nadie puede recuperarlo, tampoco su docente. Usted recibe un libro de práctica nuevo y vacío. El libro de la clase conserva lo que minó allí.`,
    confirm: "Eliminarlo y empezar de nuevo",
    keep: "Conservar mi libro de práctica",
    running: "Creando un libro de práctica nuevo…",
  },
};
