# Spanish, as spoken by workers in California, with "usted". Every message here has its twin in en.ftl.

### Frases ----------------------------------------------------------------------------------------------------------

treatment-placed =
    { $at ->
        [for] { $noun } para { $region }
        [in] { $noun } en { $region }
        [on] { $noun } en { $region }
       *[of] { $noun } de { $region }
    }
treatment-timed =
    { $time ->
        [before] { $noun } antes de la cirugía
       *[after] { $noun } después de la cirugía
    }
treatment-quoted = { $noun } “{ $words }”
treatment-same-name = { $noun } (“{ $words }”)
medicine-named = medicamento { $name }
definite =
    { $gender ->
        [feminine] la { $noun }
        [masculine] el { $noun }
        [feminine_many] las { $noun }
       *[masculine_many] los { $noun }
    }
indefinite =
    { $form ->
        [mass] { $noun }
        [named_feminine] la { $noun }
        [named_masculine] el { $noun }
        [named_feminine_many] las { $noun }
        [named_masculine_many] los { $noun }
        [feminine] una { $noun }
        [masculine] un { $noun }
        [feminine_many] unas { $noun }
       *[masculine_many] unos { $noun }
    }
of-definite =
    { $gender ->
        [feminine] de la { $noun }
        [masculine] del { $noun }
        [feminine_many] de las { $noun }
       *[masculine_many] de los { $noun }
    }

region-plain =
    { $gender ->
        [feminine_many] sus { $region }
        [masculine_many] sus { $region }
       *[other] su { $region }
    }
region-sided =
    { $side ->
        [left] { $gender ->
            [feminine] su { $region } izquierda
           *[masculine] su { $region } izquierdo
        }
        [right] { $gender ->
            [feminine] su { $region } derecha
           *[masculine] su { $region } derecho
        }
       *[both] { $gender ->
            [feminine] ambas { $regions }
           *[masculine] ambos { $regions }
        }
    }
region-half =
    { $side ->
        [left] { $gender ->
            [feminine_many] sus { $region } (lado izquierdo)
            [masculine_many] sus { $region } (lado izquierdo)
           *[other] su { $region } (lado izquierdo)
        }
        [right] { $gender ->
            [feminine_many] sus { $region } (lado derecho)
            [masculine_many] sus { $region } (lado derecho)
           *[other] su { $region } (lado derecho)
        }
       *[both] { $gender ->
            [feminine_many] sus { $region } (ambos lados)
            [masculine_many] sus { $region } (ambos lados)
           *[other] su { $region } (ambos lados)
        }
    }
# Cómo llama una razón al tratamiento, que tiene su nombre en el título de arriba.
this-treatment =
    { $kind ->
        [imaging] esta prueba
        [nerve_test] esta prueba
        [test] esta prueba
        [medicine] este medicamento
        [shot] esta inyección
        [surgery] esta cirugía
        [therapy] esta terapia
        [device] este equipo
        [visit] esta cita
        [program] este programa
        [home] esta ayuda
       *[other] este tratamiento
    }
range = { $low } a { $high }
guideline-quoted = { $noun } “{ $words }”

### Quién ganó ------------------------------------------------------------------------------------------------------

outcome-title = Quién ganó
outcome-won =
    { $count ->
        [one] Usted ganó: la revisión decidió a favor de usted.
        [2] Usted ganó en los dos tratamientos: la revisión decidió a favor de usted.
       *[other] Usted ganó en los { $count } tratamientos: la revisión decidió a favor de usted.
    }
outcome-lost =
    { $rest ->
        [yes] { $count ->
            [one] Usted no ganó el resto de lo que pidió: la revisión le dio la razón a la compañía de seguros.
           *[other] Usted no ganó el resto de sus { $count } solicitudes: la revisión le dio la razón a la compañía de seguros.
        }
       *[no] { $count ->
            [one] Usted no ganó: la revisión le dio la razón a la compañía de seguros.
            [2] Usted no ganó en ninguno de los dos tratamientos: la revisión le dio la razón a la compañía de seguros.
           *[other] Usted no ganó en ninguno de los { $count } tratamientos: la revisión le dio la razón a la compañía de seguros.
        }
    }
outcome-mixed =
    Usted ganó en { $won ->
        [one] { $won } tratamiento
       *[other] { $won } tratamientos
    }, y la compañía de seguros ganó en { $lost ->
        [one] { $lost } tratamiento
       *[other] { $lost } tratamientos
    }.
