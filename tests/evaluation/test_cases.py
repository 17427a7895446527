import json

import pytest

from imr_llm.errors import UsageError
from imr_llm.evaluation.agreement import agreement
from imr_llm.evaluation.cases import load_cases, read_label
from imr_llm.evaluation.labels import draft_label, write_draft
from imr_llm.evaluation.render.table import render_agreement
from imr_llm.record.facts import Facts
from tests.evaluation.factories import facts, issue
from tests.evaluation.record import CASES

SEED = CASES / "003_a2d9d1ce07a723b3.txt"
SECRET = "a lumbar strain nobody may read"


def write(folder, name, content):
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


class TestLoadCases:
    def test_the_committed_cases(self):
        cases = load_cases(CASES)
        assert len(cases) >= 34
        assert all(case.label for case in cases)
        assert [case.name for case in cases] == sorted(case.name for case in cases)
        written = [case for case in cases if case.name.startswith("written_")]
        assert len(written) >= 29
        for case in written:
            assert json.loads(case.letter.with_suffix(".json").read_text())["note"] == "written for tests; fiction"

    def test_a_letter_without_a_label_is_a_case(self, tmp_path):
        write(tmp_path, "a.txt", "words")
        write(tmp_path, "b.txt", "words")
        write(tmp_path, "b.json", {"note": "x", "diagnoses": ["gout"]})
        first, second = load_cases(tmp_path)
        assert (first.label, first.label_sha256) == (None, None)
        assert second.label == Facts(diagnoses=("gout",))
        assert len(second.label_sha256) == 64

    @pytest.mark.parametrize(
        ("files", "words"),
        [
            ({}, "no letters"),
            ({"a.json": "{}"}, "no letters"),
            ({"a.txt": "", "b.json": "{}"}, "b.json: there is no letter"),
            ({"a.txt": "", "a.pdf": ""}, "the same case"),
            ({"a.txt": "", "a.json": "{"}, "not JSON"),
            ({"a.txt": "", "a.json": "[]"}, "JSON object"),
            ({"a.txt": "", "a.json": '{"diagnosis": []}'}, "a.json: /diagnosis: Extra inputs"),
            ({"a.txt": "", "a.json": json.dumps({"worker": {"sex": SECRET}})}, "a.json: /worker/sex"),
            ({"a.txt": "", "a.json": '{"status": "unreviewed"}'}, "a draft; correct it"),
        ],
    )
    def test_what_is_refused_names_the_place_and_not_the_words(self, tmp_path, files, words):
        for name, content in files.items():
            write(tmp_path, name, content)
        with pytest.raises(UsageError, match=words) as raised:
            load_cases(tmp_path)
        assert SECRET not in str(raised.value)


class TestDraft:
    def test_is_refused_until_a_person_has_reviewed_it(self, tmp_path):
        letter = write(tmp_path, "new.txt", SEED.read_text(encoding="utf-8"))
        path = write_draft(letter)
        with pytest.raises(UsageError, match="draft"):
            load_cases(tmp_path)
        draft = json.loads(path.read_text(encoding="utf-8"))
        assert draft.pop("status") == "unreviewed"
        write(tmp_path, "new.json", draft)
        (case,) = load_cases(tmp_path)
        assert case.label.issues

    def test_has_the_keys_of_a_label(self):
        draft, label = json.loads(draft_label(SEED)), json.loads(SEED.with_suffix(".json").read_text())
        assert set(draft) - {"status"} == set(label)
        unlabelled = {"grounds", "smaller_amount", "contradiction", "components"}
        assert {frozenset(each) - unlabelled for each in draft["issues"]} == {
            frozenset(each) for each in label["issues"]
        }

    def test_writes_over_no_label(self, tmp_path):
        letter = write(tmp_path, "new.txt", SEED.read_text(encoding="utf-8"))
        label = write(tmp_path, "new.json", "{}")
        with pytest.raises(UsageError, match="a label already"):
            write_draft(letter)
        assert label.read_text() == "{}"


class TestAgreement:
    def folders(self, tmp_path, left, right):
        for name, labels in (("left", left), ("right", right)):
            (tmp_path / name).mkdir()
            for stem, label in labels.items():
                write(tmp_path / name, f"{stem}.json", label.model_dump_json())
        return tmp_path / "left", tmp_path / "right"

    def test_two_labellers(self, tmp_path):
        one = facts(issues=(issue(1, reasons=("safety_risk",)), issue(2, decision="overturned")))
        other = facts(issues=(issue(1, reasons=("request_unclear",)), issue(2, decision="upheld")), diagnoses=())
        found = agreement(*self.folders(tmp_path, {"a": one, "b": one, "c": one}, {"a": one, "b": other}))
        by_path = {field.path: field for field in found.fields}
        assert (found.letters, found.left_out) == (2, ("c",))
        assert by_path["/diagnoses"].score.f1.value == pytest.approx(4 / 6, abs=1e-6)
        assert by_path["/diagnoses"].kappa is None
        assert by_path["/worker/age_years"].kappa is None
        # Decisions: upheld-upheld twice, overturned-overturned once, overturned-upheld once.
        assert by_path["/issues/*/decision"].kappa == pytest.approx(0.5, abs=1e-6)
        # Over four issues and three codes, 12 cells: 3 yes-yes, 1 yes-no, 1 no-yes, 7 no-no.
        assert by_path["/issues/*/reasons"].kappa == pytest.approx((10 / 12 - 80 / 144) / (1 - 80 / 144), abs=1e-6)
        assert "2 letters labelled by both; by one only: c" in render_agreement(found)

    def test_is_symmetric(self, tmp_path):
        one, other = facts(), facts(diagnoses=("gout",), issues=(issue(1),))
        left, right = self.folders(tmp_path, {"a": one}, {"a": other})
        forth, back = agreement(left, right), agreement(right, left)
        assert [field.kappa for field in forth.fields] == [field.kappa for field in back.fields]
        assert [field.score.f1 for field in forth.fields] == [field.score.f1 for field in back.fields]

    def test_nothing_in_common(self, tmp_path):
        with pytest.raises(UsageError, match="no label of the same name"):
            agreement(*self.folders(tmp_path, {"a": facts()}, {"b": facts()}))


def test_a_missing_label_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"a\.json: cannot be read"):
        read_label(tmp_path / "a.json")
