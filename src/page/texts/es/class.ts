import { twoDigits } from "../../../class/class-names.ts";
import { counted } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { classStrings as english } from "../en/class.ts";

/** The texts about classes that everybody may see: signing in with a code, the race, and the end. */
export const classStrings: Texts<typeof english> = {
  code: {
    title: "Su código",
    explanation: "Está en la hoja que le dio su docente: ocho letras y cifras, como K7QM-2FXP.",
    label: "Código",
    submit: "Iniciar sesión",
    entering: "Iniciando sesión…",
    notCode: "Esto no es un código. Un código tiene ocho letras y cifras. Compare cada una con su hoja.",
    badLink:
      "El enlace no contiene ningún código legible. Vuelva a escanearlo o escriba el código que está impreso al lado.",
    tooMany:
      "Se probaron demasiados códigos incorrectos. Si otras personas también lo intentan, no es culpa suya. Espere a que se pueda pulsar el botón de abajo y vuelva a intentarlo.",
    submitIn: (seconds) => `Iniciar sesión (en ${counted(seconds, { other: "# s" })})`,
    unreachable:
      "El servidor no responde. Compruebe que este dispositivo está en la red de la clase y vuelva a intentarlo. Su código no se ha perdido.",
    again: "Intentar de nuevo",
    noClass: "Aquí no hay ninguna clase que acepte códigos. Compare la dirección con su hoja o pregunte a su docente.",
    insecure:
      "Un código solo se envía por HTTPS; de otro modo, cualquiera en esta red podría leerlo. Abra la dirección que empieza por https://.",
    otherWay: "Iniciar sesión con un token",
  },

  switching: {
    question: (present) => `Ha iniciado sesión como ${present}. ¿Prefiere iniciarla con el código del enlace?`,
    explanation:
      "El código solo sirve en un dispositivo. Si es de otro estudiante, mantenga su sesión para que pueda usarlo.",
    take: "Iniciar sesión con el código",
  },

  race: {
    unique: (number) =>
      `Toda la clase mina aquí, y un número de registro solo se puede registrar una vez. Empiece el suyo con ${twoDigits(number)}-.`,
    server: "En el servidor: así este equipo no participa en la carrera",
  },

  /** Why a session of a class has ended, and what to do. */
  ended: (className, expires, reason) =>
    expires <= Date.now()
      ? `La clase ${className} ha terminado, y con ella su sesión.`
      : `${reason} Con un código nuevo de su docente volverá a su lugar en ${className}, con todo lo que minó.`,
};
