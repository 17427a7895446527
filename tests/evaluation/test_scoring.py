import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.evaluation.alignment import align
from imr_llm.evaluation.scoring import LABELLED, Kind, count, judge
from imr_llm.evaluation.tally import Judged, tally
from imr_llm.record.facts import Citation, Facts, Medication, Range, Worker
from tests.evaluation.factories import DECISION, facts, issue, judged, kinds, rich_facts, seeded, shuffled

SEEDS = st.integers(0, 10_000)


class TestJudge:
    @pytest.mark.parametrize(
        ("path", "label", "predicted", "kind"),
        [
            ("/worker/age_years", Worker(age_years=54), Worker(age_years=54), Kind.CORRECT),
            ("/worker/age_years", Worker(age_years=54), Worker(age_years=45), Kind.MISMATCHED),
            ("/worker/age_years", Worker(age_years=54), Worker(), Kind.OMITTED),
            ("/worker/age_years", Worker(), Worker(age_years=54), Kind.INVENTED),
            ("/worker/occupation", Worker(occupation="Roofer"), Worker(occupation="roofer."), Kind.CORRECT),
        ],
    )
    def test_single_values(self, path, label, predicted, kind):
        found = judge(Facts(worker=label), Facts(worker=predicted))
        assert [(it.field, it.kind) for it in found] == [(path, kind)]

    def test_silence_on_both_sides_is_nothing_to_judge(self):
        assert judge(Facts(), Facts()) == ()

    def test_not_retrospective_is_silence(self):
        path = "/issues/*/retrospective"
        plain, marked = Facts(issues=(issue(),)), Facts(issues=(issue(retrospective=True),))
        assert kinds(judge(plain, plain), path) == []
        assert kinds(judge(marked, plain), path) == ["omitted"]
        assert kinds(judge(plain, marked), path) == ["invented"]
        assert kinds(judge(marked, marked), path) == ["correct"]

    def test_list_entries_are_matched_once(self):
        found = judge(Facts(diagnoses=("a strain", "a strain")), Facts(diagnoses=("a strain",)))
        assert kinds(found, "/diagnoses") == ["correct", "omitted"]

    def test_nearly_alike_entries_are_one_mismatch(self):
        found = judge(
            Facts(diagnoses=("lumbar disc degeneration", "gout")),
            Facts(diagnoses=("asthma", "lumbar disc displacement")),
        )
        assert kinds(found, "/diagnoses") == ["invented", "mismatched", "omitted"]

    def test_codes_are_never_nearly_alike(self):
        left, right = ("guideline_criteria_not_met",), ("guideline_criteria_met",)
        found = judge(Facts(issues=(issue(reasons=left),)), Facts(issues=(issue(reasons=right),)))
        assert kinds(found, "/issues/*/reasons") == ["invented", "omitted"]

    def test_raw_and_folded(self):
        found = judge(Facts(diagnoses=("Low back pain", "gout")), Facts(diagnoses=("low  back pain.", "gout")))
        assert (count(found).correct, count(found).raw) == (2, 1)

    def test_the_entry_spelt_alike_is_preferred(self):
        found = judge(Facts(diagnoses=("Gout", "gout")), Facts(diagnoses=("gout", "Gout")))
        assert all(it.identical for it in found)
        assert {(it.label, it.pointer) for it in found} == {("Gout", "/diagnoses/1"), ("gout", "/diagnoses/0")}

    def test_pointers_lead_to_the_prediction(self):
        label = facts(issues=(issue(1), issue(2)))
        predicted = facts(issues=(issue(2), issue(1)))
        found = {it.issue: it.pointer for it in judge(label, predicted) if it.field == DECISION}
        assert found == {1: "/issues/1/decision", 2: "/issues/0/decision"}

    def test_a_missing_issue_is_omitted_whole(self):
        label = facts(issues=(issue(1), issue(2, sessions=Range(minimum=6, maximum=6))))
        found = [it for it in judge(label, facts(issues=(issue(1),))) if it.issue == 2]
        assert {it.kind for it in found} == {Kind.OMITTED}
        assert {it.field for it in found} >= {DECISION, "/issues/*/sessions"}


class TestAlign:
    @pytest.mark.parametrize(
        ("labelled", "predicted", "pairs"),
        [
            (["MRI of the knee", "Norco #30"], ["Norco #30", "MRI of the knee"], [(0, 1), (1, 0)]),
            (["MRI of the knee"], ["Acupuncture"], [(0, None), (None, 0)]),
            ([], ["Acupuncture"], [(None, 0)]),
            (["Acupuncture"], [], [(0, None)]),
            (["Norco #30"], ["Norco #60 was the original request. Norco #30"], [(0, 0)]),
            (["Norco #30"], [None], [(0, 0)]),
            # The best pair of all is given up where that makes the others possible.
            (["Norco 10 mg #30", "Norco 10 mg #31"], ["Norco 10 mg #31", "Walker"], [(0, None), (1, 0), (None, 1)]),
        ],
    )
    def test_pairs(self, labelled, predicted, pairs):
        left = [issue(number, treatment=words) for number, words in enumerate(labelled, start=1)]
        right = [issue(number, treatment=words) for number, words in enumerate(predicted, start=1)]
        assert align(left, right) == pairs

    def test_number_and_decision_part_equal_treatments(self):
        labelled = [issue(1, treatment="Norco"), issue(2, treatment="Norco", decision="overturned")]
        assert align(labelled, labelled[::-1]) == [(0, 1), (1, 0)]


