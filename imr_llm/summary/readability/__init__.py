"""How hard a summary is to read, measured offline.

English: Flesch-Kincaid grade (Kincaid et al. 1975) and SMOG (McLaughlin 1969). Spanish: Szigriszt-Pazos perspicuity
(1993) on the INFLESZ scale (Barrio-Cantalejo et al. 2008): under 40 very hard, to 55 somewhat hard, to 65 normal, to 80
quite easy, above very easy.
"""

from imr_llm.summary.readability.formulas import TextCounts, count_text, flesch_kincaid, smog, szigriszt_pazos
from imr_llm.summary.readability.measure import measure

__all__ = ["TextCounts", "count_text", "flesch_kincaid", "measure", "smog", "szigriszt_pazos"]