outcome-unclear = Una persona debe revisar esta carta, porque no dice con claridad quién ganó.
outcome-unclear-some =
    { $count ->
        [one] Una persona debe revisar esta carta: en { $count } tratamiento no dice con claridad quién ganó.
       *[other] Una persona debe revisar esta carta: en { $count } tratamientos no dice con claridad quién ganó.
    }
outcome-incomplete = Una persona debe revisar esta carta, porque quizás le falta o le sobra un tratamiento.
outcome-nothing-read = Una persona debe leer esta carta, porque no se pudo hallar ninguna decisión en ella.
outcome-must-approve =
    { $past ->
        [yes] { $given ->
            [yes] La compañía de seguros tenía que pagar { $the }, a menos que alguien apelara.
           *[no] La compañía de seguros tenía que aprobar { $the }, a menos que alguien apelara.
        }
       *[no] { $given ->
            [yes] La compañía de seguros ahora debe pagar { $the }, a menos que alguien apele.
           *[no] La compañía de seguros ahora debe aprobar { $the }, a menos que alguien apele.
        }
    }
outcome-must-approve-won =
    { $past ->
        [yes] { $given ->
            [yes] La compañía de seguros tenía que pagar lo que usted ganó, a menos que alguien apelara.
           *[no] La compañía de seguros tenía que aprobar lo que usted ganó, a menos que alguien apelara.
        }
       *[no] { $given ->
            [yes] La compañía de seguros ahora debe pagar lo que usted ganó, a menos que alguien apele.
           *[no] La compañía de seguros ahora debe aprobar lo que usted ganó, a menos que alguien apele.
        }
    }
outcome-need-not-pay = La compañía no tiene que pagar { $the }.
outcome-need-not-pay-lost =
    { $others ->
        [no] La compañía no tiene que pagarlos.
       *[yes] La compañía no tiene que pagar el resto.
    }
outcome-need-not-pay-rest =
    La compañía no tiene que pagar el resto { $of }.
outcome-short-won = Aprobado: { $the }.
outcome-short-lost = No aprobado: { $the }.
outcome-short-rest = No aprobado: el resto { $of }.
outcome-only-unclear = No está claro quién ganó sobre { $the }.
outcome-already-approved =
    La compañía ya había aprobado una parte de lo que pidió su médico.
    Esa parte sigue siendo suya.
outcome-already-approved-some =
    { $count ->
        [one] La compañía ya había aprobado parte del tratamiento { $numbers }.
            Esa parte sigue siendo suya.
       *[other] La compañía ya había aprobado parte de los tratamientos { $numbers }.
            Esas partes siguen siendo suyas.
    }
outcome-do-not-stop =
    { $count ->
        [one] Si ahora usa { $the }, no lo deje de golpe.
            Primero hable con su médico.
       *[other] Si ahora usa { $the }, no los deje de golpe.
            Primero hable con su médico.
    }
outcome-do-not-stop-any =
    No deje sus medicamentos de golpe.
    Primero hable con su médico.

### Revisar ----------------------------------------------------------------------------------------------------------

check-title = Pida que una persona revise esto
check-lead = Compare estos puntos con la carta, o pida a alguien que lo haga con usted.
check-letter =
    { $state ->
        [suspicious] Este archivo tiene palabras que no son de una carta como esta.
        [missing] No se halló en este archivo una parte que tienen estas cartas.
       *[other] Una parte de este archivo no se pudo leer bien.
    }
# Es dudoso qué tratamientos hay.
check-issues =
    { $state ->
        [disputed] Las partes de esta carta no coinciden en lo que se decidió.
       *[other] Quizás falta o sobra un tratamiento: revise que estén todas las páginas.
    }
check-decision =
    { $state ->
        [disputed] Tratamiento { $number }: la carta no coincide consigo misma en la decisión.
        [suspicious] Tratamiento { $number }: hay más de una palabra de decisión.
        [not_readable] Tratamiento { $number }: no se pudo leer la palabra que dice quién ganó.
       *[missing] Tratamiento { $number }: falta la palabra que dice quién ganó.
    }
