import { shortThumbprint } from "../../keys/short-thumbprint.ts";
import { number, time } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { vouchingStrings as english } from "../en/vouching.ts";
import { plural } from "./plural.ts";

/** A block with its date, as in "bloque 12 (3 may 2026, 10:15:00)". */
function blockOf(index: number, at: string): string {
  return `bloque ${number(index)} (${time(at)})`;
}

/** The texts about who vouches for what, and about why the page does not sign. */
export const vouchingStrings: Texts<typeof english> = {
  key: (thumbprint) => `clave ${shortThumbprint(thumbprint)}`,

  vouched: {
    unsigned: "Sin firma: solo el operador dice quién lo registró.",
    unsignedErasure: "Sin firma: solo el operador dice quién la pidió.",
    signedBy: "Firmado por",
    you: "usted",
    since: "cuya clave se conoce desde el",
    loading: "averiguando de quién se trata…",
    operator: "del nombre responde el operador",
    registrar: "del nombre responde el registrador",
    erased: "nombre suprimido",
    notFound: "que no está inscrita en este libro",
    revoked: (index, at) => `La clave se revocó más tarde, en el ${blockOf(index, at)}.`,
    disputed: (index) =>
      `Impugnado: la clave se revocó, y pudo haber estado en malas manos desde el bloque ${number(index)}.`,
    holds: "Firma verificada",
    fails: "La firma no es de esta clave",
    unchecked: "Firma sin comprobar",
    checking: "Comprobando la firma…",
    enrols: "Inscribe la",
    revokes: "Revoca la",
    disputes: (index) => `e impugna lo que firmó desde el bloque ${number(index)}`,
    block: blockOf,
  },

  founding: {
    sandbox: "Libro de práctica",
    deletable: "se puede eliminar, con todo lo que contiene",
    signatures: "Firmas",
    required: "obligatorias en registros y correcciones",
    optional: "opcionales",
    registrar: "Clave del registrador",
    noRegistrar: "ninguna: de los nombres de las claves responde el operador",
    successor: "Clave del sucesor",
  },

  /** Why the page does not sign. */
  faults: {
    genesis: "No se firmó: el primer bloque del libro no es válido.",
    hash: (index) => `No se firmó: el hash o la prueba del bloque ${number(index)} es incorrecto.`,
    link: (index) => `No se firmó: el bloque ${number(index)} no está enlazado con el bloque anterior.`,
    shorter: (length, before) =>
      `No se firmó: el libro tiene ${plural(length, "bloque")}, y tenía ${number(before)} cuando este navegador lo comprobó por última vez. Conserve lo que sabe de él y pregunte a quien lo administra.`,
    replaced: (index) =>
      `No se firmó: el bloque ${number(index)} no es el que este navegador comprobó la última vez. El historial del libro fue sustituido. Pregunte a quien lo administra.`,
    otherLedger:
      "No se firmó: otro libro ha ocupado el lugar del que este navegador conoce con este nombre. Su primer bloque es distinto.",
    accept: "Aceptar el libro nuevo",
  },
};
