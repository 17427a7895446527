# Lo que muestra una página además de las frases de un resumen. Cada mensaje tiene su par en en.ftl.

language = Language / Idioma
unverified = Esta página no pasó nuestra propia revisión. Por favor, compárela con la carta, junto con alguien que pueda ayudarle.

tag-won = Aprobado
tag-lost = No aprobado
tag-lost-rest = El resto: no aprobado
tag-unclear = No está claro

fold-grounds = Por qué, tratamiento por tratamiento

proof-open = De dónde sale esto
proof-page = Carta, página { $page }:
proof-letter = Carta:
proof-rule = Regla: { $rule }
proof-source = Fuente:
proof-as-of = Texto de { $date }
proof-undated = La fuente no da fecha
proof-checked = Revisado el { $date }

facts-title = Para su médico o abogado
facts-case-number = Número de caso
facts-injury-date = Fecha de la lesión
facts-decision-date = Fecha de esta decisión
facts-refusal-date = Fecha de la negativa (utilization review)
facts-date = { $date }
facts-unsure = No es segura. Por favor, búsquela en la carta.
facts-already = Ya aprobado antes:
facts-unnamed = (sin nombre)