check-treatment =
    { $part ->
        [amount] Tratamiento { $number }: no está clara la cantidad o el tiempo.
        [approved] Tratamiento { $number }: no está clara la parte que ya estaba aprobada.
        [body] Tratamiento { $number }: no está clara la parte del cuerpo.
        [given] Tratamiento { $number }: no está claro si usted ya lo recibió.
        [medicine] Tratamiento { $number }: no está claro el medicamento o la dosis.
        [notice] Tratamiento { $number }: no está claro el aviso de seguridad.
        [reasons] Tratamiento { $number }: no están claras las razones.
       *[name] Tratamiento { $number }: no está claro qué pidió su médico.
    }
check-date =
    { $date ->
        [injury] { $state ->
            [disputed] La carta da dos fechas distintas para su lesión.
           *[not_readable] No se pudo leer la fecha de su lesión.
        }
        [decision] { $state ->
            [disputed] La carta da dos fechas distintas para esta decisión.
           *[not_readable] No se pudo leer la fecha de esta decisión.
        }
       *[refusal] { $state ->
            [disputed] La carta da dos fechas distintas para la primera negativa, la de la revisión de utilización.
           *[not_readable] No se pudo leer la fecha de la primera negativa, la de la revisión de utilización.
        }
    }
check-case-number = No está claro el número del caso.

### Qué se decidió ---------------------------------------------------------------------------------------------------

treatment-title =
    { $count ->
        [one] El tratamiento: { $title }
       *[other] Tratamiento { $number }: { $title }
    }
treatment-asked = Su médico pidió { $a }.
treatment-sessions =
    { $sessions ->
        [1] Es una sesión.
       *[other] Son { $sessions } sesiones.
    }
treatment-per-week =
    { $times ->
        [1] Es una vez por semana.
       *[other] Son { $times } veces por semana.
    }
treatment-weeks =
    { $weeks ->
        [1] Es por una semana.
       *[other] Es por { $weeks } semanas.
    }
treatment-per-week-and-weeks =
    { $times ->
        [1] { $weeks ->
            [1] Es una vez por semana, por una semana.
           *[other] Es una vez por semana, por { $weeks } semanas.
        }
       *[other] { $weeks ->
            [1] Son { $times } veces por semana, por una semana.
           *[other] Son { $times } veces por semana, por { $weeks } semanas.
        }
    }
treatment-sessions-and-rhythm = Son { $sessions } sesiones: { $times } veces por semana, por { $weeks } semanas.
treatment-regions = Era para { $regions }.
treatment-regions-also = También era para { $regions }.
treatment-count = El signo “#” en la carta dice cuántos: { $count }.
treatment-refills =
    { $refills ->
        [one] También pidió { $refills } resurtido.
       *[other] También pidió { $refills } resurtidos.
    }
treatment-letter-words = En la carta se llama “{ $words }”.
treatment-whole-request = Todo lo que se pidió fue “{ $words }”.
treatment-already-approved-kept =
    Sigue siendo suyo lo que la compañía ya había aprobado: “{ $words }”.
treatment-already-approved-only = Antes, la compañía de seguros había aprobado solo esto: “{ $words }”.
treatment-rest = Esta revisión trató del resto: “{ $words }”.
treatment-given = Usted ya lo recibió; por eso se trata de quién paga.
treatment-won = Aprobado.
treatment-lost = No aprobado.
treatment-lost-rest = No aprobado: el resto de lo que se pidió.
treatment-unclear =
    No está claro: la carta no dice con claridad quién ganó aquí.
    Pida a una persona que la revise.
treatment-same = Terminó igual que el tratamiento { $other }, por la misma razón.
treatment-parts = Tiene { $count } partes: { $parts }.
treatment-contradiction =
    Pregunte por este posible error de la carta, en nuestras palabras y en inglés: “{ $words }”.
    Un error claro de hecho puede ser una razón para apelar.

### Por qué ----------------------------------------------------------------------------------------------------------

why-title =
    { $standing ->
        [won] { $count ->
            [one] Por qué ganó usted
           *[other] Por qué ganó usted el tratamiento { $number }
        }
        [lost] { $count ->
            [one] Por qué no se aprobó
           *[other] Por qué no se aprobó el tratamiento { $number }
        }
       *[unclear] { $count ->
            [one] Qué escribió el revisor
           *[other] Qué escribió el revisor sobre el tratamiento { $number }
        }
    }
why-lead =
    { $place ->
        [only] Según el revisor,
        [first] Primero,
        [second] Segundo,
        [third] Tercero,
       *[next] Además,
    }
