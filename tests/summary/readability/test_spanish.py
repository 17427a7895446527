"""The syllabifier against words divided by hand (RAE, Ortografía 2010)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.summary.readability.spanish import count, syllables

# Words of the Spanish messages.
MESSAGES = """
a-ba-jo a-ho-ra al-go al-guien am-bas am-bos an-tes a-pe-lar a-pro-ba-da a-pro-ba-do a-pro-bar a-pro-bó a-quí a-sí
a-ten-ción a-vi-so a-yu-da a-yu-da-do a-yu-dar a-yu-dó ba-ra-to bue-nos bús-que-la cam-bia-do cam-biar cam-bia-rí-a
ca-mi-no can-ti-dad car-ta ca-sa ca-so ci-ru-gí-a cla-ra cla-ri-dad coin-ci-den co-mo com-pa-re com-pa-ñí-a co-mún
con-di-cio-nes con-tra cu-bier-ta cu-bier-to cuen-ta cuer-po cum-ple cuán-ta cuán-tos có-mo de-ci-dir de-ci-dió
de-ci-sión de-je den-tro de-re-cha de-re-cho des-de des-pués di-cen dio dis-tin-to do-lor don-de do-sis e-fec-tos
e-jer-ci-cios e-lla en-tien-de e-ra es-cri-bió es-ta-ba es-te es-tos es-tu-dios es-tá es-tán e-xá-me-nes fal-ta
fal-ta-ban fa-vor fe-cha fue ga-nó gol-pe gra-tis guí-a ha-ble ha-bí-a ha-cer ha-gan ha-llar has-ta hay ha-yan
im-por-tan-te i-má-ge-nes in-de-pen-dien-te in-glés in-yec-cio-nes iz-quier-da jun-to la-do le-a le-er le-er-la ley
lis-ta lla-ma lí-ne-a ma-la man-dar me-di-ca-men-tos me-jor me-jo-ró me-nos mis-mas mos-trar mues-tran mues-tren
mé-di-co ne-ce-si-te ne-ga-ti-va ner-vios nin-gu-na nom-bra no-tas no-ti-cia nue-va nú-me-ro o-fi-ci-na op-cio-nes
o-tras pa-gar pa-la-bras par-tes pas-ti-lla pe-dir-lo per-mi-ten per-so-na pi-dió plan po-dí-an po-nen por-que
pri-me-ro prin-ci-pal pro-ble-ma pro-bó pron-to pro-pias prue-bas pu-di-mos pue-dan pun-tos que qui-zás quién qué
ra-zo-nes ra-zón re-ci-bió re-co-mien-dan re-gis-tros res-pues-ta re-sul-ta-do re-sur-ti-dos re-vi-sar re-vi-sión
re-vi-sor ries-gos se-cun-da-rios se-gu-ri-dad se-gu-ros se-ma-nas ser-vir se-ña-les sien-do sig-no si-guen sim-ples
sir-vió so-bre so-li-ci-tud su-fi-cien-tes sus su-yas sín-to-mas tam-bién te-ra-pia tiem-po tie-ne ti-po to-da-ví-a
to-mar tra-ta-mien-tos tra-tó trá-mi-tes tu-vo u-nos us-ted va-rios ve-ces vez vi-gi-lan vi-si-tas ya úl-ti-mas
"""
# What the rules have to tell apart.
DIPHTHONGS = """
ai-re pei-ne boi-na cau-sa deu-da viu-da ciu-dad cui-da-do cuí-da-te rui-do jui-cio ha-cia cie-lo la-bio a-gua cuo-ta
a-diós dié-re-sis hués-ped náu-se-a te-ra-péu-ti-co far-ma-céu-ti-co neu-ro-lo-gí-a reu-ma-tó-lo-go vein-ti-dós
die-ci-séis a-cei-te he-roi-co le-gua huir hue-so hie-lo au-to-ri-zar eu-ro
"""
HIATUS = """
pa-ís ma-íz ba-úl o-í-do ca-í-da re-ír ve-hí-cu-lo a-hí bú-ho tí-o grú-a pú-a dí-a frí-o ca-er le-al-tad o-es-te ca-os
po-e-ta cre-er al-co-hol za-na-ho-ria ma-es-tro te-a-tro a-é-re-o lí-ne-as o-cé-a-no ra-íz le-í-do ba-hí-a re-hén
a-ho-rrar re-ha-bi-li-ta-ción chi-i-ta le-er-lo ro-er
"""
TRIPHTHONGS = """
U-ru-guay Pa-ra-guay buey miau guau a-ve-ri-guáis es-tu-diáis a-pre-ciáis co-piéis vi-ví-ais
"""
Q_AND_G = """
que-so quin-ce qui-ro-prác-ti-co es-que-le-to blo-que-o pa-que-te con-quis-tar gue-rra gui-ta-rra se-guir si-guien-te
san-gre ver-güen-za pin-güi-no lin-güís-ti-ca a-gua-ca-te len-gua an-ti-guo i-gual gua-pa
"""
H_AND_Y = """
prohi-bir cohi-bir ahu-mar de-sahu-cio ahi-ja-do ca-ca-hue-te a-hue-car al-ha-ja in-he-ren-te muy hoy rey re-yes yo-do
a-yer le-yes pro-yec-to in-yec-ción
"""
CONSONANTS = """
pe-rro ca-lle mu-cho a-bri-go a-gra-de-cer ha-blar a-cla-rar a-tra-er a-plau-so ci-fra cua-dro at-le-ta is-la ac-ción
e-xa-men tex-to ex-tra-er ex-ce-len-te cons-truir ins-ti-tu-to obs-tá-cu-lo pers-pec-ti-va trans-por-te ads-cri-bir
cons-cien-te al-re-de-dor hon-ra en-re-dar in-no-var cáp-su-la psi-co-lo-gí-a rit-mo a-dap-tar ap-to in-fla-ma-ción
som-no-len-cia abs-trac-to ham-bre san-ti-guar tungs-te-no
"""
PREFIXES = """
sub-ra-yar sub-lu-xa-ción sub-ro-gar su-bli-me su-bir sub-te-nien-te sub-sue-lo des-hie-lo des-ha-cer re-es-cri-bir
co-o-pe-rar an-ti-in-fla-ma-to-rio
"""
DIVIDED = sorted(
    {*" ".join((MESSAGES, DIPHTHONGS, HIATUS, TRIPHTHONGS, Q_AND_G, H_AND_Y, CONSONANTS, PREFIXES)).split()}
)


def test_there_are_three_hundred_words() -> None:
    assert len(DIVIDED) >= 300


@pytest.mark.parametrize("divided", DIVIDED)
def test_words_are_divided_as_by_hand(divided: str) -> None:
    assert syllables(divided.replace("-", "")) == divided.lower().split("-")


@pytest.mark.parametrize(("word", "number"), [("12", 1), ("MRI", 1), ("", 1), ("guía", 2), ("médico", 3)])
def test_counts(word: str, number: int) -> None:
    assert count(word) == number


@given(st.text(alphabet="abcdefghijlmnopqrstuvxyzáéíóúüñ", max_size=20))
def test_no_letter_is_lost(word: str) -> None:
    assert "".join(syllables(word)) == word
    assert all(syllables(word))
