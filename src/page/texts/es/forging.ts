import { number } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { forgingStrings as english } from "../en/forging.ts";
import { plural } from "./plural.ts";

/** The texts of the tour's step on signatures, except for its title, task and takeaway. */
export const forgingStrings: Texts<typeof english> = {
  parts: {
    unsigned: {
      title: "Sin firmas",
      lead: "La Dra. Osei ha registrado un registro. La cadena contiene un compromiso con él, y la lista que usted lleva dice que es de ella. Registre otro registro y escriba el nombre de ella al lado.",
    },
    signed: {
      title: "Con firmas",
      lead: "En este libro, todos los registros deben ir firmados. La clave de la Dra. Osei está en la cadena: con ella, todos pueden comprobar sus firmas, y solo ella puede hacerlas. Intente de todos modos registrar algo en su nombre.",
    },
    names: {
      title: "Una segunda clave en su nombre",
      lead: "La cadena no dice de quién es cada clave. Lo dice la lista que usted lleva. Cree, pues, una clave nueva, inscríbala como clave de la Dra. Osei y firme un registro con ella.",
    },
    seen: {
      title: "Reescribir lo que ella ha visto",
      lead: "En la entrada 5, la Dra. Osei también firmó cuál era el último bloque que había visto: el bloque 3. Ponga otro registro en ese bloque, fírmelo con su propia clave, como le está permitido, y vuelva a minar todos los bloques.",
    },
  },
  goOn: ["Continuar: exigir firmas", "Continuar: inscribir una segunda clave", "Continuar: reescribir un bloque"],
  attempts: {
    unsigned: {
      label: "Registrar algo en su nombre",
      means:
        "La falsificación supera todas las comprobaciones. Nada en la cadena dice quién hizo el registro. Solo lo dice su lista, y esa lista la escribe usted.",
    },
    without: {
      label: "Omitir la firma",
      means: "El primer bloque dice que los registros deben ir firmados, y eso ya nadie puede cambiarlo.",
    },
    own: {
      label: "Firmar con su propia clave",
      means:
        "La entrada nombra la clave de ella, pero la firma se hizo con la de usted. Basta la clave pública de ella para verlo.",
    },
    copied: {
      label: "Copiar la firma de ella de la entrada 5",
      means:
        "Una firma cubre la entrada completa. La de ella se hizo para el registro de la entrada 5 y no sirve para ningún otro.",
    },
    second: {
      label: "Inscribir una segunda clave en su nombre",
      means:
        "La falsificación supera todas las comprobaciones: la firma es correcta, y de quién es la clave lo dice usted. Solo quien conoce la clave verdadera de la Dra. Osei, y la fija al verificar, ve que esta es otra.",
    },
    unendorsed: {
      label: "Intentarlo en un libro con registrador",
      means:
        "El primer bloque de este libro nombra a un registrador, que solo avala una clave después de averiguar de quién es. Ninguna otra clave cuenta.",
    },
    endorsed: {
      label: "Avalar usted la clave",
      means: "Solo la clave del registrador produce un aval, y usted no la tiene.",
    },
    rewritten: {
      label: "Reescribir el bloque 3 y volver a minar",
      means:
        "Todos los hashes, enlaces y pruebas de los bloques nuevos son correctos. Pero la entrada de la Dra. Osei nombra el bloque 3 que ella había visto, y ese ya no existe.",
    },
    adjusted: {
      label: "Cambiar también lo que ella ha visto",
      means:
        "Ahora su entrada nombra el nuevo bloque 3. Pero ella firmó lo que había visto, así que su firma ya no corresponde. Lo único que usted puede hacer es omitir el registro de ella, y aun así ella conserva su recibo.",
    },
  },
  entries: {
    number: (place) => `Entrada ${number(place)}:`,
    founding: ({ signatures, registrar }) =>
      `fundación${signatures === undefined ? "" : ", los registros deben ir firmados"}${registrar === undefined ? "" : ", y las claves, avaladas"}`,
    key: "clave",
    endorsed: ", avalada",
    unsigned: "registro, sin firma",
    author: "registro, firmado con la clave",
    seen: (block) => `, visto: bloque ${number(block)}`,
    listed: { colleague: "su lista: Dra. Osei", operator: "su lista: usted" },
  },
  valid: (length) => `is_valid: los ${plural(length, "bloque")} son válidos`,
  notValid: (rule) => `is_valid: no es válida, por la regla ${rule}`,
};