class TestProperties:
    @settings(max_examples=50, deadline=None)
    @given(SEEDS)
    def test_order_changes_no_score(self, seed):
        generator = seeded(seed)
        label, predicted = rich_facts(generator), rich_facts(generator)
        one = tally([judged("a", label, predicted)])
        other = tally([judged("a", shuffled(label, generator), shuffled(predicted, generator))])
        assert one == other

    @settings(max_examples=50, deadline=None)
    @given(SEEDS)
    def test_order_of_letters_changes_nothing(self, seed):
        generator = seeded(seed)
        letters = [judged(name, rich_facts(generator), rich_facts(generator)) for name in "abc"]
        assert tally(letters) == tally(generator.sample(letters, 3))

    @settings(max_examples=50, deadline=None)
    @given(SEEDS)
    def test_classes_sum_to_n(self, seed):
        generator = seeded(seed)
        label, predicted = rich_facts(generator), rich_facts(generator)
        figures = tally([judged("a", label, predicted)])
        for score in [figures.micro, figures.critical, *(field.score for field in figures.fields)]:
            assert score.n == score.correct + score.omitted + score.invented + score.mismatched
            assert score.raw_correct <= score.correct
            assert score.places_right <= score.places
        assert figures.micro.n == sum(field.score.n for field in figures.fields)

    @settings(max_examples=50, deadline=None)
    @given(SEEDS)
    def test_every_value_is_judged_once(self, seed):
        generator = seeded(seed)
        label, predicted = rich_facts(generator), rich_facts(generator)
        found = [it for it in judge(label, predicted) if it.field == "/diagnoses"]
        assert sorted(it.label for it in found if it.label) == sorted(label.diagnoses)
        assert sorted(it.predicted for it in found if it.predicted) == sorted(predicted.diagnoses)
        pointers = [it.pointer for it in judge(label, predicted) if it.pointer]
        assert len(pointers) == len(set(pointers))

    @settings(max_examples=50, deadline=None)
    @given(SEEDS)
    def test_a_label_agrees_with_itself(self, seed):
        label = rich_facts(seeded(seed))
        figures = tally([judged("a", label, label)])
        assert figures.micro.f1.value == figures.micro.raw_f1.value == figures.macro_f1.value == 1.0
        assert figures.whole_letters_right == 1

    @settings(max_examples=30, deadline=None)
    @given(SEEDS, st.sampled_from(["diagnosis", "citation", "issue"]))
    def test_one_extra_item_lowers_precision_and_f1(self, seed, what):
        label = rich_facts(seeded(seed))
        first, *others = label.issues
        extra = {
            "diagnosis": {"diagnoses": (*label.diagnoses, "a condition nobody named")},
            "citation": {
                "issues": (
                    first.model_copy(
                        update={"reviewer_citations": (*first.reviewer_citations, Citation(source="MTUS"))}
                    ),
                    *others,
                )
            },
            "issue": {"issues": (*label.issues, issue(99, treatment="Something else entirely"))},
        }[what]
        before = tally([judged("a", label, label)]).micro
        after = tally([judged("a", label, label.model_copy(update=extra))]).micro
        assert after.precision.value < before.precision.value
        assert after.f1.value < before.f1.value
        assert after.recall == before.recall


class TestTally:
    def test_figures_of_a_small_run(self):
        label = facts(diagnoses=("a strain", "gout", "asthma", "a burn"))
        wrong = facts(diagnoses=("a strain", "insomnia"))
        figures = tally([judged("a", label, label), judged("b", label, wrong)])
        score = next(field.score for field in figures.fields if field.path == "/diagnoses")
        assert (score.n, score.correct, score.omitted, score.invented, score.mismatched) == (9, 5, 3, 1, 0)
        assert score.precision.value == pytest.approx(5 / 6, abs=1e-6)
        assert score.recall.value == pytest.approx(5 / 8, abs=1e-6)
        assert score.f1.value == pytest.approx(10 / 14, abs=1e-6)
        assert (score.places, score.places_right, score.letters, score.letters_right) == (2, 1, 2, 1)
        assert (figures.whole_letters_right, figures.whole_letters_critical_right) == (1, 2)
        said = [field.score.f1.value for field in figures.fields if field.score.n]
        assert figures.macro_f1.value == pytest.approx(sum(said) / len(said), abs=1e-6)

    def test_right_silence_counts_for_the_exact_rate(self):
        figures = tally([judged("a", Facts(), Facts())])
        score = next(field.score for field in figures.fields if field.path == "/worker/age_years")
        assert (score.n, score.places, score.places_right) == (0, 1, 1)
        assert score.f1.value is None
        assert score.exact.value == 1.0

    def test_medicine_is_compared_part_by_part(self):
        label = Facts(issues=(issue(medication=Medication(name="Norco", count=30)),))
        wrong = Facts(issues=(issue(medication=Medication(name="Norco", count=60)),))
        assert kinds(judge(label, wrong), "/issues/*/medication") == ["mismatched"]

    def test_no_letters(self):
        figures = tally([])
        assert (figures.micro.n, figures.micro.f1.value, figures.macro_f1.value) == (0, None, None)
        assert len(figures.fields) == len(LABELLED)

    def test_an_unread_letter_is_all_omitted(self):
        label = facts()
        found = tally([Judged("a", judge(label, Facts()), 2)])
        assert found.micro.correct == found.micro.invented == 0
        assert found.micro.recall.value == 0.0