why-count = El revisor da { $count } razones.
why-prior_treatment_no_benefit =
    { $kind ->
        [medicine] { why-lead } las notas médicas no muestran que { this-treatment } le haya ayudado hasta ahora.
        [shot] { why-lead } las notas médicas no muestran que otras inyecciones así le hayan ayudado.
        [therapy] { why-lead } las notas médicas no muestran que usted haya mejorado con la terapia que tuvo.
        [visit] { why-lead } las notas médicas no muestran que otras citas así le hayan ayudado.
       *[other] { why-lead } las notas médicas no muestran que otra atención así le haya ayudado.
    }
gist-not-found = El revisor no halló { $what }.
gist-see = Las palabras del propio revisor sobre la razón están más adelante.

### Qué tendría que mostrar una nueva solicitud ------------------------------------------------------------------------

need-smaller = El revisor aceptaría menos, en inglés: “{ $words }”.
need-named = Una nueva solicitud debe mostrar { $what }.
need-named-also = También debe mostrar { $what }.
need-quoted = El revisor no halló esto, en inglés: “{ $words }”.
need-quoted-question = El revisor no pudo saber esto, en inglés: “{ $words }”.
need-quoted-clause = El revisor no halló nada que muestre esto, en inglés: “{ $words }”.
need-ask = Pregunte a su médico qué hechos nuevos podrían cambiar esto.
what-prior_treatment_no_benefit =
    { $kind ->
        [medicine] cómo le ha ayudado este medicamento
        [shot] cuánto, y por cuánto tiempo, le ayudaron otras inyecciones
        [therapy] notas de la terapia con lo que puede hacer mejor ahora
       *[other] cómo le ayudó la atención anterior
    }
what-prior_treatment_amount_unknown =
    { $kind ->
        [therapy] cuántas sesiones ya tuvo usted
        [shot] si ya tuvo inyecciones así, y cuántas
       *[other] cuánto de esto ya tuvo usted
    }
what-findings_do_not_support = notas de exámenes o pruebas nuevas que respondan a esta razón
what-conservative_care_not_tried =
    { $kind ->
        [medicine] qué otro tratamiento probó primero, y cómo le fue
       *[other] qué atención más simple probó, y cómo le fue
    }
what-no_planned_procedure = a qué tratamiento llevaría el resultado, como una cirugía
what-alternative_available = por qué no le basta una opción más simple
need-depends_on_denied_treatment = Esto va con otro tratamiento, y ese va primero.

### Por qué ----------------------------------------------------------------------------------------------------------
why-prior_treatment_amount_unknown =
    { $kind ->
        [therapy] { why-lead } las notas médicas no dicen cuántas sesiones ya tuvo usted.
        [shot] { why-lead } las notas médicas no dicen si usted ya tuvo inyecciones así, o cuántas.
       *[other] { why-lead } las notas médicas no dicen cuánta atención de este tipo ya tuvo usted.
    }
why-exceeds_guideline_amount =
    { $kind ->
        [therapy] { why-lead } es más terapia de la que { $guideline_many ->
            [yes] permiten
           *[no] permite
        } { $guideline }.
        [medicine] { why-lead } es más, o por más tiempo, de lo que { $guideline_many ->
            [yes] permiten
           *[no] permite
        } { $guideline }.
       *[other] { why-lead } es más de lo que { $guideline_many ->
            [yes] permiten
           *[no] permite
        } { $guideline }.
    }
why-not_recommended_by_guideline =
    { $guideline_many ->
        [yes] { why-lead } { $guideline } no recomiendan { this-treatment } para un problema como el suyo.
       *[no] { why-lead } { $guideline } no recomienda { this-treatment } para un problema como el suyo.
    }
why-guideline_criteria_not_met =
    { $guideline_many ->
        [yes] { why-lead } su caso no cumple las condiciones que ponen { $guideline }.
       *[no] { why-lead } su caso no cumple las condiciones que pone { $guideline }.
    }
why-findings_do_not_support =
    { $kind ->
        [imaging] { why-lead } sus síntomas y exámenes no muestran que usted necesite { this-treatment }.
        [nerve_test] { why-lead } sus síntomas y exámenes no muestran un problema de los nervios que pida { this-treatment }.
        [medicine] { why-lead } las notas médicas no muestran señales o síntomas para los que sirva { this-treatment }.
        [surgery] { why-lead } sus exámenes y pruebas no muestran un problema que pida { this-treatment }.
        [shot] { why-lead } sus exámenes y pruebas no muestran un problema que pida { this-treatment }.
       *[other] { why-lead } sus síntomas, exámenes o pruebas no muestran que usted necesite { this-treatment }.
    }
