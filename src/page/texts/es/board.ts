import { expectedAttempts } from "../../../chain/proof-of-work.ts";
import { compact, duration, number, percent } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { boardStrings as english } from "../en/board.ts";
import { plural } from "./plural.ts";

/** A length of time in whole seconds, as long as it has few. */
function seconds(milliseconds: number): string {
  return milliseconds < 1_000 ? "< 1 s" : duration(Math.round(milliseconds / 1000) * 1000);
}

/** Every text of the board of a class. */
export const boardStrings: Texts<typeof english> = {
  title: (name) => `Clase ${name}`,
  lead: "Quién está, quién mina y cómo se reparte el trabajo. El tablero se actualiza solo.",
  loading: "Cargando la clase…",
  student: (of) => `Estudiante ${number(of)}`,
  present: (here, all) => `${number(here)} de ${number(all)} en clase`,
  live: "En directo",
  interrupted: "Interrumpido",
  ended: (at) =>
    `Esta clase ha terminado (${at}): sus códigos y tokens han caducado. Para continuar, inicie la clase de nuevo con una hora de fin posterior.`,
  until: (at) => `hasta: ${at}`,
  fault: {
    unreachable:
      "El servidor no responde. El tablero muestra lo último que supo y seguirá por sí solo cuando el servidor vuelva.",
    notFound: (name) =>
      `Aquí no hay ninguna clase ${name}. Una clase se abre con npm run class, y su tablero se muestra en el libro que lleva su nombre: elija ese libro arriba.`,
    notAllowed: "Su token no lo permite. Abra el enlace para docentes que mostró npm run class.",
  },
  names: "Mostrar nombres",
  sheet: "Hoja con los códigos",
  guide: "Guía: una clase de noventa minutos",
  worksheets: "Fichas de trabajo",
  projector: {
    enter: "Modo proyector",
    leave: "Salir del modo proyector",
    join: "Entre en",
    local:
      "Otros dispositivos no pueden entrar en localhost: abra el tablero en la dirección de la clase para mostrarla aquí.",
  },

  students: {
    title: "Quién está",
    order: "Ordenar por",
    orders: { number: "Número", blocks: "Bloques", progress: "Avance en el recorrido" },
    presences: {
      expected: "Aún no ha entrado",
      in: "En clase",
      away: "Ausente",
      withdrawn: "Código anulado",
    },
    columns: {
      student: "Estudiante",
      presence: "Estado",
      tour: "Recorrido",
      tries: "Intentos",
      blocks: "Bloques",
      reward: "Recompensa",
      rate: "Hashes/s",
      code: "Código",
    },
    mined: (blocks) => plural(blocks, "bloque"),
    progress: (done, of) => `${number(done)} de ${number(of)} pasos`,
    step: (open) => `en el paso ${number(open)}`,
    rate: compact,
    noRate: "no busca",
    noTries: "–",
    hint: "En clase: la página del estudiante dio señales en el último minuto. Cada bloque da una recompensa de 1. Hashes/s es la velocidad de búsqueda que comunica el navegador del estudiante. Intentos: los nonces que el estudiante escribió en el primer paso del recorrido hasta que un hash empezó con un cero.",
  },

  code: {
    renew: "Código nuevo",
    renewOf: (student) => `Código nuevo para ${student}`,
    renewLead: "El código anterior deja de funcionar, igual que toda página que haya iniciado sesión con él.",
    renewAction: "Crear un código nuevo",
    withdrawnMeanwhile: "el código se anuló entretanto",
    renewing: "Creando el código…",
    fresh: (student) => `El código nuevo de ${student}`,
    freshLead:
      "La «Hoja con los códigos» del tablero vuelve a mostrarlo; el archivo de la hoja todavía contiene el anterior.",
    done: "Listo",
    withdraw: "Anular",
    withdrawOf: (student) => `Anular el código de ${student}`,
    withdrawLead:
      "El código deja de funcionar, y se cierra la sesión de toda página que la haya iniciado con él. Los bloques y el libro de práctica del estudiante se conservan. Con un código nuevo podrá volver a entrar.",
    withdrawing: "Anulando…",
    keep: "Cancelar",
  },

  tries: {
    title: "Minado a mano",
    lead: "Cuántos nonces escribió cada estudiante hasta que un hash empezó con un cero.",
    none: "Nadie ha encontrado todavía ninguno. Es el primer paso del recorrido.",
    mean: "Media",
    expected: "Valor esperado",
    finished: "Estudiantes",
    bin: (least, most) => (most === Infinity ? `${number(least)} o más` : `de ${number(least)} a ${number(most)}`),
    students: (count) => plural(count, "estudiante"),
    histogram: "Estudiantes según el número de sus intentos",
    explanation:
      "Uno de cada 16 hashes empieza con un cero, así que la media de muchos estudiantes se acerca a 16. La mayoría necesita menos, y algunos muchos más: cada intento tiene la misma probabilidad, por muchos que se hayan hecho antes.",
  },

  race: {
    title: "La carrera",
    lead: "Los bloques del libro de la clase, según van llegando.",
    since: "Último bloque",
    ago: (milliseconds) => `hace ${seconds(milliseconds)}`,
    expected: "Tiempo esperado",
    seconds,
    unknown: "–",
    searching: "Buscando",
    total: "Hashes/s",
    rate: (perSecond) => `${compact(perSecond)}/s`,
    blocks: "Bloques",
    blockHash: (difficulty) =>
      `Un bloque requiere ${number(expectedAttempts(difficulty))} hashes de media: ese es el tiempo esperado a la velocidad actual. No cambia por mucho que dure ya la búsqueda, porque cada hash tiene la misma probabilidad.`,
    squares:
      "Con squares, todos los mineros recorren los mismos números, y tras 225 bloques se conocen todas las pruebas. Por eso no hay tiempo esperado, y la velocidad dice poco sobre quién será el siguiente.",
    newest: "Bloques más recientes",
    block: (index) => `Bloque ${number(index)}`,
    noBlocks: "Aún no se ha minado ningún bloque.",
    wins: "Bloques por minero",
    win: (blocks, share) => `${number(blocks)} (${percent(share)})`,
    others: (miners, blocks) => `${plural(miners, "minero más", "mineros más")}: ${plural(blocks, "bloque")}`,
    searchTitle: "Quién busca ahora",
    othersSearch: (count) => `y ${number(count)} más`,
    nobody: "Ahora nadie busca.",
    news: (arrived, index, miner) =>
      `${plural(arrived, "bloque nuevo", "bloques nuevos")}. El bloque ${number(index)} es de ${miner}.`,
  },

  shares: {
    title: "¿Cuán descentralizada está la minería?",
    none: "No hay nada que medir hasta que se mine un bloque.",
    ofWork: (miners, blocks, difficulty) =>
      `Mineros: ${number(miners)}. Bloques minados: ${number(blocks)}. Cada bloque de este libro requirió 2^${difficulty} = ${number(expectedAttempts(difficulty))} hashes de media, ${compact(blocks * expectedAttempts(difficulty))} en total. Por eso, una parte de los bloques es también la misma parte del trabajo esperado.`,
    ofBlocks: (miners, blocks) =>
      `Mineros: ${number(miners)}. Bloques minados: ${number(blocks)}. Con squares, una prueba conocida no cuesta trabajo, así que estas son solo partes de los bloques.`,
    columns: { miner: "Minero", blocks: "Bloques", work: "Trabajo esperado", share: "Parte" },
    hashes: (count) => `${compact(count)} hashes`,
    percent,
    table: "Las partes de todos los mineros",
    figures: {
      largest: {
        name: "Mayor parte",
        explanation: "Quien tiene más de la mitad encuentra bloques más deprisa que todos los demás juntos.",
      },
      nakamoto: {
        name: "Coeficiente de Nakamoto",
        explanation: "El menor número de mineros que juntos tienen más de la mitad. Si es 1, un solo minero la tiene.",
        source: `Srinivasan y Lee, Quantifying Decentralization, 2017 (piden el ${percent(0.51)})`,
      },
      herfindahl: {
        name: "Índice de Herfindahl-Hirschman",
        explanation: (equal) =>
          `La suma de los cuadrados de las partes: 1 si un minero lo tiene todo, 1/n con n mineros iguales. La concentración es la de ${equal} mineros iguales.`,
        source:
          "Economía; para cadenas de bloques: Zhang, Ma y Liu, SoK: Blockchain Decentralization, arXiv:2205.04256",
      },
      gini: {
        name: "Coeficiente de Gini",
        explanation:
          "Cuán desiguales son quienes minaron: 0 si todos tienen lo mismo, cerca de 1 si uno lo tiene casi todo. Un único minero cuenta como 0.",
        source: "Economía; para Bitcoin y Ethereum: Lin, Li, Zhao y Chen, 2021, arXiv:2101.10699",
      },
      entropy: {
        name: "Entropía de Shannon",
        explanation: (equal) =>
          `Cuán incierto es el minero de un bloque al azar: 0 bits si un minero lo tiene todo, log₂ n con n mineros iguales. La incertidumbre es la de ${equal} mineros iguales.`,
        source: "Teoría de la información; para Bitcoin y Ethereum: Lin, Li, Zhao y Chen, 2021, arXiv:2101.10699",
      },
    },
    bits: (bits) => `${number(bits, 2)} bits`,
    exact: (value) => number(value, 2),
    equal: (miners) => number(miners, 1),
    source: (of) => `Fuente: ${of}.`,
    limits: [
      "Los mineros sin bloques no cuentan. Tras pocos bloques, las cifras muestran la suerte más que las velocidades.",
      "Describen quién mina, y nada más: un solo servidor guarda este libro y añade cada bloque, por iguales que sean las partes.",
    ],
    paperTitle: "Qué dicen los trabajos relacionados del artículo",
    paper: [
      "El artículo nombra una cifra de este tipo: Endex, un índice de cuán descentralizada está la minería (Chen et al., IEEE Network 34(6), 2020). No la define, y el texto original no es de acceso libre, así que Endex no se calcula aquí. El artículo no nombra ninguna de las cifras de arriba; otros estudios sobre cadenas de bloques las usan.",
      "Cong, He y Li (Decentralized Mining in Centralized Pools, Review of Financial Studies 34(3), 2021): los mineros se unen en grupos para compartir el riesgo, lo que concentra la minería; pero los grupos grandes cobran más, y por eso crecen más despacio.",
      "Albshri et al., según los describe el artículo: un modelo de cuánta potencia de cálculo compran los mineros según la recompensa, el coste y el número de mineros. En esta clase nadie forma grupos y nadie paga.",
    ],
  },
};
