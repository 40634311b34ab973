import { number } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { figureStrings as english } from "../en/figure.ts";
import { plural } from "./plural.ts";

/** The texts of figure 1, and of the sections on what waits and on rewards, of the view that mines. */
export const figureStrings: Texts<typeof english> = {
  sections: { name: "Secciones", mining: "Minería", mempool: "Mempool", rewards: "Recompensas" },
  title: "Figura 1, en vivo",
  lead: "Los siete pasos de la figura del artículo. Cada uno se ilumina cuando su registro lo alcanza; abra uno para leer qué ocurre en él.",
  lights: { off: "sin alcanzar", now: "ahora", done: "hecho", stopped: "detenido aquí", failed: "falló aquí" },
  said: (place, title, light) => `Paso ${number(place)}, ${title}: ${light}.`,
  finished: (index) => `Los siete pasos están hechos: el bloque ${number(index)} ha llegado aquí.`,
  headings: { paper: "En el artículo", here: "En este libro", live: "Ahora" },
  section: (numeral) => `Sección 2 (${numeral})`,
  steps: {
    mempool: {
      title: "Mempool",
      is: "Donde esperan los registros que aún no están en ningún bloque.",
      paper:
        "Toda transacción que aún no está confirmada espera en la reserva de transacciones. Los mineros toman de ella transacciones y las ponen en un bloque.",
      here: {
        plain:
          "Un registro que debe minar el libro espera en su base de datos, incluso tras una caída, hasta que su bloque queda guardado. Un registro que usted mina en este navegador espera aquí, en el formulario: el libro no guarda nada antes de que se halle la prueba.",
        sealed:
          "Un registro se convierte en una entrada con un número, y espera en la base de datos del libro hasta que su bloque queda guardado. La lista muestra números y ningún dato de pacientes.",
      },
    },
    candidate: {
      title: "Creación del bloque",
      is: "El bloque tal como será, sin su prueba.",
      paper:
        "Los mineros reúnen transacciones en un bloque: la lista de transacciones, una cabecera con una marca de tiempo y el hash del bloque anterior, y la raíz de un árbol de Merkle sobre las transacciones.",
      here: {
        plain:
          "Un bloque contiene un solo registro, así que no hay lista ni raíz de Merkle: el registro está en el propio bloque, junto al hash del bloque anterior. El libro prepara este candidato, y el minero lo pide.",
        sealed:
          "Un bloque contiene hasta 1.000 entradas, las más antiguas primero. La cabecera lleva la raíz de Merkle sobre sus compromisos, así que un minero no ve datos de pacientes ni puede omitir ninguna entrada.",
      },
    },
    validation: {
      title: "Validación del registro",
      is: "¿Se puede minar este registro?",
      paper:
        "Cada transacción se comprueba antes de minar su bloque: si el emisor tiene fondos suficientes, si está bien formada y firmada, y si gasta dos veces los mismos fondos.",
      here: {
        plain:
          "Aquí nadie paga, así que no hay fondos que comprobar. El libro comprueba los tres campos, su token y que el número de registro no esté ocupado: el mismo número con otro paciente es aquí el doble gasto. El mismo registro otra vez lleva al bloque en el que está.",
        sealed:
          "Aquí nadie paga, así que no hay fondos que comprobar. El libro comprueba los tres campos, su token, la firma del autor si la hay, y que el número de registro no esté ocupado: el mismo número con otro paciente es aquí el doble gasto.",
      },
    },
    search: {
      title: "Prueba de trabajo",
      is: "La búsqueda de un número que dé un hash con suficientes ceros iniciales.",
      paper:
        "Los mineros compiten: cada uno prueba un nonce tras otro, hasta que el hash de la cabecera queda por debajo del objetivo que fija la dificultad. Quien halla primero ese nonce lo anuncia.",
      here: {
        plain:
          "Busca este navegador, o busca el libro, que busca una prueba cada vez. Si otro minero añade antes un bloque, la carrera está perdida, y la búsqueda vuelve a empezar sobre el bloque nuevo.",
        sealed:
          "El libro busca el nonce de la cabecera, y también puede hacerlo este navegador: quien llega primero añade el bloque. Si fue otro, la búsqueda vuelve a empezar con lo que aún espera.",
      },
    },
    check: {
      title: "Compro\u00ADbación y adición",
      is: "Otros comprueban la prueba antes de que el bloque cuente.",
      paper:
        "El minero envía el bloque a los demás nodos. Cada uno compara el hash con el objetivo, comprueba otra vez las transacciones, y solo entonces añade el bloque a su cadena. Así decide la mayoría cuál es la cadena.",
      here: {
        plain:
          "Un solo libro guarda la cadena y ocupa el lugar de la mayoría. No se fía de ningún minero: calcula una vez el hash del bloque, comprueba su prueba, su hora y el registro, y lo añade solo al bloque más reciente. Quien observa puede comprobarlo otra vez, como hace esta página en la vista Verificar.",
        sealed:
          "Un solo libro guarda la cadena y ocupa el lugar de la mayoría. No se fía de ningún minero: calcula la raíz de Merkle de sus propias entradas, comprueba el hash y añade la cabecera solo al bloque más reciente. Quien observa puede comprobarlo otra vez, como hace esta página en la vista Verificar.",
      },
    },
    reward: {
      title: "Recompensa",
      is: "Lo que recibe el minero por el trabajo.",
      paper:
        "Quien minó el bloque recibe monedas nuevas. Después todo vuelve a empezar: los mineros compiten por el bloque siguiente.",
      here: {
        plain:
          "Aquí una recompensa es un recuento: 1 por cada bloque, para el minero que el bloque nombra. No se puede gastar. Un bloque que minó el libro cuenta para quien registró el registro.",
        sealed:
          "Aquí una recompensa es un recuento: 1 por cada bloque, para el minero que el bloque nombra con un seudónimo. No se puede gastar. Un bloque que minó el libro cuenta para el libro.",
      },
    },
    propagation: {
      title: "Propagación",
      is: "Todos los demás se enteran del bloque.",
      paper:
        "El bloque nuevo se envía por toda la red, de modo que todos los nodos tienen la versión más reciente de la cadena.",
      here: {
        plain:
          "El libro envía el bloque a todos los que observan: otras páginas, mineros externos y quienes guardan una copia con npm run follow. Este paso está hecho cuando el bloque ha vuelto así a esta página. Después, los testigos firman que la cadena solo ha crecido.",
        sealed:
          "El libro envía la cabecera a todos los que observan: otras páginas, mineros externos y quienes guardan una copia con npm run follow. Este paso está hecho cuando ha vuelto así a esta página. Después, los testigos firman que la cadena solo ha crecido.",
      },
    },
  },
  live: {
    waiting: (count) => (count === 0 ? "ninguno espera" : `${number(count)} en espera`),
    next: (index) => `siguiente: bloque ${number(index)}`,
    candidate: (index) => `para el bloque ${number(index)}`,
    checking: "comprobando…",
    valid: "aceptado",
    refused: "rechazado",
    attempts: (count) => plural(count, "intento"),
    onServer: "busca el libro",
    expected: (count) => `${count} esperados`,
    appended: (index) => `bloque ${number(index)} añadido`,
    newest: (index) => `último: bloque ${number(index)}`,
    noCredit: "ninguna aún",
    credit: (miner) => `+1 para ${miner}`,
    arrived: (index) => `el bloque ${number(index)} está aquí`,
    onWay: "en camino",
  },
  facts: {
    waiting: "En espera",
    oldest: "El más antiguo espera desde hace",
    yours: "Posición de su registro",
    noCandidate: "Ahora no hay candidato. El próximo bloque seguirá a este:",
    previous: "Hash del bloque anterior",
    merkleRoot: "Raíz de Merkle",
    entries: "Entradas",
    result: "Resultado",
    problem: "Rechazado con",
    sought: "Intentos esperados",
    mostly: "Último número probado",
    miner: "Minero del bloque más reciente",
    rewards: "Recompensas hasta ahora",
    connection: "Conexión con el libro",
    newest: "Bloque más reciente aquí",
  },
  seeWaiting: "Ver lo que espera",
  seeRewards: "Ver todas las recompensas",
  mempool: {
    title: "Lo que espera ahora",
    lead: {
      plain:
        "El libro ha aceptado estos registros y los minará. Muestra sus identificadores y ningún dato de pacientes. Un registro que alguien mina en un navegador no está entre ellos.",
      sealed:
        "El libro ha aceptado estas entradas y las minará en el orden de sus números. No muestra nada más que sus números.",
    },
    next: {
      plain:
        "Un bloque contiene un solo registro. El libro atiende por turnos a quienes enviaron registros, a cada uno con el más antiguo: por eso el primero de la lista es el próximo, salvo que su remitente acabe de tener turno.",
      sealed: (limit) =>
        `El próximo bloque contiene las entradas más antiguas, hasta ${number(limit)}. Una búsqueda ya empezada abarca las que esperaban entonces.`,
    },
    empty: "No espera nada. Los registros que debe minar el libro aparecen aquí hasta que su bloque queda guardado.",
    caption: "En espera, el más antiguo primero",
    columns: {
      place: "Puesto",
      id: { plain: "Identificador", sealed: "Entrada" },
      age: "Espera desde hace",
      block: "Próximo bloque",
    },
    inNext: "en él",
    maybeNext: "quizá",
    yours: "suyo",
    more: (count) =>
      count === 1
        ? "Después de estos espera 1 registro más."
        : `Después de estos esperan ${number(count)} registros más.`,
    summary: (count) =>
      count === 1
        ? "Espera 1 registro"
        : count === 0
          ? "No espera ningún registro"
          : `Esperan ${number(count)} registros`,
    mine: "Minarlos en este navegador",
    mineHint:
      "El navegador pide una cabecera sobre las entradas más antiguas y busca su nonce. El libro puede ser más rápido.",
    minePlain:
      "El libro los mina por sí mismo. Un minero tiene que conocer un registro para minarlo: quien tenga uno de ellos puede escribirlo en el formulario.",
    toForm: "Abrir el formulario",
    reading: "Leyendo lo que espera…",
  },
  cleared: {
    title: (index) => `El bloque ${number(index)} está en la cadena`,
    entries: (first, last) =>
      first === last
        ? `Contiene la entrada ${number(first)}.`
        : `Contiene las entradas ${number(first)} a ${number(last)}.`,
    nothing: "Ya no espera nada",
    faster: "Las entradas que esperaban ya están en bloques: el libro u otro minero fue más rápido.",
  },
  rewards: {
    title: "Recompensas",
    lead: "Cada bloque vale una recompensa de 1 para el minero que nombra. El libro las cuenta a partir de su cadena; el génesis no fue trabajo de nadie.",
    meaning: {
      plain:
        "Una recompensa no se puede gastar ni ceder: es un recuento, y la cadena lo demuestra. Un bloque que minó el libro cuenta para quien registró el registro; un bloque que minó un minero externo o un navegador, para quien presentó su prueba.",
      sealed:
        "Una recompensa no se puede gastar ni ceder: es un recuento, y la cadena lo demuestra. Aquí los mineros tienen seudónimos: uno el propio libro, y uno cada token que presenta pruebas.",
    },
    counting: "Contando los bloques…",
    none: "Aún no se ha minado ningún bloque, así que nadie tiene una recompensa.",
    caption: "Recompensas por minero",
    columns: { miner: "Minero", blocks: "Bloques", reward: "Recompensa", share: "Parte" },
    you: "usted",
    all: "Total",
  },
};