why-conservative_care_not_tried =
    { $kind ->
        [medicine] { why-lead } las notas médicas no muestran que usted haya probado sin resultado el tratamiento que va primero.
        [surgery] { why-lead } las notas médicas no muestran que usted haya probado antes suficiente atención más simple.
        [imaging] { why-lead } las notas médicas no muestran suficiente atención más simple antes de esta prueba.
        [nerve_test] { why-lead } las notas médicas no muestran suficiente atención más simple antes de esta prueba.
       *[other] { why-lead } las notas médicas no muestran primero suficiente atención más simple, sin resultado.
    }
why-no_planned_procedure =
    { $kind ->
        [imaging] { why-lead } las notas médicas no muestran que las imágenes lleven a un tratamiento, como una cirugía.
       *[other] { why-lead } las notas médicas no muestran que el resultado lleve a un tratamiento, como una cirugía.
    }
why-missing_documentation = { why-lead } faltaba una nota médica, una prueba o un control necesario.
why-request_unclear =
    { $kind ->
        [medicine] { why-lead } falta algo en la solicitud, como la dosis, la cantidad o la razón.
        [therapy] { why-lead } falta algo en la solicitud, como el número de sesiones o la razón.
        [device] { why-lead } falta algo en la solicitud, como la razón o por cuánto tiempo.
       *[other] { why-lead } falta algo en la solicitud, como el tipo, la cantidad o la razón.
    }
why-alternative_available =
    { $kind ->
        [therapy] { why-lead } algo más simple podría servir, como hacer ejercicios en casa.
        [medicine] { why-lead } una opción más simple podría servir, como una pastilla común.
        [device] { why-lead } algo más simple o más barato podría servir.
       *[other] { why-lead } algo más simple, más seguro o más barato podría servir.
    }
why-insufficient_evidence = { why-lead } no hay suficientes estudios que muestren que { this-treatment } sirve.
why-depends_on_denied_treatment = { why-lead } esto solo va con otro tratamiento, y ese no hace falta.
why-duplicate_or_recent =
    { $kind ->
        [imaging] { why-lead } usted ya tuvo una prueba así, o ya hay una cubierta.
        [medicine] { why-lead } usted ya tiene un medicamento así.
       *[other] { why-lead } usted ya tuvo esto, o ya está cubierto.
    }
why-safety_risk =
    { $kind ->
        [medicine] { why-lead } los riesgos, como los efectos secundarios, pesan más que la ayuda que da.
       *[other] { why-lead } los riesgos pesan más que la ayuda que da.
    }
why-guideline_criteria_met =
    { $guideline_many ->
        [yes] { why-lead } su caso cumple lo que piden { $guideline }.
       *[no] { why-lead } su caso cumple lo que pide { $guideline }.
    }
why-findings_support =
    { $kind ->
        [imaging] { why-lead } sus síntomas y exámenes muestran que usted necesita { this-treatment }.
       *[other] { why-lead } sus síntomas, exámenes o pruebas muestran que usted necesita { this-treatment }.
    }
why-prior_treatment_benefit =
    { $kind ->
        [medicine] { why-lead } las notas médicas muestran que { this-treatment } le ayuda.
       *[other] { why-lead } las notas médicas muestran que otra atención así le ayudó.
    }
why-within_guideline_amount =
    { $guideline_many ->
        [yes] { why-lead } la cantidad está dentro de lo que permiten { $guideline }.
       *[no] { why-lead } la cantidad está dentro de lo que permite { $guideline }.
    }
why-depends_on_approved_treatment = { why-lead } esto va con otro tratamiento que está aprobado.
why-other = { why-lead } hay una razón de otro tipo; puede leerla en la carta.
why-other-quoted = { why-lead } hay una razón que se entiende mejor en las palabras del propio revisor.
why-not-sorted =
    No pudimos poner la razón del revisor en palabras simples.
    Puede leerla en la carta.
why-same =
    { $standing ->
        [won] Usted ganó esto por las mismas razones que el tratamiento { $other }.
       *[lost] El revisor da las mismas razones que para el tratamiento { $other }.
    }
