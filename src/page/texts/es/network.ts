import { list, number, percent } from "../../language/format.ts";
import type { Texts } from "../../language/texts.ts";
import type { networkStrings as english } from "../en/network.ts";
import { plural } from "./plural.ts";

/** The texts of the view of the simulated network. */
export const networkStrings: Texts<typeof english> = {
  title: "Red",
  lead: "Cada nodo guarda su propia copia de la cadena, y nadie decide entre ellas. Cambie lo que quiera: es una simulación en su navegador y no toca ningún libro.",

  scenarios: {
    title: "Qué probar",
    watch: "Observe",
    learned: "Qué muestra",
    own: "Su propia red",
    each: {
      honest: {
        name: "Acuerdo",
        watch:
          "Los nodos minan y se pagan entre sí. De vez en cuando dos encuentran un bloque casi al mismo tiempo, y las copias difieren. Vea qué bloque decide y qué pasa con el otro.",
        learned:
          "Cada nodo sigue la cadena con más trabajo. Una bifurcación termina en cuanto un lado es más largo, así que un bloque no es definitivo cuando se mina. Con cada bloque encima, solo es menos probable que se sustituya.",
      },
      "edited-copy": {
        name: "Una copia editada",
        watch:
          "Al cabo de un minuto, D se atribuye en su propia copia la recompensa del bloque 3. Abra ese bloque: su hash ya no encaja, y los demás lo rechazan. Medio minuto después, D vuelve a minar sus bloques, uno por uno.",
        learned:
          "Una edición rompe las pruebas desde ese bloque. Minar de nuevo las repara, pero D solo tiene menos trabajo que los demás juntos, así que nunca aceptan su copia. Los demás no compararon las copias: solo contaron el trabajo.",
      },
      partition: {
        name: "Partición",
        watch:
          "Al cabo de un minuto, D y E quedan aislados. Ambos lados siguen, y cada uno cree en su propia cadena. Mientras tanto, D paga a E. Tras otros 80 segundos, la red se recompone.",
        learned:
          "El lado con menos trabajo abandona todos sus bloques de una vez: eso es una reorganización. Un pago que allí tenía varias confirmaciones vuelve a esperar. Una red que sigue mientras está dividida no puede prometer que un bloque permanezca.",
      },
      "double-spend": {
        name: "51 %",
        watch:
          "A tiene el 51 % de la potencia de hash. Paga a B con una moneda y mina en secreto una cadena en la que esa misma moneda vuelve a A. Cuando B tiene dos confirmaciones y ha entregado, A publica su cadena.",
        learned:
          "No se infringió ninguna regla: cada firma y cada prueba son correctas, y el pago ha desaparecido. Más confirmaciones ayudan contra una minoría. Contra una mayoría solo tardan más.",
      },
      stake: {
        name: "Participación",
        watch:
          "La misma ejecución, pero el líder de cada turno se sortea según su participación y firma el bloque en vez de buscarlo. Los bloques llegan a intervalos iguales. Cambie cuánta participación tiene cada uno.",
        learned:
          "Una firma casi no gasta energía, así que no encarece reescribir el historial: un líder puede firmar dos bloques para un mismo turno sin coste. Los sistemas reales añaden sanciones y una votación final, que esta simulación omite.",
      },
    },
  },

  run: {
    title: "La ejecución",
    run: "Ejecutar",
    pause: "Pausa",
    step: "Paso",
    speed: "Velocidad",
    times: (factor) => `${number(factor)} ×`,
    restart: "Reiniciar",
    repeat: "Repetir con mis cambios",
    seed: "Semilla",
    useSeed: "Usar esta semilla",
    newSeed: "Semilla nueva",
    wrongSeed: "Escriba un número entero de 0 a 4294967295.",
    time: (seconds) => `Tiempo simulado: ${seconds} s`,
    hint: "La misma semilla da la misma ejecución. Reiniciar deja fuera lo que usted cambió.",
  },

  settings: {
    title: "Ajustes",
    consensus: "Cómo se añade un bloque",
    kinds: { work: "Prueba de trabajo", stake: "Prueba de participación" },
    nodes: "Nodos",
    restarts: "Cambiar esto inicia una ejecución nueva.",
    latency: "Latencia media",
    seconds: (seconds) => `${number(seconds, 1)} s`,
    shares: { work: "Potencia de hash", stake: "Participación" },
    partition: "Aislar",
    partitionHint: "Los nodos elegidos intercambian mensajes solo entre ellos.",
    heal: "Recomponer la red",
    mining: "Minería",
  },

  picture: {
    summary: (nodes, messages) => `Nodos ${list(nodes)}, ${plural(messages, "mensaje")} en camino.`,
    divided: (groups) => `Dividida: ${groups.join(" | ")}.`,
    caption:
      "Los cuadrados son bloques en camino, con la letra de su minero. Los círculos son transferencias. Las líneas discontinuas son conexiones cortadas.",
    tip: (index) => `bloque ${number(index)}`,
  },

  copies: {
    title: "Las copias",
    hint: "Elija un bloque para abrirlo. Con las flechas se mueve por una copia y pasa al nodo siguiente.",
    copyOf: (node) => `Copia de ${node}`,
    facts: (share, waiting) => `${percent(share)} · ${plural(waiting, "transferencia")} en espera`,
    reorganized: (times, deepest) =>
      `${plural(times, "reorganización", "reorganizaciones")}, ${deepest === 1 ? "de 1 bloque de profundidad" : `de hasta ${number(deepest)} bloques de profundidad`}`,
    agrees: "de acuerdo",
    differs: "otro último bloque",
    edited: "copia editada",
    outvoted: "copia editada, en minoría",
    mining: "minando de nuevo",
    secret: "cadena secreta",
    hidden: (branches) => `${plural(branches, "rama anterior", "ramas anteriores")} sin mostrar`,
    legend: {
      tip: "el último bloque de una copia",
      confirmations: "confirmaciones",
      abandoned: "fuera de la cadena",
      refused: "rechazado",
    },
    block: (index, miner) => `Bloque ${number(index)} de ${miner}`,
    genesis: "Génesis",
    confirmed: (count) => plural(count, "confirmación", "confirmaciones"),
    abandoned: "fuera de la cadena",
    refused: "rechazado",
    tip: "último bloque",
    hash: (start) => `hash ${start}`,
  },

  opened: {
    title: (index, node) => `Bloque ${number(index)} en ${node}`,
    genesis: "El génesis es igual en todas las copias y no se puede editar.",
    valid: "Válido",
    wrong: "Rechazado",
    beside: "Fuera de la cadena: esta copia tiene otro bloque en este lugar.",
    hash: "hash",
    previous: "previous_hash",
    proof: "prueba",
    leader: "firmado por",
    minedBy: "minado por",
    minedAt: "minado a los",
    rewardTo: "recompensa para",
    rewardName: "recompensa",
    reward: (amount) => `una moneda nueva que vale ${number(amount)}`,
    transfers: "Transferencias",
    none: "ninguna",
    sender: "remitente",
    receiver: "destinatario",
    amount: "importe",
    ofTransfer: (field, transfer) => `${field} de ${transfer}`,
    coins: (coins) => `mueve ${list(coins)}`,
    signedBy: (node) => `firmada por ${node}`,
    remove: "Quitar",
    removeTransfer: (transfer) => `Quitar ${transfer}`,
    mineAgain: "Minar de nuevo",
    signAgain: "Firmar de nuevo",
    stopEditing: "Descartar la copia editada",
    mineHint: (node) =>
      `${node} vuelve a minar sus bloques editados uno tras otro, tan rápido como permite su potencia de hash. Deje correr la simulación.`,
    others: "El mismo lugar en las demás copias",
    same: "el mismo hash",
    other: "otro hash",
    lacks: "aún no hay tal bloque",
    computing: "Calculando…",
    nonce: {
      title: "Busque un nonce a mano",
      label: "Valor del nonce",
      next: "Nonce siguiente",
      fits: "Este nonce encaja: el hash empieza con 8 bits a cero.",
      fails: "Este nonce no encaja: el hash debe empezar por 00.",
      use: "Usar este nonce",
      tries: (tries) => `${plural(tries, "nonce probado", "nonces probados")}. En promedio hacen falta 256.`,
    },
  },

  mempool: {
    title: (node) => `Mempool de ${node}`,
    empty: "Aquí no espera ninguna transferencia.",
    refused: "Rechazadas",
    transfer: (id, amount, sender, receiver) => `${id}: ${number(amount)} de ${sender} a ${receiver}`,
  },

  transfer: {
    title: "Envíe una transferencia",
    hint: "Una moneda es la recompensa de un bloque y se mueve entera. Una transferencia nombra el último bloque que movió cada moneda, así que la misma moneda no se puede gastar dos veces. Intente romper cada regla.",
    sender: "Remitente",
    receiver: "Destinatario",
    signer: "Firmada y enviada por",
    amount: "Importe",
    coins: "Monedas",
    coinName: (block) => `la moneda del ${block}`,
    coin: (coin, worth) => `moneda del ${coin}, vale ${number(worth)}`,
    movedIn: (block) => `movida por última vez en el ${block}`,
    spentIn: (block) => `ya gastada en el ${block}`,
    belongsTo: (node) => `es de ${node}`,
    others: "Monedas que no son del remitente",
    noCoins: (node) => `${node} aún no tiene monedas. Recibe una con cada bloque que mina.`,
    send: "Enviar",
    sent: (id) => `Enviada: ${id} va en camino a todos los nodos.`,
    refused: (why) => `Rechazada: ${why}.`,
  },

  attack: {
    title: "Un doble gasto",
    attacker: "Atacante",
    victim: "Víctima",
    confirmations: "Confirmaciones que espera la víctima",
    start: "Empezar",
    giveUp: "Renunciar",
    stages: {
      preparing: "El atacante espera a tener una moneda y un bloque secreto.",
      racing: "El atacante ha pagado y mina su cadena secreta contra la pública.",
      published: "La cadena secreta está publicada. Los demás deciden.",
      succeeded: "El doble gasto tuvo éxito: el pago desapareció de la cadena de la víctima.",
      failed: "El doble gasto fracasó.",
    },
    race: (secret, open) =>
      `Después de la bifurcación: ${plural(secret, "bloque secreto", "bloques secretos")}, ${plural(open, "bloque público", "bloques públicos")}.`,
    impossible: "No puede empezar ahora: elija dos nodos distintos y termine el doble gasto en curso.",
  },

  odds: {
    title: "Con qué frecuencia tiene éxito un doble gasto",
    hint: "La línea es la probabilidad según Rosenfeld (2012). Los puntos son dobles gastos simulados con la semilla de la ejecución.",
    share: "La parte del atacante",
    runs: (runs) => `${number(runs)} dobles gastos por cada punto`,
    summary: (share) =>
      `Éxito según las confirmaciones con una parte del ${percent(share)}: la tabla tiene los números.`,
    table: "Como tabla",
    confirmations: "Confirmaciones",
    theory: "Teoría",
    simulated: "Simulado",
    majority:
      "Con la mitad de la potencia de hash o más, el atacante siempre acaba teniendo éxito, por muchas confirmaciones que espere la víctima.",
  },

  energy: {
    title: "Cuánto cuesta el acuerdo",
    hint: "Se supone que todos los nodos son iguales, con un núcleo cada uno. Con trabajo, buscan hasta que uno encuentra una prueba; con participación, cada uno calcula un hash y una firma. Quedan fuera la red y el tiempo de inactividad.",
    watts: "Vatios por núcleo",
    wattsValue: (watts) => `${number(watts)} W`,
    difficulty: "Dificultad",
    bits: (bits, hashes) => `${plural(bits, "bit")}: ${hashes} hashes por bloque`,
    measure: "Medir este navegador",
    measuring: "Midiendo…",
    assumed: "Aún sin medir: las velocidades son supuestas.",
    measured: "Medido en este navegador, en un núcleo.",
    hashes: (rate) => `${rate} hashes por segundo`,
    signatures: (rate) => `${rate} firmas verificadas por segundo`,
    perBlock: "Por bloque",
    perTransfer: "Por transferencia",
    noTransfers: "no se confirmó ninguna transferencia",
    joules: (amount, prefix) => `${amount} ${prefix}J`,
    ratio: (times) => `Por bloque, el trabajo gasta ${times} veces la energía de la participación.`,
    method: "Método",
  },

  contrast: {
    title: "¿Y este libro?",
    lead: "patient-ledger tiene en cambio un único titular con autoridad, y testigos que guardan lo que firmó.",
    network: "Una red como esta",
    ledger: "Este libro",
    points: [
      {
        question: "¿Quién decide qué bloque viene después?",
        network:
          "Quien encuentra una prueba o dirige el turno, en proporción a su potencia de hash o participación. Las bifurcaciones las resuelve el mayor trabajo.",
        ledger: "El titular, por orden de llegada. Hay una sola cadena y nunca una bifurcación.",
      },
      {
        question: "¿Qué puede hacer quien edita una copia?",
        network:
          "Nada, con menos trabajo que el resto. Con más de la mitad: reescribir cualquier cosa que los demás minaron.",
        ledger:
          "Quien edita el almacenamiento del titular puede volver a minarlo todo. No puede cambiar los puntos de control que otros guardaron.",
      },
      {
        question: "¿Qué lo detecta?",
        network:
          "Cada nodo comprueba cada bloque. Simplemente acepta una cadena válida con más trabajo: una reorganización no da ninguna alarma.",
        ledger:
          "Los puntos de control firmados: un historial modificado los contradice, y basta un punto de control guardado o un testigo para demostrarlo.",
      },
      {
        question: "¿Cuánto cuesta?",
        network:
          "Con trabajo, la energía de todos los nodos que buscan; con participación, las monedas inmovilizadas. Vea las cifras de arriba.",
        ledger: "Una búsqueda por bloque, para aprender. La integridad descansa en firmas, que no cuestan casi nada.",
      },
      {
        question: "¿Cuándo es definitivo un bloque?",
        network: "Nunca con certeza: cada confirmación hace menos probable una reorganización.",
        ledger: "En cuanto un testigo o un lector guarda un punto de control que lo incluye.",
      },
      {
        question: "¿En qué hay que confiar?",
        network: "En que nadie tenga la mayor parte de la potencia de hash o de la participación.",
        ledger:
          "En que el titular siga disponible y en que al menos un punto de control guardado esté fuera de su alcance.",
      },
    ],
  },

  log: {
    title: "Qué ocurre",
    empty: "Nada todavía: pulse Ejecutar.",
    at: (seconds) => `${seconds} s`,
    mined: (node, index) => `${node} minó el bloque ${number(index)}.`,
    signed: (node, index) => `${node} firmó el bloque ${number(index)}.`,
    secretly: (node, index) => `${node} minó en secreto el bloque ${number(index)}.`,
    minedAgain: (node, index) => `${node} volvió a minar el bloque ${number(index)} de su copia editada.`,
    agreed: (block) => `Todos los nodos están de acuerdo en el ${block}.`,
    lost: (messages) => `${plural(messages, "mensaje se perdió", "mensajes se perdieron")} en la partición.`,
    reorganized: (node, depth, fork, adopted) =>
      `${node} pasó a una cadena con más trabajo: dejó ${plural(depth, "bloque")} después del ${fork} y tomó ${number(adopted)}.`,
    returned: (transfers) =>
      `${plural(transfers, "transferencia vuelve a esperar", "transferencias vuelven a esperar")}.`,
    gone: (transfers) =>
      `${plural(transfers, "transferencia se volvió imposible", "transferencias se volvieron imposibles")}.`,
    refusedBlock: (node, block, why) => `${node} rechazó el ${block}: ${why}.`,
    refusedTransfer: (node, transfer, why) => `${node} rechazó la transferencia ${transfer}: ${why}.`,
    refused: (action, why) => `${action} Rechazado: ${why}.`,
  },

  names: {
    genesis: "bloque génesis",
    block: (index, miner) => `bloque ${number(index)} de ${miner}`,
  },

  actions: {
    weight: (node) => `Cambió la parte de ${node}.`,
    latency: (seconds) => `La latencia media es ahora de ${seconds} s.`,
    miningOn: "Los nodos minan.",
    miningOff: "Los nodos dejaron de minar.",
    divided: (groups) => `La red está dividida: ${groups.join(" | ")}.`,
    healed: "La red vuelve a estar entera.",
    paid: (sender, receiver, coins) => `${sender} envía a ${receiver} una transferencia de ${plural(coins, "moneda")}.`,
    submitted: (node, amount, sender, receiver) =>
      `${node} firma una transferencia de ${number(amount)} de ${sender} a ${receiver}.`,
    edited: (node, index) => `${node} editó el bloque ${number(index)} en su copia.`,
    reproved: (node) => `${node} busca pruebas nuevas para su copia editada.`,
    proven: (node) => `${node} encontró un nonce a mano.`,
    returned: (node) => `${node} abandona su propia cadena y toma la mejor que conoce.`,
    attacked: (attacker, victim) => `${attacker} prepara un doble gasto contra ${victim}.`,
  },

  faults: {
    work: "su prueba no encaja con su contenido",
    stake: "la firma de su líder no encaja con su contenido",
    ancestor: (block, why) => `se apoya en el ${block}, que también se rechaza: ${why}`,
    inTransfer: (transfer, why) => `la transferencia ${transfer} no está permitida: ${why}`,
    form: "debe mover al menos una moneda, cada una una sola vez, y un importe entero mayor que 0",
    signature: (sender, signer) => `la firmó ${signer} en vez de su remitente ${sender}`,
    unknown: (coin) => `esta cadena no tiene ninguna moneda del ${coin} movida donde dice la transferencia`,
    doubleSpend: (coin, spentIn) => `la moneda del ${coin} ya se gastó en el ${spentIn}`,
    conflict: (coin, transfer) => `la transferencia ${transfer} ya mueve la moneda del ${coin}`,
    owner: (coin, owner) => `la moneda del ${coin} es de ${owner}`,
    amount: (sum) => `su importe debe ser la suma de sus monedas, ${number(sum)}`,
    impossible: "ahora no es posible",
    funds: (coins) => `el remitente solo puede gastar ${plural(coins, "moneda")}`,
    leader: (leader) => `solo ${leader}, el líder de ese turno, puede firmar de nuevo el bloque`,
  },
};