why-unclear = Lea en la carta lo que escribió el revisor, con alguien que le pueda ayudar.
why-none = La carta no da ninguna razón para esta decisión.
why-not-shown = Aquí cuenta lo que muestran las notas de su médico.
why-quote = En palabras del revisor, en inglés: “{ $words }”.
why-quote-also = Y también: “{ $words }”.
why-quote-adds = El revisor añade: “{ $words }”.
why-guideline = El revisor usó { $guideline }.
why-guideline-part = El revisor usó { $guideline }, en la parte “{ $words }”.
why-guidelines = El revisor usó { $guidelines }.
why-guidelines-also = El revisor también usó { $guidelines }.
why-no-guideline = La carta no nombra ninguna guía para esta decisión.
the-guideline = la guía

### Qué sigue --------------------------------------------------------------------------------------------------------

next-title = Qué puede hacer ahora
next-title-won = Qué pasa ahora
next-safety-notice = La carta dice, en inglés: “{ $words }”.
next-for-unclear =
    { $scope ->
        [one] Esto es sobre el tratamiento { $numbers }, donde la decisión no está clara.
        [several] Esto es sobre lo que no está claro.
       *[other] Esto es sobre los tratamientos { $numbers }, donde la decisión no está clara.
    }
next-unclear-ask = Pida pronto a la línea de ayuda gratis, abajo, que lea la carta con usted.
next-appeal-too =
    { $scope ->
        [one] Esto vale también para el tratamiento { $numbers }, que no se aprobó.
        [several] Esto vale también para lo que no se aprobó.
       *[other] Esto vale también para los tratamientos { $numbers }, que no se aprobaron.
    }
next-unclear-appeal = Si la decisión es contra usted, la ley da poco tiempo para apelar.
next-won-show = Muestre esta decisión a su médico, para que haga los trámites.
next-won-show-given = Muestre esta decisión a su médico, para que mande la factura.
next-ask-again =
    { $all ->
        [yes] Quizás su médico pueda pedirlo otra vez.
       *[no] Quizás su médico pueda pedir otra vez lo que no se aprobó.
    }
next-refusal-date = La carta da esta fecha para esa negativa: { $date }.
next-refusal-date-unsure =
    Aquí no es segura la fecha de esa negativa.
    Búsquela en la carta.
next-refusal-date-not-printed = La carta no da la fecha de esa negativa.
next-appeal = También puede apelar, solo por unas pocas razones: vea “Las reglas”.

### Ayuda, palabras, la hoja -----------------------------------------------------------------------------------------

act-by-title = Actúe a más tardar el { $date }
act-by = Una apelación debe llegar a la oficina ese día o antes: 30 días desde la decisión.
act-by-passed-title = El plazo para apelar ya pasó
act-by-passed =
    Lo más probable es que terminara el { $date }.
    Son 30 días desde la fecha de la decisión que da la carta.
    Si le mandaron la carta más tarde, pregunte pronto a un oficial de I&A.
act-by-ask-again = Su médico todavía puede pedirlo otra vez, con hechos nuevos.
act-by-year-over =
    Su médico todavía puede pedirlo otra vez.
    Desde el { $date }, 12 meses después de la primera negativa, la ley no pide hechos nuevos.
    Aun así pueden ayudar.
act-by-find-title = Actúe pronto: tiene 30 días para apelar
act-by-find =
    { $doubted ->
        [yes] Aquí no es segura la fecha de la decisión.
            Busque “Decision Date” en la primera página de la carta, y cuente 30 días desde esa fecha.
       *[no] Aquí no se halló la fecha de la decisión.
            Busque “Decision Date” en la primera página de la carta, y cuente 30 días desde esa fecha.
    }
next-safety =
    { $scope ->
        [one] Importante: la carta tiene un aviso de seguridad sobre { $the }.
       *[all] Importante: la carta tiene un aviso de seguridad para usted.
    }
    Hable de él con su médico.
law-title = Las reglas
law-no-lawyer = Ningún abogado ha leído todavía estas reglas para nosotros.
about-title = Sobre esta página
about-made =
    Una computadora hizo esta página el { $date }, y puede tener errores.
    Compárela con su carta.
about-operator = Este servicio es de { $operator }.
about-contact = Preguntas o errores: { $contact }.
about-ask = Preguntas: a quien se la dio, o a la línea de ayuda.
help-title = Ayuda gratis
words-title = Palabras de la carta
sheet-title = Su carta de revisión médica independiente (IMR) en palabras simples
sheet-case-number = Número de caso: { $number }
sheet-more = Más: por qué, las reglas y las palabras de la carta
sheet-alike = Lo mismo vale para:
